import { expect, it } from 'vitest';
import { dayAround } from '../../src/plan/boosts/room.ts';
import { boostingStage, minutes, partnerNamed } from './boost-stage.ts';

/* Six partners that post fifty times each within a minute, and the 48 hours after it. */

const hour = 3_600_000;
const names = ['a', 'b', 'c', 'd', 'e', 'f'];

it('keeps caps, spacing, turns and quiet hours after a burst of 6 partners with 50 posts each', {
  timeout: 180_000,
}, async () => {
  const partners = names.map((name) =>
    partnerNamed(name, { perDay: 2, maxAge: Temporal.Duration.from({ hours: 60 }), spacing: minutes(45) }),
  );
  await using s = await boostingStage({ partners, perDay: 6 });
  for (let i = 0; i < 50; i += 1) for (const name of names) s.posts(name, { langs: [i % 5 === 0 ? 'ar' : 'en'] });
  const from = s.clock.now().epochMilliseconds;
  while (s.clock.now().epochMilliseconds < from + 48 * hour) {
    await s.tick();
    await s.work();
    s.wait(minutes(15));
  }
  expect(await s.boosting.candidates.all()).toHaveLength(300);
  const days = [...Map.groupBy(s.boosted, ({ at }) => dayAround(at, 'Asia/Hebron').start).values()];
  expect(days.map((day) => day.length)).toEqual([6, 6, 6].slice(0, days.length));
  const partnerOf = (remoteId: string) => s.all().find((post) => post.remoteId === remoteId)!.author.handle;
  for (const day of days) expect(new Set(day.map(({ remoteId }) => partnerOf(remoteId))).size).toBe(6);
  for (const [i, { at }] of s.boosted.slice(1).entries())
    expect(at - s.boosted[i]!.at).toBeGreaterThanOrEqual(45 * 60_000);
  for (const { at } of s.boosted) {
    const { hour: local } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Asia/Hebron');
    expect(local >= 7 && local < 23).toBe(true);
  }
});
