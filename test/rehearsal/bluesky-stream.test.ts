import { lexicons } from '@atproto/api';
import { describe, expect, it, vi } from 'vitest';
import type { StreamOptions } from '../../src/rehearsal/bluesky/stream-log.ts';
import type { HeldPost } from '../../src/rehearsal/local.ts';
import { key, record, said, stage } from './bluesky-stage.ts';
import { began, type Line, listen, smallPublic } from './small-public.ts';

const public_ = smallPublic({ networks: ['bluesky'] });
const posts = '?wantedCollections=app.bsky.feed.post';
const everything = '&cursor=1';

const at = async (hours: number, stream: StreamOptions = {}, more = {}) => {
  const s = await stage({ public: public_, stream: { lookBackHours: 1_000, ...stream }, ...more });
  s.pass({ hours });
  s.local.advance(s.now());
  return s;
};
const heard = async (s: Awaited<ReturnType<typeof stage>>, query: string, until: (lines: string[]) => boolean) => {
  using ear = await listen(s.local.streams[0]!.url, query);
  await vi.waitFor(() => expect(until(ear.lines)).toBe(true), 10_000);
  return { lines: ear.lines, events: ear.events() };
};

/** What there is after these lines, counted as slowly as can be. */
const standing = (events: readonly Line[]): string[] => {
  const there = new Map<string, unknown>();
  for (const { did, kind, commit, account } of events) {
    const uri = `at://${did}/${commit?.collection}/${commit?.rkey}`;
    if (commit?.operation === 'create' && !there.has(uri)) there.set(uri, commit.record);
    if (commit?.operation === 'update') there.set(uri, commit.record);
    if (commit?.operation === 'delete') there.delete(uri);
    if (kind === 'account' && account?.active === false)
      for (const one of there.keys()) if (one.startsWith(`at://${did}/`)) there.delete(one);
  }
  return [...there.keys()];
};
const uris = (held: readonly HeldPost[]) => held.map(({ id }) => id).sort();

