import type { Hours } from '../../model.ts';

/*
 * Quiet hours by the clock on the wall. Of an hour that clocks repeat, both are quiet.
 */

const minutesOf = ({ hour, minute }: Temporal.ZonedDateTime): number => hour * 60 + minute;

const inside = ({ start, end }: Hours, minute: number): boolean =>
  start < end ? minute >= start && minute < end : minute >= start || minute < end;

/** When they end, if the moment lies in them; the moment itself if it does not; undefined when they never end. Milliseconds since 1970. */
export const afterQuiet = (at: number, hours: Hours | undefined, timeZone: string): number | undefined => {
  if (hours === undefined) return at;
  if (hours.start === 0 && hours.end === 1440) return undefined;
  let moment = at;
  // Twice where clocks are set back at the end of the quiet hours, and they begin again.
  for (let times = 0; times < 3; times += 1) {
    const local = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(timeZone);
    if (!inside(hours, minutesOf(local))) return moment;
    moment = endAfter(local, hours.end % 1440);
  }
  return moment;
};

const endAfter = (local: Temporal.ZonedDateTime, end: number): number => {
  const days = minutesOf(local) < end ? 0 : 1;
  const time = Temporal.PlainTime.from({ hour: Math.floor(end / 60), minute: end % 60 });
  const shown = local.toPlainDate().add({ days }).toPlainDateTime(time);
  const ends = shown.toZonedDateTime(local.timeZoneId, { disambiguation: 'compatible' });
  // The clocks jump over the end: they are over when the clocks have jumped.
  if (!ends.toPlainDateTime().equals(shown)) return ends.getTimeZoneTransition('previous')!.epochMilliseconds;
  const first = ends.epochMilliseconds;
  if (first > local.epochMilliseconds) return first;
  return shown.toZonedDateTime(local.timeZoneId, { disambiguation: 'later' }).epochMilliseconds;
};
