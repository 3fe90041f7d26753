import { hash } from 'node:crypto';
import { milliseconds } from '../clock.ts';
import type { Kind, Lang, NetworkName, NetworkUse } from '../model.ts';
import type { LayoutInput, Text } from './input.ts';
import type { Span } from './zone.ts';

/*
 * One network's account as the planner sees it: the rows that stand, and what they still leave room for.
 * All moments are milliseconds since 1970.
 */

export type Row = {
  readonly at: number;
  readonly message: string;
  readonly lang: Lang;
  readonly text: string;
  readonly kind: Kind | undefined;
};

/** One text on one account: when it was said, and when it is pinned to be. */
export type Said = { readonly uses: number[]; readonly pins: number[] };

/** A text that may be said on an account, with what the account remembers of it. */
export type Candidate = Text & { readonly said: Said };

export class PlannedAccount {
  readonly network: NetworkName;
  readonly use: NetworkUse;
  readonly spacing: number;
  /** In the order of the texts. */
  readonly candidates: ReadonlyMap<Lang, readonly Candidate[]>;
  readonly #rows: Row[] = [];
  readonly #said = new Map<string, Said>();

  constructor(use: NetworkUse, texts: readonly Text[]) {
    this.network = use.name;
    this.use = use;
    // Without any spacing a slot would be free again as soon as it is taken.
    this.spacing = Math.max(1, milliseconds(use.spacing));
    const own = texts.filter(({ network }) => network === use.name);
    this.candidates = Map.groupBy(
      own.map((text) => ({ ...text, said: this.#remembered(text.text) })),
      ({ lang }) => lang,
    );
  }

  add(row: Row): void {
    this.#rows.splice(this.#after(row.at), 0, row);
    const { uses } = this.#remembered(row.text);
    let place = uses.length;
    while (place > 0 && uses[place - 1]! > row.at) place -= 1;
    uses.splice(place, 0, row.at);
  }

  /** The rows in a span. */
  within({ start, end }: Span): readonly Row[] {
    return this.#rows.slice(this.#from(start), this.#from(end));
  }

  count({ start, end }: Span): number {
    return this.#from(end) - this.#from(start);
  }

  /** The last row before a moment. */
  before(at: number): Row | undefined {
    return this.#rows[this.#from(at) - 1];
  }

  /** The earliest moment from `at` on that keeps the spacing. */
  earliest(at: number): number {
    let moment = at;
    let index = this.#from(at);
    const previous = this.#rows[index - 1];
    if (previous !== undefined) moment = Math.max(moment, previous.at + this.spacing);
    for (let next = this.#rows[index]; next !== undefined && next.at - moment < this.spacing; ) {
      moment = next.at + this.spacing;
      index += 1;
      next = this.#rows[index];
    }
    return moment;
  }

  #remembered(text: string): Said {
    const said = this.#said.get(text) ?? { uses: [], pins: [] };
    this.#said.set(text, said);
    return said;
  }

  /** The first row at or after a moment. */
  #from(at: number): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#rows[middle]!.at < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Behind every row at or before a moment. Nearly always the end. */
  #after(at: number): number {
    const last = this.#rows.at(-1);
    return last === undefined || last.at <= at ? this.#rows.length : this.#from(at + 1);
  }
}

/** Whether one of the moments, which are in the order of time, lies after the one and before the other. */
export const between = (moments: readonly number[], after: number, before: number): boolean => {
  for (let index = moments.length - 1; index >= 0 && moments[index]! > after; index -= 1)
    if (moments[index]! < before) return true;
  return false;
};

/** By name, each with the rows that stand and its texts in a stable order. */
export const accounts = ({ campaign, texts, networks, taken }: LayoutInput): readonly PlannedAccount[] => {
  const langs = new Set(campaign.audiences.map(({ lang }) => lang));
  const kinds = new Map(texts.map(({ message, kind }) => [message, kind]));
  // An order that has nothing to do with the messages' names, so that no file is always first.
  const order = new Map([...kinds.keys()].map((id) => [id, hash('sha256', JSON.stringify([campaign.id, id]), 'hex')]));
  const heard = texts
    .filter(({ lang }) => langs.has(lang))
    .sort((a, b) => compare(order.get(a.message)!, order.get(b.message)!) || compare(a.lang, b.lang));
  const used = campaign.networks.filter(({ name }) => networks.includes(name));
  return used
    .sort((a, b) => compare(a.name, b.name))
    .map((use) => {
      const account = new PlannedAccount(use, heard);
      for (const row of taken.filter(({ network }) => network === use.name))
        account.add({ ...row, at: row.at.epochMilliseconds, kind: kinds.get(row.message) });
      return account;
    });
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
