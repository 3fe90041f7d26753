import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Audience, Hours } from '../../src/model.ts';
import { windows } from '../../src/plan/windows.ts';
import { calendarDay, minute, pinnedMoment } from '../../src/plan/zone.ts';
import { anyDay, anyHours, anyZone, date, hours } from './given.ts';

const quarter = 15 * minute;

/** Windows as the audience's clocks show them. */
const shown = (timeZone: string, hoursOf: string, day: string, options: { quiet?: string; calendar?: string } = {}) => {
  const audience = { lang: 'en', timeZone, hours: hoursOf.split(' ').map(hours) };
  const quiet = options.quiet === undefined ? undefined : hours(options.quiet);
  const local = (at: number) => {
    const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
    return zoned.toString({ timeZoneName: 'never', smallestUnit: 'minute' }).slice(8);
  };
  return windows(audience, quiet, date(day), calendarDay(options.calendar ?? timeZone, date(day))).map(
    ({ start, end }) => `${local(start)} to ${local(end)}`,
  );
};

describe('windows', () => {
  it('are the hours without the quiet hours', () => {
    expect(shown('Asia/Hebron', '06:00-10:00 20:00-24:00', '2026-12-01', { quiet: '23:00-07:00' })).toEqual([
      '01T07:00+02:00 to 01T10:00+02:00',
      '01T20:00+02:00 to 01T23:00+02:00',
    ]);
  });
  it('may cross midnight, where the campaign’s day cuts them', () => {
    expect(shown('Europe/Brussels', '22:00-02:00', '2026-12-01')).toEqual([
      '01T00:00+01:00 to 01T02:00+01:00',
      '01T22:00+01:00 to 02T00:00+01:00',
    ]);
  });
  it('lie on the audience’s own date, which may be the day before', () => {
    expect(shown('America/New_York', '17:00-21:00', '2026-12-01', { calendar: 'Asia/Hebron' })).toEqual([
      '30T17:00-05:00 to 30T21:00-05:00',
    ]);
  });
  it('are one where hours touch or overlap', () => {
    expect(shown('UTC', '09:00-11:00 10:00-12:00 12:00-13:00', '2026-12-01')).toEqual([
      '01T09:00+00:00 to 01T13:00+00:00',
    ]);
  });
  it('are none where hours have no length, or are all quiet', () => {
    expect(shown('UTC', '09:00-09:00 10:00-11:00', '2026-12-01', { quiet: '10:00-12:00' })).toEqual([]);
  });
  it('come later where the clocks skip them whole', () => {
    expect(shown('America/New_York', '02:15-02:45', '2026-03-08')).toEqual(['08T03:15-04:00 to 08T03:45-04:00']);
  });
  it('keep the part that the clocks do show', () => {
    expect(shown('America/New_York', '02:30-03:15', '2026-03-08')).toEqual(['08T03:00-04:00 to 08T03:15-04:00']);
  });
  it('come once where the clocks show an hour twice', () => {
    expect(shown('America/New_York', '01:15-01:45', '2026-11-01')).toEqual(['01T01:15-04:00 to 01T01:45-04:00']);
    expect(shown('America/New_York', '01:30-02:30', '2026-11-01')).toEqual([
      '01T01:30-04:00 to 01T01:00-05:00',
      '01T02:00-05:00 to 01T02:30-05:00',
    ]);
  });
  it('stay out of quiet hours both times', () => {
    expect(shown('America/New_York', '00:30-03:00', '2026-11-01', { quiet: '01:15-01:45' })).toEqual([
      '01T00:30-04:00 to 01T01:15-04:00',
      '01T01:45-04:00 to 01T01:00-05:00',
      '01T02:00-05:00 to 01T03:00-05:00',
    ]);
  });

  it('hold each quarter of an hour that Temporal finds in the hours, once, and no other', () => {
    const given = anyZone.chain((zone) =>
      fc.record({
        timeZone: fc.constant(zone),
        calendar: fc.oneof(fc.constant(zone), anyZone),
        hours: fc.array(anyHours(), { minLength: 1, maxLength: 3 }),
        quiet: fc.option(anyHours(600), { nil: undefined }),
        day: anyDay(zone),
      }),
    );
    fc.assert(
      fc.property(given, ({ timeZone, calendar, hours, quiet, day }) => {
        const span = calendarDay(calendar, day);
        const found = windows({ lang: 'en', timeZone, hours }, quiet, day, span).flatMap(({ start, end }) =>
          quarters(start, end),
        );
        expect(found).toEqual(expected({ lang: 'en', timeZone, hours }, quiet, day, span));
      }),
      { numRuns: 80 },
    );
  });
});

const quarters = (start: number, end: number) =>
  Array.from({ length: Math.ceil((end - start) / quarter) }, (_, index) => start + index * quarter);

/** The same, minute hand by minute hand. */
const expected = (
  audience: Audience,
  quiet: Hours | undefined,
  day: Temporal.PlainDate,
  span: { start: number; end: number },
) => {
  const found = new Set<number>();
  for (const days of [-2, -1, 0, 1, 2]) {
    for (const { start, end } of audience.hours) {
      const length = (end - start + 1440) % 1440;
      const walls = quarters(0, length * minute).map((past) =>
        day.add({ days }).toPlainDateTime('00:00').add({ minutes: start, milliseconds: past }),
      );
      const zoned = walls.map((wall) => ({ wall, at: wall.toZonedDateTime(audience.timeZone) }));
      const real = zoned.filter(({ wall, at }) => at.toPlainDateTime().equals(wall));
      for (const { at } of real.length > 0 ? real : zoned) found.add(at.epochMilliseconds);
    }
  }
  return [...found]
    .filter((at) => span.start <= at && at < span.end && !inside(quiet, at, audience.timeZone))
    .sort((a, b) => a - b);
};

const inside = (hours: Hours | undefined, at: number, timeZone: string) => {
  if (hours === undefined) return false;
  const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const shown = hour * 60 + minute;
  const { start, end } = hours;
  return start <= end ? start <= shown && shown < end : start <= shown || shown < end;
};

describe('a pinned moment', () => {
  it.each([
    ['is meant in the campaign’s zone', '2026-11-29T12:00', '2026-11-29T10:00:00Z'],
    ['comes later where the clocks skip it', '2026-03-28T02:30', '2026-03-28T00:30:00Z'],
    ['comes the first time where the clocks show it twice', '2026-10-24T01:30', '2026-10-23T22:30:00Z'],
  ])('%s', (_, local, utc) => {
    expect(pinnedMoment(local, 'Asia/Hebron').toString()).toBe(utc);
  });
});
