import { milliseconds } from '../clock.ts';
import type { Campaign, Kind, Lang, NetworkUse } from '../model.ts';
import { cadence } from './cadence.ts';
import { windows } from './windows.ts';
import { calendarDay, type Span } from './zone.ts';

/*
 * Where a post goes that is late, so that lateness never becomes a flood: spacing, the day's cap and the quiet hours hold for it as
 * they do for the plan. All moments are milliseconds since 1970.
 */

/**
 * The first moment, from `now` on, that keeps `spacing` from every moment in `occupied`.
 */
export const spread = (now: number, spacing: number, occupied: readonly number[]): number => {
  let moment = now;
  for (const taken of [...occupied].sort((a, b) => a - b)) {
    if (taken + spacing <= moment) continue;
    if (taken - moment >= spacing) break;
    moment = taken + spacing;
  }
  return moment;
};

export type Late = {
  readonly campaign: Pick<Campaign, 'timeZone' | 'specialDays' | 'audiences' | 'quietHours'>;
  readonly use: NetworkUse;
  readonly lang: Lang;
  readonly kind: Kind;
  readonly now: number;
  /** What it keeps its spacing from. */
  readonly occupied: readonly number[];
  /** What counts for the caps of the days. */
  readonly counted: readonly number[];
};

/** `day` is the day of the campaign's calendar that it lies in, `cap` how many posts that day takes in all. */
export type Turn = { readonly at: number; readonly day: Span; readonly cap: number };

/** Its first turn: today, or on a day that is over before `until`. Undefined when none of them has room. */
export const turn = (late: Late, until: number): Turn | undefined => {
  const { campaign, use, now, occupied, counted } = late;
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(campaign.timeZone).toPlainDate();
  for (let past = 0; ; past += 1) {
    const date = today.add({ days: past });
    const day = calendarDay(campaign.timeZone, date);
    if (past > 0 && day.end > until) return undefined;
    const { allows, cap } = cadence(campaign, date);
    const taken = counted.filter((at) => day.start <= at && at < day.end).length;
    if (!allows(late.kind) || taken >= cap(use)) continue;
    for (const { start, end } of waking(late, date, day)) {
      const at = spread(Math.max(now, start), milliseconds(use.spacing), occupied);
      if (at < end) return { at, day, cap: cap(use) };
    }
  }
};

/** The day without the quiet hours of those who are spoken to. Late, a post need not wait for their best hours. */
const waking = ({ campaign, lang }: Late, date: Temporal.PlainDate, day: Span): readonly Span[] => {
  const audiences = campaign.audiences.filter((audience) => audience.lang === lang);
  if (audiences.length === 0 || !campaign.quietHours) return [day];
  const always = [{ start: 0, end: 24 * 60 }];
  return audiences
    .flatMap((audience) => windows({ ...audience, hours: always }, campaign.quietHours, date, day))
    .sort((a, b) => a.start - b.start);
};
