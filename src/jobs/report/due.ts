import { periodOf } from '../../report/period.ts';
import type { Period } from '../../report/rows.ts';

/* Which scheduled reports there ought to be by now. After a long sleep only the latest of each kind is made: nobody reads ten at once. */

/**
 * When the report of a day or week is made, by the campaign's clock: late posts and the last hour of X's counts have come by then, and the authors of a
 * week have been counted (two hours after its end).
 */
const READY = Temporal.PlainTime.from('03:00');

export type Due = { readonly kind: 'daily' | 'weekly'; readonly name: string; readonly period: Period };

const made = (day: Temporal.PlainDate, timeZone: string): number =>
  day.toZonedDateTime({ timeZone, plainTime: READY }).epochMilliseconds;

const span = (from: Temporal.PlainDate, to: Temporal.PlainDate, now: number, timeZone: string): Period =>
  periodOf(
    {
      from: from.toZonedDateTime(timeZone).epochMilliseconds,
      to: to.toZonedDateTime(timeZone).epochMilliseconds,
    },
    now,
    timeZone,
  );

export const dueReports = (now: number, timeZone: string): Due[] => {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const end = made(today, timeZone) <= now ? today : today.subtract({ days: 1 });
  const day = end.subtract({ days: 1 });
  const monday = end.subtract({ days: end.dayOfWeek - 1 });
  const week = monday.subtract({ days: 7 });
  return [
    { kind: 'daily', name: `daily-${day}`, period: span(day, end, now, timeZone) },
    { kind: 'weekly', name: `weekly-${week}`, period: span(week, monday, now, timeZone) },
  ];
};
