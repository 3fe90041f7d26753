import { describe, expect, it } from 'vitest';
import type { NetworkName } from '../../src/model.ts';
import { hashtagMatcher } from '../../src/track/hashtag.ts';
import { type Replay, replayReader } from '../../src/track/replay.ts';

const open = (network: NetworkName): Replay => replayReader({ network, matcher: hashtagMatcher('StandWithThe6') });
const block = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''));

const did = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa';
const post = (n: number, text: string) =>
  JSON.stringify({
    did,
    time_us: 1_795_946_400_000_000 + n * 1_000_000,
    kind: 'commit',
    commit: {
      rev: '3lbaaaaaaaa22',
      operation: 'create',
      collection: 'app.bsky.feed.post',
      rkey: `3lbaaaaaaaa${20 + n}`,
      record: { text },
      cid: 'bafy',
    },
  });
const deletion = (n: number) =>
  JSON.stringify({
    did,
    time_us: 1_795_946_400_000_000 + n * 1_000_000,
    kind: 'commit',
    commit: { rev: '3lbaaaaaaaa22', operation: 'delete', collection: 'app.bsky.feed.post', rkey: '3lbaaaaaaaa21' },
  });
const status = (id: string, more: object = {}) => ({
  id,
  uri: `https://other.example/${id}`,
  created_at: '2026-11-29T10:00:00.000Z',
  content: '#StandWithThe6',
  account: { acct: 'anna@other.example' },
  ...more,
});

describe('a recording of Bluesky', () => {
  it('is told in its order and by its own time, its broken lines by their numbers', () => {
    const lines = [
      `\ufeff${post(0, '#StandWithThe6')}`,
      post(1, '#StandWithThe6'),
      '',
      'broken',
      post(2, 'six'),
      deletion(3),
      post(4, 'x').slice(0, -9),
      post(5, 'six'),
    ];
    const told = open('bluesky').block(block(lines));
    expect(told).toMatchObject({
      events: 5,
      matched: 2,
      lines: 8,
      unreadable: [3, 6],
      from: 1_795_946_400_000,
      at: 1_795_946_405_000,
    });
    expect(told.sights.map(({ sight, now }) => [sight.kind, now - 1_795_946_400_000])).toEqual([
      ['post', 0],
      ['post', 1_000],
      ['gone', 3_000],
    ]);
  });
  it('is the same line by line', () => {
    const lines = [post(0, 'six'), post(1, '#StandWithThe6'), post(2, 'six'), deletion(3), post(4, 'six')];
    const replay = open('bluesky');
    const one = lines.map((line) => replay.read(line)!);
    const told = replay.block(block(lines));
    expect(told.sights).toEqual(one.flatMap(({ sights }) => sights));
    expect(told.events).toBe(one.reduce((sum, { events }) => sum + events, 0));
  });
  it('may be of answers that show posts, where a repost is none', () => {
    const view = (n: number, text: string) => ({
      uri: `at://${did}/app.bsky.feed.post/${n}`,
      author: { did, handle: 'a.example' },
      record: { text, createdAt: '1999-01-01T00:00:00Z' },
      indexedAt: '2026-11-29T10:00:00.000Z',
    });
    const feed = {
      feed: [
        { post: view(1, '#StandWithThe6') },
        { post: view(2, '#StandWithThe6'), reason: { $type: 'app.bsky.feed.defs#reasonRepost' } },
        { post: view(3, 'six') },
      ],
      cursor: 'x',
    };
    const told = open('bluesky').block(
      block([JSON.stringify(feed), JSON.stringify({ posts: [view(4, '#standwiththe6'), {}] })]),
    );
    expect(told).toMatchObject({ events: 5, matched: 2, at: Date.parse('2026-11-29T10:00:00Z'), unreadable: [] });
    expect(told.sights.map(({ sight }) => sight.kind === 'post' && sight.post.remoteId)).toEqual([
      `at://${did}/app.bsky.feed.post/1`,
      `at://${did}/app.bsky.feed.post/4`,
    ]);
  });
});

describe('a recording of Mastodon', () => {
  it('may be of timelines, searches, single statuses and both kinds of streams', () => {
    const lines = [
      JSON.stringify([status('1'), status('2', { content: 'six' }), status('3', { reblog: status('1') })]),
      JSON.stringify({ accounts: [], statuses: [status('4')], hashtags: [] }),
      JSON.stringify(status('5')),
      JSON.stringify({ stream: ['hashtag'], event: 'update', payload: JSON.stringify(status('6')) }),
      ':thump',
      'event: update',
      `data: ${JSON.stringify(status('7'))}`,
      '',
      'event: delete',
      'data: 1',
      'broken',
    ];
    const told = open('mastodon').block(block(lines));
    expect(told).toMatchObject({ events: 8, matched: 5, lines: 11, unreadable: [10] });
    expect(told.sights.map(({ sight }) => (sight.kind === 'post' ? sight.post.remoteId : sight.kind))).toEqual([
      '1',
      '4',
      '5',
      '6',
      '7',
      'gone there',
    ]);
    expect(told.sights.at(-1)?.sight).toEqual({ kind: 'gone there', source: 'mastodon:recorded', remoteId: '1' });
  });
});

describe('a recording of X', () => {
  const hour = (n: number) => `2026-11-29T${n}:00:00.000Z`;
  const tweets = (n: number) =>
    JSON.stringify({
      data: [{ id: String(n), text: '#StandWithThe6', created_at: `2026-11-29T${n}:30:00.000Z` }],
      meta: { result_count: 1 },
    });

  it('is of counts, and of posts that are counted at its end', () => {
    const replay = open('x');
    const told = replay.block(
      block([
        tweets(10),
        JSON.stringify({ data: [{ start: hour(11), end: hour(12), tweet_count: 7 }], meta: {} }),
        tweets(13),
        '{}',
      ]),
    );
    expect(told).toMatchObject({ events: 3, matched: 9, sights: [], unreadable: [3] });
    expect(told.buckets.map(({ posts }) => posts)).toEqual([7]);
    expect(replay.rest().map(({ start, posts }) => [start.toString(), posts])).toEqual([
      ['2026-11-29T10:00:00Z', 1],
      ['2026-11-29T13:00:00Z', 1],
    ]);
  });
  it('believes X’s count of an hour before a search that may have shown a part of it', () => {
    const replay = open('x');
    replay.block(
      block([tweets(10), JSON.stringify({ data: [{ start: hour(10), end: hour(11), tweet_count: 7 }], meta: {} })]),
    );
    expect(replay.rest()).toEqual([]);
  });
});
