import { describe, expect, it } from 'vitest';
import { hashtagMatcher } from '../../src/track/hashtag.ts';
import { countsPage } from '../../src/track/x-counts.ts';
import { postTally } from '../../src/track/x-posts.ts';

const [ten, eleven, noon] = ['2026-11-29T10:00:00.000Z', '2026-11-29T11:00:00.000Z', '2026-11-29T12:00:00.000Z'];
const plain = (buckets: ReturnType<typeof countsPage>) =>
  buckets?.map(({ start, end, posts }) => [start.toString(), end.toString(), posts]);

describe('a page of counts', () => {
  it.each(['tweet_count', 'post_count'])('is read with its field named %s', (name) => {
    const page = {
      data: [
        { start: ten, end: eleven, [name]: 3 },
        { start: eleven, end: noon, [name]: 0 },
      ],
      meta: { [`total_${name}`]: 3 },
    };
    expect(plain(countsPage(page))).toEqual([
      ['2026-11-29T10:00:00Z', '2026-11-29T11:00:00Z', 3],
      ['2026-11-29T11:00:00Z', '2026-11-29T12:00:00Z', 0],
    ]);
  });
  it('may have no hours at all', () => {
    expect(countsPage({ meta: { total_tweet_count: 0 } })).toEqual([]);
  });
  it('loses only what cannot be read of it', () => {
    const page = {
      data: [
        { start: ten, end: eleven, tweet_count: 'many' },
        { start: noon, end: eleven, tweet_count: 1 },
        { start: ten, end: eleven, tweet_count: 2 },
      ],
    };
    expect(plain(countsPage(page))).toEqual([['2026-11-29T10:00:00Z', '2026-11-29T11:00:00Z', 2]]);
  });
  it.each([null, 5, {}, [], { data: [] }, { data: [{ id: '1', text: '#StandWithThe6' }], meta: { result_count: 1 } }])(
    'is not %j',
    (page) => {
      expect(countsPage(page)).toBeUndefined();
    },
  );
});

describe('a page of posts', () => {
  const tally = () => postTally(hashtagMatcher('StandWithThe6'));
  const post = (id: string, more: object = {}) => ({
    id,
    created_at: '2026-11-29T10:20:00.000Z',
    text: 'We #StandWithThe6',
    author_id: '1',
    ...more,
  });

  it.each<[string, object]>([
    ['in the text', post('1')],
    [
      'in its entities',
      post('1', { text: 'six', entities: { hashtags: [{ start: 0, end: 3, tag: 'StandWithThe6' }] } }),
    ],
    [
      'in the entities of v1.1',
      {
        id_str: '1',
        created_at: 'Sun Nov 29 10:20:00 +0000 2026',
        full_text: 'six',
        entities: { hashtags: [{ text: 'standwiththe6', indices: [0, 3] }] },
      },
    ],
    ['in the rest of a long post', post('1', { text: 'six …', note_tweet: { text: 'six and #StandWithThe6' } })],
    [
      'in the entities of a long post',
      post('1', { text: 'six …', note_post: { text: 'six', entities: { hashtags: [{ tag: 'STANDWITHTHE6' }] } } }),
    ],
    ['in a reply', post('1', { referenced_tweets: [{ type: 'replied_to', id: '5' }] })],
    ['in a quote', post('1', { referenced_posts: [{ type: 'quoted', id: '5' }] })],
  ])('is counted with the hashtag %s', (_, one) => {
    const posts = tally();
    expect(posts.take({ data: [one], meta: { result_count: 1 } })).toEqual({ events: 1, matched: 1 });
    expect(plain(posts.buckets())).toEqual([['2026-11-29T10:00:00Z', '2026-11-29T11:00:00Z', 1]]);
  });

  it.each<[string, object]>([
    ['another hashtag', post('1', { text: '#StandWithThe60', entities: { hashtags: [{ tag: 'StandWithThe60' }] } })],
    ['a repost', post('1', { referenced_tweets: [{ type: 'retweeted', id: '5' }] })],
    ['a repost under its new name', post('1', { referenced_posts: [{ type: 'reposted', id: '5' }] })],
    ['a repost of v1.1', post('1', { retweeted_status: {} })],
    ['a post without a moment', post('1', { created_at: undefined })],
    ['a post without an id', post('')],
  ])('does not count %s', (_, one) => {
    const posts = tally();
    expect(posts.take({ data: [one] })).toEqual({ events: 1, matched: 0 });
    expect(posts.buckets()).toEqual([]);
  });

  it('counts each post once, however many pages show it, in the order of the hours', () => {
    const posts = tally();
    posts.take({ data: [post('3', { created_at: eleven }), post('1')] });
    posts.take([post('1'), post('2')]);
    posts.take({ statuses: [post('2')] });
    posts.take(post('4', { created_at: '2026-11-29T11:59:59.999Z' }));
    expect(plain(posts.buckets())).toEqual([
      ['2026-11-29T10:00:00Z', '2026-11-29T11:00:00Z', 2],
      ['2026-11-29T11:00:00Z', '2026-11-29T12:00:00Z', 2],
    ]);
  });

  it('may be empty', () => {
    expect(tally().take({ meta: { result_count: 0 } })).toEqual({ events: 0, matched: 0 });
  });
  it.each([
    null,
    5,
    {},
    { data: [{ id: '1' }] },
    { data: [{ start: ten, end: eleven, tweet_count: 3 }] },
    { errors: [] },
  ])('is not %j', (page) => {
    expect(tally().take(page)).toBeUndefined();
  });
  it('gives nothing away but sums', () => {
    const posts = tally();
    posts.take({ data: [post('123456789')], includes: { users: [{ id: '1', username: 'anna' }] } });
    expect(JSON.stringify(posts.buckets())).not.toMatch(/123456789|anna|Stand/);
  });
});
