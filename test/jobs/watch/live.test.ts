import { describe, expect, it, vi } from 'vitest';
import { coverage } from '../../../src/store/coverage.ts';
import { began, counted, held, type Watched, watchedCampaign } from './stage.ts';

/* Watching three local networks through real HTTP and WebSockets. */

const settled = (s: Watched) =>
  vi.waitFor(async () => expect(await counted(s.store, 'bluesky')).toEqual(held(s, 'bluesky')), { timeout: 20_000 });

describe('watching live', () => {
  it('counts what the networks hold, by hour, whose and language, deletions taken out', async () => {
    await using s = await watchedCampaign();
    const one = await s.process();
    await one.watch();
    await using live = one.live();
    await vi.waitFor(() => expect(s.locals.bluesky.streams[0]?.subscribers()).toBe(1), { timeout: 20_000 });
    for (let hour = 6; hour <= 66; hour += 6) {
      s.to(began.add({ hours: hour }));
      await one.watch();
    }
    await settled(s);
    expect(Object.keys(held(s, 'bluesky')).length).toBeGreaterThan(40);
    await one.snapshot(); // a deletion on Mastodon shows in its stream, else when its counts are looked at
    await vi.waitFor(async () => expect(await counted(s.store, 'mastodon')).toEqual(held(s, 'mastodon')), {
      timeout: 20_000,
    });
    await live[Symbol.asyncDispose]();
    expect(s.said.filter((words) => !words.startsWith('watching the stream'))).toEqual([]);
  });

  it('counts X by the hour, books each request, and stops at the budget', async () => {
    await using s = await watchedCampaign({ budget: 0.012 });
    const one = await s.process();
    for (let hour = 1; hour <= 60; hour += 1) {
      s.to(began.add({ hours: hour }));
      await one.watch();
    }
    const spent = await s.store.db.selectFrom('spend').select('micros').execute();
    expect(spent.reduce((sum, { micros }) => sum + micros, 0)).toBeLessThanOrEqual(12_000);
    expect(spent.length).toBeGreaterThan(0);
    const buckets = await s.store.db.selectFrom('count_bucket').selectAll().execute();
    const posts = buckets.reduce((sum, bucket) => sum + bucket.posts, 0);
    const until = Math.max(...buckets.map(({ end_at }) => end_at));
    const truth = s.locals.x.held().filter(({ at }) => at < until);
    expect(posts).toBe(truth.length);
  });

  it('hands the stream over without a gap or a double count when a process ends', async () => {
    await using s = await watchedCampaign();
    const [one, two] = [await s.process(), await s.process()];
    const first = one.live();
    await vi.waitFor(() => expect(s.locals.bluesky.streams[0]?.subscribers()).toBe(1), { timeout: 20_000 });
    s.to(began.add({ hours: 12 }));
    await settled(s);
    await first[Symbol.asyncDispose]();
    s.to(began.add({ hours: 20 })); // nobody listens
    await using second = two.live();
    await settled(s);
    s.to(began.add({ hours: 30 }));
    await settled(s);
    const spans = await coverage(s.store.db).of('bluesky');
    expect(spans).toHaveLength(1);
    await second[Symbol.asyncDispose]();
  });

  it('tells of a gap when the stream no longer holds what was said', async () => {
    await using s = await watchedCampaign({ days: 4 });
    const one = await s.process();
    const first = one.live();
    await vi.waitFor(() => expect(s.locals.bluesky.streams[0]?.subscribers()).toBe(1), { timeout: 20_000 });
    s.to(began.add({ hours: 12 }));
    await settled(s);
    await first[Symbol.asyncDispose]();
    s.to(began.add({ hours: 80 }));
    const again = await s.process();
    await using live = again.live();
    await vi.waitFor(async () => expect(await coverage(s.store.db).of('bluesky')).toHaveLength(2), { timeout: 20_000 });
    const [gap] = (
      await coverage(s.store.db).gaps(began.epochMilliseconds, began.add({ hours: 80 }).epochMilliseconds)
    ).filter(({ place }) => place === 'between');
    expect(gap?.reason).toMatch(/no longer held/);
    expect(gap?.from).toBeLessThanOrEqual(began.add({ hours: 12 }).epochMilliseconds);
    // 36 hours are replayed.
    expect(gap?.to).toBeGreaterThanOrEqual(began.add({ hours: 44 }).epochMilliseconds);
    expect(gap?.to).toBeLessThan(began.add({ hours: 50 }).epochMilliseconds);
    await live[Symbol.asyncDispose]();
  });

  it('does not watch under another key than before', async () => {
    await using s = await watchedCampaign();
    await (await s.process()).watch();
    await (await s.process('another key')).watch();
    expect(s.said.at(-1)).toMatch(/CAMPAIGN_KEY is not the one/);
  });

  it('of a rehearsal that has put nothing on this machine reads nobody, whatever the campaign names', async () => {
    await using s = await watchedCampaign();
    // Our own stand-ins play the world outside here: nothing of them may be read.
    const one = await s.process('a key for tests', {
      elsewhere: {},
      environment: { networks: {}, jetstreamUrls: ['wss://outside.invalid/subscribe'] },
      networks: new Map(),
    });
    const live = one.live();
    await one.watch();
    await one.snapshot();
    await live[Symbol.asyncDispose]();
    expect(await s.store.db.selectFrom('coverage').selectAll().execute()).toEqual([]);
    expect(s.said).toEqual([]);
  });
});
