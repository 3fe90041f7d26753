import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendar } from '../../src/track/calendar.ts';

const ms = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

describe('the calendar of the campaign', () => {
  it('has hours in UTC, days and Monday-weeks in its zone', () => {
    const { hour, day, week, endOfWeek } = calendar('Asia/Hebron');
    const at = ms('2026-11-29T22:30:00Z'); // Monday 30 November, half past midnight in Hebron
    expect(hour(at)).toBe(ms('2026-11-29T22:00:00Z'));
    expect(day(at)).toBe(ms('2026-11-29T22:00:00Z'));
    expect(week(at)).toBe(ms('2026-11-29T22:00:00Z'));
    expect(endOfWeek(week(at))).toBe(ms('2026-12-06T22:00:00Z'));
  });

  it.each(['Asia/Hebron', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kathmandu', 'UTC'])(
    'agrees with the slow way at every moment of ten years in %s',
    (zone) => {
      const quick = calendar(zone);
      fc.assert(
        fc.property(
          fc.integer({ min: ms('2021-01-01T00:00:00Z'), max: ms('2031-01-01T00:00:00Z') }),
          fc.integer({ min: 0, max: 7_200_000 }),
          (at, step) => {
            for (const moment of [at, at + step]) {
              const local = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone);
              expect(quick.day(moment)).toBe(local.startOfDay().epochMilliseconds);
              const monday = local.toPlainDate().subtract({ days: local.dayOfWeek - 1 });
              expect(quick.week(moment)).toBe(monday.toZonedDateTime(zone).epochMilliseconds);
            }
          },
        ),
        { numRuns: 300 },
      );
    },
  );
});