describe('the stream of the local Bluesky', () => {
  it('tells everything, so that who listened from the start knows what is there', async () => {
    await using s = await at(72, { twicePercent: 0 });
    const { events } = await heard(s, `${posts}${everything}`, (lines) => lines.length > 500);
    const held = s.local.held();
    expect(held.length).toBeGreaterThan(200);
    expect(new Set(standing(events)).isSupersetOf(new Set(uris(held)))).toBe(true);
    const records = events.flatMap(({ commit }) => commit?.record ?? []);
    for (const one of records) expect(() => lexicons.assertValidRecord('app.bsky.feed.post', one)).not.toThrow();
    const kinds = new Set(events.map(({ kind, commit }) => `${kind} ${commit?.operation ?? ''}`.trim()));
    expect([...kinds].sort()).toEqual(
      ['account', 'commit create', 'commit delete', 'commit update', 'identity'].sort(),
    );
    expect(events.some(({ account }) => account?.active === false && account.status)).toBe(true);
    expect(s.local.complaints()).toEqual([]);
  });

  it('holds likes and reposts for those who ask for them, and wildcards', async () => {
    await using s = await at(48);
    const { events } = await heard(s, '?wantedCollections=app.bsky.feed.*&cursor=1', (lines) => lines.length > 800);
    const collections = new Set(events.flatMap(({ commit }) => commit?.collection ?? []));
    expect([...collections].sort()).toEqual(['app.bsky.feed.like', 'app.bsky.feed.post', 'app.bsky.feed.repost']);
    const liked = events.find(({ commit }) => commit?.collection === 'app.bsky.feed.like');
    expect(JSON.stringify(liked?.commit?.record)).toContain('/app.bsky.feed.post/');
    const taken = events.find(
      ({ commit }) => commit?.collection !== 'app.bsky.feed.post' && commit?.operation === 'delete',
    );
    const before = events.slice(0, events.indexOf(taken!)).find(({ commit }) => commit?.rkey === taken?.commit?.rkey);
    expect(before).toMatchObject({ did: taken?.did, commit: { operation: 'create' } });
  });

  it('is kept to the accounts that are asked for', async () => {
    await using s = await at(72);
    const author = s.local.held()[0]!.author;
    const { events } = await heard(s, `${posts}&wantedDids=${author}&cursor=1`, (lines) => lines.length > 2);
    expect(new Set(events.map(({ did }) => did))).toEqual(new Set([author]));
    expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(['commit', 'identity', 'account']));
  });

  it('has times that go back and forth, and some events twice', async () => {
    await using s = await at(72, { twicePercent: 10 });
    const { events } = await heard(s, `${posts}${everything}`, (lines) => lines.length > 500);
    const times = events.map(({ time_us }) => time_us);
    expect(times.some((time, i) => i > 0 && time < times[i - 1]!)).toBe(true);
    const created = events.filter(({ commit }) => commit?.operation === 'create');
    const keys = created.map(({ did, commit }) => `${did} ${commit?.rkey}`);
    expect(new Set(keys).size).toBeLessThan(keys.length);
    expect(events.map(({ cursor }) => cursor)).toEqual(events.map(({ cursor }) => cursor).toSorted((a, b) => a! - b!));
  });

  it('goes on at a time or at a number, which is told again', async () => {
    await using s = await at(72, { twicePercent: 0 });
    const all = await heard(s, `${posts}${everything}`, (lines) => lines.length > 500);
    const last = all.lines.at(-1)!;
    const middle = all.events[300]!;
    const ends = (lines: string[]) => lines.at(-1) === last;
    const byNumber = await heard(s, `${posts}&cursor=${middle.cursor}`, ends);
    expect(byNumber.lines).toEqual(all.lines.slice(300));
    const first = all.events.findIndex(({ time_us }) => time_us >= middle.time_us);
    const byTime = await heard(s, `${posts}&cursor=${middle.time_us}`, ends);
    expect(byTime.lines).toEqual(all.lines.slice(first));
  });

  it('forgets what is older than its look-back, without a word', async () => {
    await using s = await at(72, { lookBackHours: 36 });
    const { events } = await heard(
      s,
      `${posts}&cursor=${began.epochMilliseconds * 1000}`,
      (lines) => lines.length > 150,
    );
    const oldest = s.now().subtract({ hours: 36 }).epochMilliseconds * 1000;
    expect(events[0]!.time_us).toBeGreaterThanOrEqual(oldest);
    expect(s.local.complaints()).toEqual([]);
  });

  it('begins with what comes when no cursor is given, or one of the future', async () => {
    await using s = await at(24);
    const future = () => s.now().add({ hours: 1 }).epochMilliseconds * 1000;
    for (const cursor of [() => '', () => `&cursor=${future()}`, () => '&cursor=999999']) {
      const query = posts + cursor();
      using ear = await listen(s.local.streams[0]!.url, query);
      await vi.waitFor(() => expect(s.local.streams[0]!.subscribers()).toBe(1));
      const now = s.now().epochMilliseconds * 1000;
      s.pass({ hours: 4 });
      s.local.advance(s.now());
      await vi.waitFor(() => expect(ear.lines.length).toBeGreaterThan(3), 5_000);
      expect(ear.events()[0]!.time_us).toBeGreaterThan(now - 500_000);
      ear[Symbol.dispose]();
      await vi.waitFor(() => expect(s.local.streams[0]!.subscribers()).toBe(0));
    }
  });

  it('writes JSON as Go does, and some lines in nothing but ASCII', async () => {
    await using s = await at(72);
    const { lines } = await heard(s, `${posts}${everything}`, (all) => all.length > 500);
    expect(lines.some((line) => line.includes('\\u0026#StandWithThe6'))).toBe(true);
    expect(lines.some((line) => /[&<>]/.test(line))).toBe(false);
    expect(lines.some((line) => line.includes('\\u0023'))).toBe(true);
    expect(lines.some((line) => /[\u0600-\u06ff]/.test(line))).toBe(true);
  });

  it('has no cursor in the lines of an older server', async () => {
    await using s = await at(12, { cursors: false });
    const { events } = await heard(s, `${posts}${everything}`, (lines) => lines.length > 5);
    expect(events.every((event) => !('cursor' in event))).toBe(true);
  });

  it('tells what we write as well, and what others do about it', async () => {
    await using s = await at(1);
    await s.login();
    using ear = await listen(s.local.streams[0]!.url);
    await s.put(key(1), record('We say #StandWithThe6'));
    const uri = `at://did:plc:localrehearsalaccount234/app.bsky.feed.post/${key(1)}`;
    expect(s.local.held().find(({ id }) => id === uri)).toMatchObject({ whose: 'ours', lang: 'en' });
    s.pass({ hours: 48 });
    await s.login();
    const { body } = await s.get('app.bsky.feed.getPosts', { uris: uri });
    const [view] = body.posts as Record<string, number>[];
    expect(view!.likeCount! + view!.repostCount!).toBeGreaterThan(0);
    const counts = s.local.held().find(({ id }) => id === uri)!.counts;
    expect(view).toMatchObject({ likeCount: counts.likes, repostCount: counts.boosts, replyCount: counts.replies });
    await s.post('com.atproto.repo.deleteRecord', {
      ...{ repo: 'campaign.test', collection: 'app.bsky.feed.post', rkey: key(1) },
    });
    const ours = () => ear.events().filter(({ did }) => did === 'did:plc:localrehearsalaccount234');
    await vi.waitFor(() => expect(ours().map(({ commit }) => commit?.operation)).toEqual(['create', 'delete']), 10_000);
    const about = ear.events().filter(({ commit }) => JSON.stringify(commit?.record ?? '').includes(uri));
    expect(about.length).toBeGreaterThanOrEqual(counts.likes + counts.boosts + counts.replies + counts.quotes);
    expect(s.local.held().some(({ whose }) => whose === 'ours')).toBe(false);
  });

  it('can be cut off, and refuse everybody for a while', async () => {
    await using s = await at(2, {}, { streams: 2 });
    const [first, second] = s.local.streams;
    expect(s.local.environment.JETSTREAM_URL).toBe(`${first!.url},${second!.url}`);
    using ear = await listen(first!.url);
    first!.refuse(true);
    first!.drop();
    await vi.waitFor(() => expect(ear.closed()).toBe(true));
    using refused = await listen(first!.url);
    expect(refused.opened).toBe(false);
    using other = await listen(second!.url, `${posts}${everything}`);
    expect(other.opened).toBe(true);
    first!.refuse(false);
    using again = await listen(first!.url, `${posts}${everything}`);
    await vi.waitFor(() => expect(again.lines.length).toBe(other.lines.length), 5_000);
    expect(again.opened).toBe(true);
  });

  it.each([
    ['a word for a cursor', '?cursor=now'],
    ['a collection that is none', '?wantedCollections=post'],
    [
      'too many collections',
      `?${Array.from({ length: 101 }, (_, i) => `wantedCollections=a.b.c${'x'.repeat(i)}`).join('&')}`,
    ],
    ['an account that is none', '?wantedDids=somebody'],
  ])('refuses %s', async (_what, query) => {
    await using s = await at(1);
    using ear = await listen(s.local.streams[0]!.url, query);
    expect(ear.opened).toBe(false);
    expect(s.local.complaints()).toHaveLength(1);
  });
});

