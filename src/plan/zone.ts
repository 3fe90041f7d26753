/*
 * A time zone as plain numbers. Temporal says when a zone's clocks change; between two changes wall-clock time is the
 * instant plus a fixed offset, and a plan of thirty thousand rows asks too often to ask Temporal each time.
 *
 * A wall-clock time is written here as the milliseconds that UTC would show it at.
 */

export const minute = 60_000;
export const day = 86_400_000;

/** [start, end) in milliseconds since 1970. */
export type Span = { readonly start: number; readonly end: number };

/** From `start` to `end` the zone's clocks show the instant plus `offset`. */
export type Period = Span & { readonly offset: number };

/** Days since 1970-01-01 of a calendar day, which belongs to no zone. */
export const dayNumber = (date: Temporal.PlainDate): number => Date.UTC(date.year, date.month - 1, date.day) / day;

// A day's windows reach at most three days to either side: the zones are 26 h apart, hours may cross midnight.
const margin = 8 * day;
const known = new Map<string, readonly Period[]>();

/** The zone's periods over the calendar year and eight days to either side of it. */
export const periods = (timeZone: string, year: number): readonly Period[] => {
  const name = `${timeZone} ${year}`;
  const found = known.get(name) ?? read(timeZone, Date.UTC(year, 0, 1) - margin, Date.UTC(year + 1, 0, 1) + margin);
  known.set(name, found);
  return found;
};

const read = (timeZone: string, from: number, to: number): readonly Period[] => {
  const list: Period[] = [];
  let zoned = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone);
  for (let start = from; start < to; ) {
    const change = zoned.getTimeZoneTransition('next');
    const end = Math.min(change?.epochMilliseconds ?? to, to);
    list.push({ start, end, offset: zoned.offsetNanoseconds / 1e6 });
    start = end;
    zoned = change ?? zoned;
  }
  return list;
};

/** The day as the zone's calendar has it: 23 or 25 hours long where clocks change. */
export const calendarDay = (timeZone: string, date: Temporal.PlainDate): Span => {
  const start = date.toZonedDateTime(timeZone).epochMilliseconds;
  return { start, end: date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds };
};

/** A pinned local date-time as a moment; one that the clocks skip comes as much later, one that they repeat comes first. */
export const pinnedMoment = (local: string, timeZone: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone, { disambiguation: 'compatible' }).toInstant();
