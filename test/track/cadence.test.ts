import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterLook, ages, nextLook } from '../../src/track/cadence.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('the looks at a post', () => {
  it('come at 5 and 15 minutes, 1 and 6 hours, 1, 3 and 7 days, and then no more', () => {
    const seen: number[] = [];
    for (let look = nextLook(0, 0, 0); look; look = afterLook(0, look.looks, look.at)) seen.push(look.at);
    expect(seen).toEqual([5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY]);
  });

  it.each([
    ['a post that was seen late is looked at once, now', 2 * HOUR, { looks: 2, at: 2 * HOUR }],
    ['a post of last week too', 8 * DAY, { looks: 6, at: 8 * DAY }],
    ['a young post is looked at when it is five minutes old', MINUTE, { looks: 0, at: 5 * MINUTE }],
  ])('%s', (_, now, look) => {
    expect(nextLook(0, 0, now)).toEqual(look);
  });

  it('that were missed are not made up for in a burst', () => {
    expect(afterLook(0, 0, 2 * HOUR)).toEqual({ looks: 3, at: 6 * HOUR });
  });

  it('are never more than there are ages, whatever comes late', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 * DAY }), { maxLength: 20 }), (delays) => {
        let now = 0;
        let taken = 0;
        let look = nextLook(0, 0, now);
        for (const delay of delays) {
          if (!look) break;
          now = Math.max(now, look.at) + delay;
          taken += 1;
          const next = afterLook(0, look.looks, now);
          if (next) expect(next.at).toBeGreaterThan(now);
          look = next;
        }
        expect(taken).toBeLessThanOrEqual(ages.length);
      }),
    );
  });
});
