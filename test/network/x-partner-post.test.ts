import { describe, expect, it } from 'vitest';
import { partnerPage } from '../../src/network/x/partner-page.ts';

/* Posts as X shows them, under both specs. */

const users = [{ id: '7', username: 'TheKeepers', name: 'Keepers' }];
const post = {
  id: '1850000000000000001',
  text: 'Light a lamp &amp; look #Lamps https://t.co/a',
  created_at: '2026-11-29T08:00:00.000Z',
  author_id: '7',
  lang: 'en',
  possibly_sensitive: false,
  entities: {
    urls: [{ url: 'https://t.co/a', expanded_url: 'https://a.example/#Lamps', display_url: 'a.example/#Lamps' }],
  },
  edit_history_tweet_ids: ['1850000000000000001'],
  public_metrics: { like_count: 3, retweet_count: 2, reply_count: 1, quote_count: 0 },
};
const page = (change: object = {}, includes: object = {}) => ({
  data: [{ ...post, ...change }],
  includes: { users, ...includes },
  meta: { result_count: 1 },
});

const read = (answer: unknown) => {
  const look = partnerPage(answer)?.looks[0];
  return look?.kind === 'post' ? look.post : undefined;
};

const photo = (more: object = {}) => ({ media: [{ media_key: '3_1', type: 'photo', ...more }] });
const attached = { attachments: { media_keys: ['3_1'] } };

describe('a post on X', () => {
  it('is read with all that the network tells', () => {
    const found = read(page());
    expect({ ...found, at: found?.at.toString() }).toEqual({
      network: 'x',
      remoteId: post.id,
      url: `https://x.com/TheKeepers/status/${post.id}`,
      at: '2026-11-29T08:00:00Z',
      langs: ['en'],
      text: 'Light a lamp & look #Lamps https://a.example/#Lamps',
      tags: [],
      kind: 'original',
      sensitive: false,
      media: [],
      more: [],
      counts: { likes: 3, boosts: 2, replies: 1, quotes: 0 },
      author: { id: '7', handle: 'TheKeepers' },
    });
  });

  it.each<[string, object, object, object]>([
    [
      'a reply',
      { referenced_tweets: [{ type: 'replied_to', id: '5' }], in_reply_to_user_id: '8' },
      {},
      { kind: 'reply', ofItself: false },
    ],
    [
      'a reply to itself',
      { referenced_posts: [{ type: 'replied_to', id: '5' }], in_reply_to_user_id: '7' },
      {},
      { kind: 'reply', ofItself: true },
    ],
    ['a reply to what is lost', { in_reply_to_user_id: '8' }, {}, { kind: 'reply' }],
    [
      'a quote',
      { referenced_tweets: [{ type: 'quoted', id: '5' }] },
      { tweets: [{ id: '5', author_id: '8' }] },
      { kind: 'quote', ofItself: false },
    ],
    [
      'a quote under the new names',
      { referenced_posts: [{ type: 'quoted', id: '5' }] },
      { posts: [{ id: '5', author_id: '7' }] },
      { kind: 'quote', ofItself: true },
    ],
    ['a repost', { referenced_tweets: [{ type: 'retweeted', id: '5' }] }, {}, { kind: 'boost' }],
    ['a repost that does not say so', { text: 'RT @other: Lamps' }, {}, { kind: 'boost' }],
    [
      'a photo with a description',
      attached,
      photo({ alt_text: 'A lamp' }),
      { media: [{ kind: 'picture', alt: 'A lamp' }] },
    ],
    ['a photo without', attached, photo(), { media: [{ kind: 'picture', alt: '' }] }],
    [
      'a photo described beside it',
      { ...attached, media_metadata: [{ media_key: '3_1', alt_text: 'A lamp' }] },
      photo(),
      { media: [{ kind: 'picture', alt: 'A lamp' }] },
    ],
    ['a photo that nothing is told of', attached, {}, { media: [{ kind: 'other' }] }],
    [
      'a video',
      { attachments: { media_keys: ['7_1'] } },
      { media: [{ media_key: '7_1', type: 'video' }] },
      { media: [{ kind: 'video', alt: '' }] },
    ],
    [
      'a poll',
      { attachments: { poll_ids: ['4'] } },
      { polls: [{ id: '4', options: [{ position: 1, label: 'Yes' }] }] },
      { more: ['Yes'] },
    ],
    ['sensitive', { possibly_sensitive: true }, {}, { sensitive: true }],
    ['for followers', { scopes: { followers: true } }, {}, { visibility: 'followers' }],
    ['of a protected account', {}, { users: [{ ...users[0], protected: true }] }, { visibility: 'followers' }],
    [
      'counted under the new names',
      { public_metrics: { like_count: 1, repost_count: 4 } },
      {},
      { counts: { likes: 1, boosts: 4 } },
    ],
    ['long', { note_post: { text: 'Long #Lamps', entities: {} } }, {}, { text: 'Long #Lamps' }],
  ])('may be %s', (_, change, includes, expected) => {
    expect(read(page(change, includes))).toMatchObject(expected);
  });

  it('does not guess whether a photo of which nothing is told has a description', () => {
    expect(read(page(attached))?.media).toEqual([{ kind: 'other' }]);
  });

  it('is, when edited, the same post in a new version, as old as the first', () => {
    const first = String((BigInt(Date.parse('2026-11-29T07:30:00Z')) - 1_288_834_974_657n) << 22n);
    const edited = read(page({ edit_history_tweet_ids: [first, post.id] }));
    expect(edited).toMatchObject({ remoteId: post.id, earlierIds: [first] });
    expect([edited?.at.toString(), edited?.editedAt?.toString()]).toEqual([
      '2026-11-29T07:30:00Z',
      '2026-11-29T08:00:00Z',
    ]);
  });

  it('is dated by its id where nothing else says when', () => {
    const id = String((BigInt(Date.parse('2026-11-29T07:30:00Z')) - 1_288_834_974_657n) << 22n);
    expect(read({ id, text: 'Lamps' })?.at.toString()).toBe('2026-11-29T07:30:00Z');
    expect(partnerPage({ id: '20', text: 'just setting up' })).toBeUndefined();
  });

  it('has media where only a link of X’s own says so', () => {
    const urls = [
      { url: 'https://t.co/b', expanded_url: 'https://x.com/TheKeepers/status/1/photo/1', display_url: 'pic.x.com/b' },
    ];
    expect(read(page({ text: 'Look https://t.co/b', entities: { urls } }))).toMatchObject({
      text: 'Look',
      media: [{ kind: 'other' }],
    });
  });
});

