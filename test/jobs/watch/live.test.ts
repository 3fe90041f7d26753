import { describe, expect, it, vi } from 'vitest';
import { toKeep } from '../../../src/jobs/boost/kept.ts';
import { emptyStand } from '../../../src/jobs/boost/source.ts';
import { openNetworks } from '../../../src/jobs/networks.ts';
import { candidates } from '../../../src/store/candidates.ts';
import { coverage } from '../../../src/store/coverage.ts';
import { partnerNamed } from '../boost-stage.ts';
import { began, counted, held, type Watched, watchedCampaign } from './stage.ts';

/* Watching three local networks through real HTTP and WebSockets. */

const settled = (s: Watched) =>
  vi.waitFor(async () => expect(await counted(s.store, 'bluesky')).toEqual(held(s, 'bluesky')), { timeout: 20_000 });

const asCandidate = {
  ...{ partner: 'keepers', version: null, url: null, seen_at: 0, lang: 'en', state: 'boosted' as const, due_at: null },
  ...{ reason: 'boosted', story: '[]', hold_from: null, answer: null, answered_by: null, delivery: null },
  ...{ boosted_at: 0, undone_at: null, saying: null, decided_at: 0 },
};

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

  it('counts the reactions to a partner’s post once, though it is a sighting and boosted', async () => {
    const at = began.add({ hours: 3 });
    const deeds = (['bluesky', 'mastodon'] as const).map((on) => ({ kind: 'post' as const, on, at }));
    // On Mastodon it is at home on another server than ours.
    const accounts = { bluesky: 'keepers.test', mastodon: 'keepers@there' };
    await using s = await watchedCampaign({ days: 2, partners: [{ id: 'keepers', accounts, deeds }] });
    const named = { bluesky: accounts.bluesky, mastodon: '' };
    const partner = partnerNamed('keepers', {}, { accounts: named });
    const networks = openNetworks(s.environment, s.campaign, () => s.clock, s.store);
    const one = await s.process(undefined, { networks, partners: async () => ({ perDay: 6, partners: [partner] }) });
    await one.watch();
    await using live = one.live();
    await vi.waitFor(() => expect(s.locals.bluesky.streams[0]?.subscribers()).toBe(1), { timeout: 20_000 });
    s.to(began.add({ hours: 4 }));
    named.mastodon = s.locals.mastodon.held().find(({ whose }) => whose === 'partner')!.author;
    await one.watch();
    await settled(s);
    await one.snapshot();

    const rows = candidates(s.store.db);
    for (const name of ['bluesky', 'mastodon'] as const) {
      const network = networks.get(name)!;
      const account = await network.identify(named[name], AbortSignal.timeout(5_000));
      const { posts } = await network.partnerPosts(account!, { notBefore: began }, AbortSignal.timeout(5_000));
      const post = posts.find((each) => each.at.epochMilliseconds === at.epochMilliseconds)!;
      const row = { ...asCandidate, id: name, network: name, remote_id: post.remoteId, post: toKeep(post) };
      const boosted = { ...row, posted_at: at.epochMilliseconds };
      await rows.take([boosted], emptyStand('keepers', name, named[name]));
      await rows.follow(boosted, network.counts.source, s.clock.now().epochMilliseconds);
    }
    for (const hour of [5, 10, 40]) {
      s.to(began.add({ hours: hour }));
      await one.watch();
      await settled(s);
      await one.snapshot();
    }
    for (const name of ['bluesky', 'mastodon'] as const) {
      const theirs = s.store.db.selectFrom('followed').selectAll().where('network', '=', name);
      const followed = await theirs.where('whose', '=', 'partner').execute();
      expect(followed).toHaveLength(s.locals[name].held().filter(({ whose }) => whose === 'partner').length);
      const sums = await s.store.db
        .selectFrom('engagement_hour')
        .select(({ fn }) => [fn.sum<number>('likes').as('likes'), fn.sum<number>('boosts').as('boosts')])
        .where('network', '=', name)
        .where('whose', '=', 'partner')
        .executeTakeFirstOrThrow();
      const sum = (kind: 'likes' | 'boosts') => followed.reduce((all, row) => all + row[kind], 0);
      expect(sums).toEqual({ likes: sum('likes'), boosts: sum('boosts') });
      expect(followed.filter(({ remote_id, last_at }) => remote_id !== null && last_at !== null)).toHaveLength(1);
    }
    await live[Symbol.asyncDispose]();
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
