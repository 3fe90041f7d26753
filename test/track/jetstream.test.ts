import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sight } from '../../src/model.ts';
import { hashtagMatcher } from '../../src/track/hashtag.ts';
import { jetstreamReader } from '../../src/track/jetstream.ts';
import { lineWith } from './any-line.ts';
import { slowRead } from './slow-count.ts';

const read = jetstreamReader(hashtagMatcher('StandWithThe6'));
const timeUs = 1_795_946_400_000_999;
const at = 1_795_946_400_000;
const did = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa';
const uri = `at://${did}/app.bsky.feed.post/3lbaaaaaaaa2a`;

const commit = (operation: string, record?: object, collection = 'app.bsky.feed.post') =>
  JSON.stringify({
    did,
    time_us: timeUs,
    kind: 'commit',
    commit: { rev: '3lb', operation, collection, rkey: '3lbaaaaaaaa2a', ...(record ? { record, cid: 'bafy' } : {}) },
  });
const account = (account: object) =>
  JSON.stringify({ did, time_us: timeUs, kind: 'account', account: { did, seq: 1, ...account } });

/** What a sight is, in short. */
const short = (sight: Sight | undefined): string => {
  if (sight === undefined) return 'nothing';
  if (sight.kind === 'post') return `post ${sight.post.uri}`;
  if (sight.kind === 'gone') return `gone ${sight.uri}`;
  return sight.kind === 'author gone' ? `author gone ${sight.author}` : 'gone there';
};

describe('a line of the stream', () => {
  it('with the hashtag is a sighting, by the time of the stream and not of its author', () => {
    const line = commit('create', {
      text: 'We #StandWithThe6',
      createdAt: '1999-01-01T00:00:00Z',
      langs: ['en-GB', 'ar'],
    });
    expect(read(line)).toEqual({
      at,
      timeUs,
      event: true,
      sight: {
        kind: 'post',
        post: {
          network: 'bluesky',
          uri,
          author: did,
          at: Temporal.Instant.fromEpochMilliseconds(at),
          lang: 'en',
          text: 'We #StandWithThe6',
          source: 'bluesky',
          remoteId: uri,
        },
      },
    });
  });

  it.each<[string, string, string]>([
    [
      'the hashtag only as a facet',
      commit('create', {
        text: 'six',
        facets: [{ features: [{ $type: 'app.bsky.richtext.facet#tag', tag: 'standwiththe6' }] }],
      }),
      `post ${uri}`,
    ],
    ['the hashtag only beside the text', commit('create', { text: 'six', tags: ['STANDWITHTHE6'] }), `post ${uri}`],
    [
      'the hashtag only in a link',
      commit('create', {
        text: 'x',
        facets: [{ features: [{ $type: 'app.bsky.richtext.facet#link', uri: 'https://example.org/#StandWithThe6' }] }],
      }),
      'nothing',
    ],
    [
      'the hashtag only in a picture’s description',
      commit('create', { text: 'x', embed: { images: [{ alt: '#StandWithThe6' }] } }),
      'nothing',
    ],
    ['nothing of it', commit('create', { text: 'six' }), 'nothing'],
    ['a post changed so that it has it', commit('update', { text: '#StandWithThe6' }), `post ${uri}`],
    ['a post changed so that it has it no more', commit('update', { text: 'six' }), `gone ${uri}`],
    ['a post deleted', commit('delete'), `gone ${uri}`],
    ['a like deleted', commit('delete', undefined, 'app.bsky.feed.like'), 'nothing'],
    [
      'a like of a post',
      commit(
        'create',
        { subject: { uri: 'at://x/app.bsky.feed.post/1' }, text: '#StandWithThe6' },
        'app.bsky.feed.like',
      ),
      'nothing',
    ],
    [
      'facets that are none',
      commit('create', { text: '#StandWithThe6', facets: 'none', tags: { 0: 1 }, langs: 5 }),
      `post ${uri}`,
    ],
    ['no text', commit('create', { tags: [null, 5, 'art'] }), 'nothing'],
    ['an account that is there', account({ active: true }), 'nothing'],
    ['an account deleted', account({ active: false, status: 'deleted' }), `author gone ${did}`],
    ['an account taken down', account({ active: false, status: 'takendown' }), `author gone ${did}`],
    ['an account suspended', account({ active: false, status: 'suspended' }), `author gone ${did}`],
    ['an account that its owner put away', account({ active: false, status: 'deactivated' }), `author gone ${did}`],
    ['an account slowed down', account({ active: false, status: 'throttled' }), 'nothing'],
    ['an account out of step', account({ active: false, status: 'desynchronized' }), 'nothing'],
    [
      'a new name',
      JSON.stringify({ did, time_us: timeUs, kind: 'identity', identity: { did, handle: 'a.example' } }),
      'nothing',
    ],
  ])('that tells of %s', (_, line, told) => {
    expect([read(line)?.timeUs, short(read(line)?.sight)]).toEqual([timeUs, told]);
  });

  it.each([
    ['nothing', ''],
    ['words', 'not JSON'],
    ['a number', '5'],
    ['a list', '[]'],
    ['an answer of another kind', '{"posts":[]}'],
    ['a post cut short', commit('create', { text: 'We #StandWithThe6' }).slice(0, -3)],
    ['a like cut short', commit('create', { text: 'x' }, 'app.bsky.feed.like').slice(0, -5)],
    [
      'a line without a time',
      JSON.stringify({
        did,
        kind: 'commit',
        commit: {
          operation: 'create',
          collection: 'app.bsky.feed.post',
          rkey: 'a',
          record: { text: '#StandWithThe6' },
        },
      }),
    ],
    ['a time that is no number', commit('create', { text: '#StandWithThe6' }).replace(String(timeUs), '"soon"')],
  ])('is not %s', (_, line) => {
    expect(read(line)).toBeUndefined();
  });

  it('of a kind that does not exist yet is no event', () => {
    expect(read(JSON.stringify({ did, time_us: timeUs, kind: 'sync', sync: {} }))).toEqual({
      at,
      timeUs,
      event: false,
    });
  });

  it('says what parsing the whole of it says, however it is written', () => {
    const told = { post: 0, gone: 0, nothing: 0, author: 0 };
    for (const tag of ['StandWithThe6', 'catsofbluesky', 'فلسطين', 'İstanbul', 'café', '猫']) {
      const quick = jetstreamReader(hashtagMatcher(tag));
      fc.assert(
        fc.property(lineWith(tag), (line) => {
          const found = quick(line);
          const wanted = slowRead(line, tag);
          expect([line, found && short(found.sight), found?.timeUs]).toEqual([line, wanted, JSON.parse(line).time_us]);
          told[wanted.split(' ')[0] as keyof typeof told]++;
        }),
        { numRuns: 300 },
      );
    }
    expect(Math.min(...Object.values(told))).toBeGreaterThan(20);
  });
});