describe('an answer', () => {
  const gone = (type: string, more: object = {}) => ({
    type: `https://api.x.com/2/problems/${type}`,
    resource_type: 'post',
    resource_id: '5',
    parameter: 'ids',
    ...more,
  });

  it.each([
    [{ meta: { result_count: 0 } }, []],
    [{ errors: [gone('resource-not-found')] }, [{ kind: 'gone', remoteId: '5' }]],
    [{ data: [], errors: [gone('not-authorized-for-resource')], meta: {} }, [{ kind: 'gone', remoteId: '5' }]],
    [{ data: [], errors: [gone('resource-not-found', { parameter: 'referenced_tweets.id' })], meta: {} }, []],
  ])('without posts (%#)', (answer, looks) => {
    expect(partnerPage(answer)).toEqual({ looks, unread: 0 });
  });

  it('may be about one post, or a line of a stream', () => {
    expect(read({ data: post, includes: { users }, matching_rules: [] })).toMatchObject({
      author: { handle: 'TheKeepers' },
    });
  });

  it('hides no post behind one that cannot be read', () => {
    const { data } = page();
    expect(partnerPage({ data: [{ id: 'x' }, ...data], meta: {} })).toMatchObject({
      unread: 1,
      looks: [{ kind: 'post' }],
    });
  });

  it.each([
    [{}],
    [null],
    [{ title: 'Unauthorized', status: 401 }],
    [{ feed: [] }],
    [{ errors: [{ message: 'no' }] }],
    [[{ uri: 'at://x' }]],
  ])('%j is nothing of X', (answer) => {
    expect(partnerPage(answer)).toBeUndefined();
  });
});
