import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slots } from '../../src/plan/slots.ts';
import { windows } from '../../src/plan/windows.ts';
import { calendarDay, dayNumber, minute } from '../../src/plan/zone.ts';
import { anyDay, anyHours, anyZone, date, hours } from './given.ts';

const day = (iso: string, ...audiences: [lang: string, hours: string, timeZone?: string][]) => ({
  number: dayNumber(date(iso)),
  audiences: audiences.map(([lang, open, timeZone = 'UTC']) => {
    const audience = { lang, timeZone, hours: open.split(' ').map(hours) };
    return { audience, windows: windows(audience, undefined, date(iso), calendarDay('UTC', date(iso))) };
  }),
});

const shown = (list: ReturnType<typeof slots>) =>
  list.map(
    ({ at, audience }) =>
      `${Temporal.Instant.fromEpochMilliseconds(at).toString({ smallestUnit: 'minute' }).slice(11, 16)} ${audience.lang}`,
  );

describe('slots', () => {
  it('are spread over the windows, to five minutes', () => {
    const given = day('2026-12-01', ['en', '09:00-12:00 17:00-21:00']);
    expect(shown(slots(given, 3, 90 * minute))).toEqual(['10:10 en', '17:30 en', '19:50 en']);
  });
  it('are shared by the audiences in turn, and another begins the next day', () => {
    const two = (iso: string) => day(iso, ['en', '08:00-12:00'], ['ar', '14:00-18:00']);
    expect(shown(slots(two('2026-12-02'), 3, minute))).toEqual(['10:00 en', '15:00 ar', '17:00 ar']);
    expect(shown(slots(two('2026-12-01'), 3, minute))).toEqual(['09:00 en', '11:00 en', '16:00 ar']);
  });
  it('of an audience without hours on that day go to the others', () => {
    const given = day('2026-12-01', ['en', '08:00-12:00'], ['ar', '08:00-08:00']);
    expect(shown(slots(given, 2, minute))).toEqual(['09:00 en', '11:00 en']);
  });
  it('move to the nearest moment that keeps the spacing', () => {
    const given = day('2026-12-01', ['en', '10:00-14:00'], ['ar', '10:00-14:00']);
    expect(shown(slots(given, 2, 60 * minute))).toEqual(['11:00 ar', '12:00 en']);
  });
  it('are dropped when no moment does', () => {
    const given = day('2026-12-01', ['en', '10:00-11:00']);
    expect(shown(slots(given, 3, 60 * minute))).toEqual(['10:10 en']);
  });
  it('stay inside a window that begins between two moments of the grid', () => {
    expect(shown(slots(day('2026-12-01', ['en', '10:03-10:09']), 1, minute))).toEqual(['10:05 en']);
    expect(shown(slots(day('2026-12-01', ['en', '10:01-10:04']), 1, minute))).toEqual(['10:01 en']);
  });
  it('are none without audiences or cap', () => {
    expect(slots(day('2026-12-01'), 3, minute)).toEqual([]);
    expect(slots(day('2026-12-01', ['en', '10:00-14:00']), 0, minute)).toEqual([]);
  });

  it('are neither lost nor doubled on the days on which clocks change', () => {
    const given = anyZone.chain((timeZone) =>
      fc.record({
        audience: fc.record({
          lang: fc.constant('en'),
          timeZone: fc.constant(timeZone),
          hours: fc.array(anyHours(600, 240), { minLength: 1, maxLength: 2 }),
        }),
        day: anyDay(timeZone),
        cap: fc.integer({ min: 1, max: 4 }),
      }),
    );
    fc.assert(
      fc.property(given, ({ audience, day, cap }) => {
        const span = calendarDay(audience.timeZone, day);
        const open = windows(audience, undefined, day, span);
        const found = slots({ audiences: [{ audience, windows: open }], number: dayNumber(day) }, cap, 30 * minute);
        expect(found.length).toBe(cap);
        const clock = found.map(({ at }) => {
          const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(audience.timeZone);
          expect(zoned.toPlainDate().equals(day)).toBe(true);
          expect(open.some(({ start, end }) => start <= at && at < end)).toBe(true);
          return zoned.toPlainTime().toString();
        });
        expect(new Set(clock).size).toBe(cap);
        for (const [index, { at }] of found.entries())
          expect(index === 0 || at - found[index - 1]!.at >= 30 * minute).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
