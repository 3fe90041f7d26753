import { milliseconds } from '../clock.ts';
import { accounts, type Candidate, type PlannedAccount, type Row } from './account.ts';
import { type Cadence, cadence } from './cadence.ts';
import { allowed, choose, type Situation } from './choose.ts';
import type { LayoutInput } from './input.ts';
import { type Pin, pins } from './pins.ts';
import { type Slot, slots } from './slots.ts';
import { windows } from './windows.ts';
import { calendarDay, dayNumber, minute, type Span } from './zone.ts';

/*
 * The layout itself, a day of the campaign's calendar at a time: first the pinned rows, then the slots in the order of
 * time. A slot is decided by what comes before it, by pinned rows and by rows that stand, so a range may end anywhere and
 * be gone on with later.
 */

export type Laid = Row & { readonly network: PlannedAccount['network'] };

/** `past`: how many days were laid out before this one. */
export type LaidDay = { readonly span: Span; readonly past: number; readonly laid: readonly Laid[] };

const hour = 60 * minute;

export class DayByDay {
  readonly #input: LayoutInput;
  readonly #repeatAfter: number;
  readonly #accounts: readonly PlannedAccount[];
  readonly #candidates: readonly Candidate[];
  readonly #pins: readonly Pin[];
  /** Rows that stand for a pinned moment already. */
  readonly #answers = new Set<Row>();

  constructor(input: LayoutInput) {
    this.#input = input;
    this.#repeatAfter = milliseconds(input.campaign.repeatAfter);
    this.#accounts = accounts(input);
    this.#candidates = this.#accounts.flatMap(({ candidates }) => [...candidates.values()].flat());
    this.#pins = pins(input.campaign, this.#accounts);
  }

  /** How many texts can go out at all: they have an audience and a network. */
  get texts(): number {
    return this.#candidates.length;
  }

  /** How many of them have not gone out on their network. */
  unsaid(): number {
    return this.#candidates.filter(({ said }) => said.uses.length === 0).length;
  }

  /** Without end: whoever asks stops when there is enough. */
  *days(): Generator<LaidDay, never> {
    const { campaign, from } = this.#input;
    for (let past = 0; ; past += 1) {
      const date = from.add({ days: past });
      const span = calendarDay(campaign.timeZone, date);
      const today = cadence(campaign, date);
      const laid = [...this.#pinned(span, today), ...this.#slotted(date, span, today)];
      yield { span, past, laid: laid.sort(byTime) };
    }
  }

  #pinned(span: Span, today: Cadence): readonly Laid[] {
    const pins = this.#pins.filter(({ at }) => span.start <= at && at < span.end);
    return pins.flatMap((pin) => this.#answered(pin, span) ?? this.#pin(pin, span, today));
  }

  /** Nothing to add where a row that stands is the pinned one, laid out before. */
  #answered({ at, account, candidate: { message, lang } }: Pin, span: Span): readonly never[] | undefined {
    const answers = (row: Row) => row.message === message && row.lang === lang && !this.#answers.has(row);
    const row = account.within({ start: at, end: span.end }).find(answers);
    if (row === undefined) return undefined;
    this.#answers.add(row);
    return [];
  }

  /** At the pinned moment, or as soon after it as spacing allows; not on another day. */
  #pin({ at: wanted, account, candidate }: Pin, span: Span, today: Cadence): readonly Laid[] {
    const at = account.earliest(wanted);
    if (at >= span.end || account.count(span) >= today.cap(account.use)) return [];
    if (!allowed(candidate, { ...this.#situation(account, at, today), wanted })) return [];
    const row = this.#add(account, at, candidate);
    this.#answers.add(row);
    return [row];
  }

  #slotted(date: Temporal.PlainDate, span: Span, today: Cadence): readonly Laid[] {
    const { audiences, quietHours } = this.#input.campaign;
    const open = audiences.map((audience) => ({ audience, windows: windows(audience, quietHours, date, span) }));
    const day = { audiences: open, number: dayNumber(date) };
    return this.#accounts
      .flatMap((account) => {
        const due = slots(day, today.cap(account.use), account.spacing);
        return due.map((slot) => ({ account, slot, dayFirst: today.allows('day') && !early(slot, due, date) }));
      })
      .sort((a, b) => a.slot.at - b.slot.at) // at one moment the accounts keep the order of their names
      .flatMap(({ account, slot, dayFirst }) => this.#fill(account, slot, span, { ...today, dayFirst }));
  }

  #fill(account: PlannedAccount, slot: Slot, span: Span, today: Cadence & { dayFirst: boolean }): readonly Laid[] {
    const { at } = slot;
    if (account.earliest(at) !== at || account.count(span) >= today.cap(account.use)) return [];
    const chosen = choose(account.candidates.get(slot.audience.lang) ?? [], this.#situation(account, at, today));
    return chosen === undefined ? [] : [this.#add(account, at, chosen)];
  }

  #situation(
    account: PlannedAccount,
    at: number,
    { allows, dayFirst = true }: Cadence & { dayFirst?: boolean },
  ): Situation {
    const sameHour = { start: at - hour + 1, end: at + hour };
    const others = this.#accounts.filter((other) => other !== account);
    const elsewhere = new Set(others.flatMap((other) => other.within(sameHour).map(({ message }) => message)));
    return {
      at,
      wanted: at,
      allows,
      dayFirst,
      previous: account.before(at)?.kind,
      elsewhere,
      repeatAfter: this.#repeatAfter,
      once: this.#input.once ?? false,
    };
  }

  #add(account: PlannedAccount, at: number, { network, message, lang, text, kind }: Candidate): Laid {
    const row = { network, at, message, lang, text, kind };
    account.add(row);
    return row;
  }
}

/**
 * In New York the campaign's day may not have begun, and "today" would be wrong there: words for the day then wait, as long
 * as the audience has a slot on that date of its own.
 */
const early = (slot: Slot, due: readonly Slot[], date: Temporal.PlainDate): boolean => {
  const { start, end } = calendarDay(slot.audience.timeZone, date);
  const fits = ({ at }: Slot) => start <= at && at < end;
  return !fits(slot) && due.some((other) => other.audience === slot.audience && fits(other));
};

const byTime = (a: Laid, b: Laid): number => a.at - b.at || (a.network < b.network ? -1 : 1);
