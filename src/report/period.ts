import type { Period, Span } from './rows.ts';

/* Which time a report is about. Days are the campaign's own: 23 or 25 hours long where its clocks change. */

const HOUR = 3_600_000;

const zoned = (at: number, timeZone: string) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);

const isMidnight = (at: number, timeZone: string): boolean => {
  const moment = zoned(at, timeZone);
  return moment.epochMilliseconds === moment.startOfDay().epochMilliseconds;
};

/** The same number of calendar days where the span begins and ends with a day, else the same length of time. */
const beforeOf = ({ from, to }: Span, timeZone: string): { before: Span; days?: number } => {
  if (!isMidnight(from, timeZone) || !isMidnight(to, timeZone))
    return { before: { from: from - (to - from), to: from } };
  const days = zoned(from, timeZone)
    .toPlainDate()
    .until(zoned(to, timeZone).toPlainDate(), { largestUnit: 'days' }).days;
  return { before: { from: zoned(from, timeZone).subtract({ days }).epochMilliseconds, to: from }, days };
};

/** The period from `from` to `to`, seen at `now`. */
export const periodOf = (span: Span, now: number, timeZone: string): Period => ({
  span,
  ...beforeOf(span, timeZone),
  until: Math.max(span.from, Math.min(span.to, now)),
  open: span.to > now,
});

/** The last seven whole days; with only one end given, seven days from there. */
export const askedPeriod = (asked: { from?: number; to?: number }, now: number, timeZone: string): Period => {
  const today = zoned(now, timeZone).startOfDay();
  const to =
    asked.to ?? (asked.from === undefined || asked.from < today.epochMilliseconds ? today.epochMilliseconds : now);
  const from = asked.from ?? zoned(to, timeZone).subtract({ days: 7 }).epochMilliseconds;
  return periodOf({ from, to: Math.max(to, from) }, now, timeZone);
};

/** The whole span of a rehearsal, in whole hours, with nothing before it. */
export const wholePeriod = ({ from, to }: Span): Period => {
  const first = Math.floor(from / HOUR) * HOUR;
  return {
    span: { from: first, to: Math.max(Math.ceil(to / HOUR) * HOUR, first + HOUR) },
    until: Math.max(to, first),
    open: true,
  };
};
