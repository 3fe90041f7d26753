/*
 * Which hour, day and week a moment belongs to, each told by its first moment, in milliseconds since 1970. Hours are UTC's, days and weeks (from Monday) those of
 * the campaign's time zone. Temporal is asked once a day of the calendar, not once a post.
 */

export type Calendar = {
  readonly hour: (at: number) => number;
  readonly day: (at: number) => number;
  readonly week: (at: number) => number;
  /** When the week that begins at `weekAt` is over: the first moment of the next. */
  readonly endOfWeek: (weekAt: number) => number;
};

const HOUR = 3_600_000;

type Day = { readonly start: number; readonly end: number; readonly week: number };

export const calendar = (timeZone: string): Calendar => {
  const zoned = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const read = (at: number): Day => {
    const today = zoned(at).startOfDay(); // later than 00:00 where clocks change at midnight
    const monday = today.toPlainDate().subtract({ days: today.dayOfWeek - 1 });
    return {
      start: today.epochMilliseconds,
      end: today.add({ days: 1 }).startOfDay().epochMilliseconds,
      week: monday.toZonedDateTime(timeZone).epochMilliseconds,
    };
  };
  // Moments come nearly in order, jumping at most about midnight.
  let [latest, other]: [Day | undefined, Day | undefined] = [undefined, undefined];
  const dayOf = (at: number): Day => {
    if (latest && latest.start <= at && at < latest.end) return latest;
    [latest, other] = [other && other.start <= at && at < other.end ? other : read(at), latest];
    return latest;
  };
  return {
    hour: (at) => Math.floor(at / HOUR) * HOUR,
    day: (at) => dayOf(at).start,
    week: (at) => dayOf(at).week,
    endOfWeek: (weekAt) => zoned(weekAt).toPlainDate().add({ days: 7 }).toZonedDateTime(timeZone).epochMilliseconds,
  };
};
