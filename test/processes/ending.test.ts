import { describe, expect, it } from 'vitest';
import { life } from './life.ts';
import { slowly } from './slowly.ts';
import { until } from './until.ts';

/** Longer than goodbyes to Redis may take, shorter than a call may. */
const LATE_MS = 5_000;

describe('SIGTERM', () => {
  it.each([
    ['a worker', 1],
    ['start', 2],
  ] as const)(
    'while a call takes long: %s finishes it, writes the receipt, and ends well; signals sent: %i',
    {
      timeout: 90_000,
    },
    async (what, signals) => {
      await using slow = await slowly(/\/api\/v1\/statuses$/, LATE_MS);
      await using s = await life({ environment: { MASTODON_URL: slow.url } });
      slow.inFrontOf(s.locals.mastodon.url);
      await s.approve();
      await s.due(['mastodon']);
      const ran = what === 'start' ? await s.start() : await s.worker('publish.ts', ['mastodon']);
      if (what !== 'start') await s.wake('due-lamps-lit-mastodon', 'mastodon');
      await until('the network is being asked', () => slow.asked() === 1);
      for (let sent = 0; sent < signals; sent += 1) ran.child.kill('SIGTERM');
      const began = performance.now();
      expect(await s.stop(ran)).toBe(0);
      expect(performance.now() - began).toBeGreaterThan(1_000);
      expect(s.rows()).toMatchObject([{ state: 'published', attempts: 1 }]);
      expect(s.locals.mastodon.posts()).toHaveLength(1);
    },
  );
});
