import type { BoostRule, Hours } from '../../model.ts';
import { calendarDay, type Span } from '../zone.ts';
import { afterQuiet } from './quiet.ts';

/*
 * When our account has room for a boost: caps by the campaign's calendar day, spacing, quiet hours. Moments are milliseconds since 1970.
 */

export type AccountCaps = {
  readonly timeZone: string;
  readonly quietHours?: Hours;
  /** Boosts a day in all. */
  readonly perDay: number;
};

/** A boost that stands, or that is planned. */
export type Made = { readonly at: number; readonly partner?: string };

export type Wanted = {
  readonly partner: string;
  /** Boosts a day of this partner. */
  readonly perDay: number;
  readonly spacing: number;
  readonly deadline: number;
};

/** What stands in the way first, and what comes of it. */
export type Room = {
  /** Undefined: there is none before the deadline. */
  readonly at?: number;
  readonly hindrances: readonly { readonly rule: BoostRule; readonly until?: number }[];
};

let lastDay: { readonly timeZone: string; readonly span: Span } | undefined;

/** The campaign's calendar day around a moment. The one asked for last is kept: most questions are about one day. */
export const dayAround = (at: number, timeZone: string): Span => {
  if (lastDay?.timeZone === timeZone && at >= lastDay.span.start && at < lastDay.span.end) return lastDay.span;
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
  const span = calendarDay(timeZone, date);
  lastDay = { timeZone, span };
  return span;
};

export const madeOn = (day: Span, made: readonly Made[], partner?: string): number =>
  made.filter(({ at, ...one }) => at >= day.start && at < day.end && (!partner || one.partner === partner)).length;

/** The first moment from `from` on at which nothing stands in the way. */
export const room = (wanted: Wanted, from: number, made: readonly Made[], caps: AccountCaps): Room => {
  const hindrances: { rule: BoostRule; until?: number }[] = [];
  let at = from;
  while (at <= wanted.deadline) {
    const next = hindrance(wanted, at, made, caps);
    if (next === undefined) return { at, hindrances };
    hindrances.push(next);
    if (next.until === undefined) break;
    at = next.until;
  }
  return { hindrances };
};

/** Each leads to a later moment, or nowhere. */
const hindrance = (
  { partner, perDay, spacing }: Wanted,
  at: number,
  made: readonly Made[],
  caps: AccountCaps,
): { rule: BoostRule; until?: number } | undefined => {
  const day = dayAround(at, caps.timeZone);
  if (caps.perDay === 0 || madeOn(day, made) >= caps.perDay) return cap('perDayInAll', caps.perDay, day);
  if (perDay === 0 || madeOn(day, made, partner) >= perDay) return cap('perDay', perDay, day);
  const quiet = afterQuiet(at, caps.quietHours, caps.timeZone);
  if (quiet === undefined) return { rule: 'quietHours' };
  if (quiet > at) return { rule: 'quietHours', until: quiet };
  const near = made.filter((one) => Math.abs(one.at - at) < spacing).map((one) => one.at);
  return near.length > 0 ? { rule: 'spacing', until: Math.max(...near) + spacing } : undefined;
};

const cap = (rule: BoostRule, most: number, day: Span) => (most === 0 ? { rule } : { rule, until: day.end });