describe('the other people on the local Bluesky', () => {
  it('have posts, with counts, that are shown until they are gone', async () => {
    await using s = await at(72);
    await s.login();
    const held = s.local.held().slice(-25);
    const { body } = await s.get('app.bsky.feed.getPosts', { uris: held.map(({ id }) => id) });
    const shown = body.posts as {
      uri: string;
      likeCount: number;
      repostCount: number;
      replyCount: number;
      quoteCount: number;
    }[];
    expect(
      shown.map(({ uri, likeCount: likes, repostCount: boosts, replyCount: replies, quoteCount: quotes }) => [
        uri,
        { likes, boosts, replies, quotes },
      ]),
    ).toEqual(held.map(({ id, counts }) => [id, counts]));
    expect(shown.some(({ likeCount }) => likeCount > 0)).toBe(true);
    const { events } = await heard(s, `${posts}${everything}`, (lines) => lines.length > 500);
    const deleted = events.find(({ commit }) => commit?.operation === 'delete')!;
    const uri = `at://${deleted.did}/app.bsky.feed.post/${deleted.commit!.rkey}`;
    expect((await s.get('app.bsky.feed.getPosts', { uris: uri })).body.posts).toEqual([]);
  });

  it('have handles, profiles, feeds and records, until they leave', async () => {
    await using s = await at(72);
    await s.login();
    const { author, id } = s.local.held().find(({ whose }) => whose === 'public')!;
    const profile = (await s.get('app.bsky.actor.getProfile', { actor: author })).body;
    expect(await s.get('com.atproto.identity.resolveHandle', { handle: profile.handle })).toMatchObject({
      body: { did: author },
    });
    const feed = (await s.get('app.bsky.feed.getAuthorFeed', { actor: profile.handle })).body.feed as {
      post: { uri: string };
    }[];
    expect(feed.map(({ post }) => post.uri)).toContain(id);
    expect(feed).toHaveLength(profile.postsCount as number);
    const rkey = id.split('/').at(-1);
    const got = await s.get('com.atproto.repo.getRecord', { repo: author, collection: 'app.bsky.feed.post', rkey });
    expect(got.body).toMatchObject({ uri: id, value: { $type: 'app.bsky.feed.post' } });
    const gone = public_.people.find((person) => person.gone)!;
    expect(said(await s.get('app.bsky.actor.getProfile', { actor: gone.id }))).toBe('400 AccountTakedown');
    const nobody = await s.get('com.atproto.identity.resolveHandle', { handle: gone.handle });
    expect(said(nobody)).toBe('400 InvalidRequest');
  });

  it('may be asked 3,000 times in five minutes', async () => {
    await using s = await at(1);
    await s.login();
    const { headers } = await s.get('app.bsky.actor.getProfile', { actor: 'campaign.test' });
    expect(headers.get('ratelimit-limit')).toBe('3000');
    expect(Number(headers.get('ratelimit-remaining'))).toBeLessThan(3_000);
  });
});
