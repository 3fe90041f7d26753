import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monthEnd, pace, reserved } from '../../../src/jobs/watch/money.ts';

const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
const DAY = 86_400_000;
const HOUR = 3_600_000;

describe('what publishing keeps of the month’s budget', () => {
  const now = at('2026-11-20T12:00:00Z');

  it('is the price of every planned post of this month, and for the days that the plan does not reach as much a day', () => {
    const planned = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ at: now + day * DAY - HOUR, micros: 200_000 }));
    // The plan reaches 27 November at noon; three and a half days of the month are beyond it.
    expect(reserved(planned, now, 7 * DAY)).toBe(7 * 200_000 + 3.5 * 200_000);
  });

  it('leaves out what is planned for the next month', () => {
    const next = [{ at: at('2026-12-01T00:00:00Z'), micros: 500_000 }];
    expect(reserved(next, at('2026-11-28T00:00:00Z'), 7 * DAY)).toBe(0);
    const kept = [...next, { at: 0, micros: 500_000, standing: true as const }];
    expect(reserved(kept, at('2026-11-28T00:00:00Z'), 7 * DAY)).toBe(500_000);
    expect(reserved(kept, at('2026-11-02T00:00:00Z'), 7 * DAY)).toBe(500_000);
  });

  it('ends with the month in UTC', () => {
    expect(monthEnd(at('2026-12-31T23:59:59Z'))).toBe(at('2027-01-01T00:00:00Z'));
    expect(monthEnd(at('2026-02-01T00:00:00Z'))).toBe(at('2026-03-01T00:00:00Z'));
  });
});

describe('the pace of counting', () => {
  it('is the least interval while money is plenty, and never less', () => {
    expect(pace(10_000_000, 5_000, at('2026-11-01T00:00:00Z'), HOUR)).toBe(HOUR);
  });

  it('is undefined when there is not enough for one call', () => {
    expect(pace(4_999, 5_000, at('2026-11-01T00:00:00Z'), HOUR)).toBeUndefined();
    expect(pace(-1, 5_000, at('2026-11-01T00:00:00Z'), HOUR)).toBeUndefined();
  });

  it('never spends more than is left by the end of the month, and never waits longer than X can look back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5_000, max: 20_000_000 }), fc.integer({ min: 0, max: 29 * 24 }), (left, hour) => {
        const now = at('2026-11-01T00:00:00Z') + hour * HOUR;
        const every = pace(left, 5_000, now, HOUR) ?? 0;
        const calls = Math.floor((monthEnd(now) - now) / every);
        expect(every).toBeLessThanOrEqual(7 * DAY);
        if (every < 7 * DAY && every > HOUR) expect(calls * 5_000).toBeLessThanOrEqual(left);
      }),
    );
  });
});
