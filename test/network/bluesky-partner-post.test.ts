import { describe, expect, it } from 'vitest';
import { partnerPage } from '../../src/network/bluesky/partner-page.ts';

/* Posts as Bluesky's answers and streams show them. */

const did = 'did:plc:keepers';
const author = { did, handle: 'keepers.example', viewer: { blockedBy: false } };
const uri = `at://${did}/app.bsky.feed.post/3k2a`;
const record = {
  $type: 'app.bsky.feed.post',
  text: 'Light a lamp #Lamps',
  createdAt: '2026-11-29T08:00:00.000Z',
  langs: ['en'],
};
const view = {
  uri,
  cid: 'bafy1',
  author,
  record,
  indexedAt: '2026-11-29T08:00:02Z',
  likeCount: 3,
  repostCount: 2,
  replyCount: 1,
  quoteCount: 0,
  labels: [],
  viewer: {},
};
const other = { did: 'did:plc:other', handle: 'other.example' };

const read = (answer: unknown) => {
  const page = partnerPage(answer);
  const look = page?.looks[0];
  return look?.kind === 'post' ? look.post : undefined;
};
const withRecord = (change: object, more: object = {}) =>
  read({ post: { ...view, ...more, record: { ...record, ...change } } });
const image = (alt?: string) => ({ image: { $type: 'blob' }, ...(alt === undefined ? {} : { alt }) });

describe('a post on Bluesky', () => {
  it('is read with all that the network tells', () => {
    const post = read({ feed: [{ post: view }], cursor: 'c' });
    expect({ ...post, at: post?.at.toString() }).toEqual({
      network: 'bluesky',
      remoteId: uri,
      version: 'bafy1',
      url: 'https://bsky.app/profile/keepers.example/post/3k2a',
      at: '2026-11-29T08:00:00Z',
      langs: ['en'],
      text: 'Light a lamp #Lamps',
      tags: [],
      kind: 'original',
      sensitive: false,
      media: [],
      more: [],
      counts: { likes: 3, boosts: 2, replies: 1, quotes: 0 },
      visibility: 'public',
      author: { id: did, handle: 'keepers.example' },
      boostedByUs: false,
    });
  });

  it.each<[string, object, object]>([
    ['a reply to itself', { reply: { root: { uri }, parent: { uri } } }, { kind: 'reply', ofItself: true }],
    [
      'a reply',
      { reply: { parent: { uri: 'at://did:plc:other/app.bsky.feed.post/1' } } },
      { kind: 'reply', ofItself: false },
    ],
    ['a reply to what is lost', { reply: {} }, { kind: 'reply' }],
    [
      'a quote',
      { embed: { $type: 'app.bsky.embed.record', record: { uri: 'at://did:plc:other/app.bsky.feed.post/1' } } },
      { kind: 'quote', ofItself: false },
    ],
    [
      'a list that is shown, not quoted',
      { embed: { $type: 'app.bsky.embed.record', record: { uri: 'at://did:plc:other/app.bsky.graph.list/1' } } },
      { kind: 'original' },
    ],
    [
      'a quote with pictures',
      {
        embed: {
          $type: 'app.bsky.embed.recordWithMedia',
          record: { record: { uri } },
          media: { $type: 'app.bsky.embed.images', images: [image('A lamp')] },
        },
      },
      { kind: 'quote', ofItself: true, media: [{ kind: 'picture', alt: 'A lamp' }] },
    ],
    [
      'pictures',
      { embed: { $type: 'app.bsky.embed.images', images: [image('A lamp'), image('')] } },
      {
        media: [
          { kind: 'picture', alt: 'A lamp' },
          { kind: 'picture', alt: '' },
        ],
      },
    ],
    [
      'many pictures',
      { embed: { $type: 'app.bsky.embed.gallery', items: [image('A'), image()] } },
      {
        media: [
          { kind: 'picture', alt: 'A' },
          { kind: 'picture', alt: '' },
        ],
      },
    ],
    ['a video', { embed: { $type: 'app.bsky.embed.video', video: {} } }, { media: [{ kind: 'video', alt: '' }] }],
    [
      'a link',
      {
        embed: {
          $type: 'app.bsky.embed.external',
          external: { uri: 'https://a.example/', title: 'T', description: 'D' },
        },
      },
      { media: [], more: ['https://a.example/', 'T', 'D'] },
    ],
    [
      'a moving picture',
      {
        embed: {
          $type: 'app.bsky.embed.external',
          external: { uri: 'https://media.tenor.com/a.gif', title: 'Lamp', description: 'Alt: A lamp flickers' },
        },
      },
      { media: [{ kind: 'gif', alt: 'A lamp flickers' }] },
    ],
    ['something new', { embed: { $type: 'app.bsky.embed.hologram' } }, { media: [{ kind: 'other' }] }],
    [
      'a self-label',
      { labels: { values: [{ val: 'graphic-media' }] } },
      { sensitive: true, contentWarning: 'graphic-media' },
    ],
    ['hidden tags', { tags: ['Lamps'] }, { tags: ['Lamps'] }],
    ['no language', { langs: undefined }, { langs: [] }],
    ['strange languages', { langs: 'en' }, { langs: [] }],
  ])('may be %s', (_, change, expected) => {
    expect(withRecord(change)).toMatchObject(expected);
  });

  it.each<[string, object, object]>([
    [
      'labelled by a service',
      { labels: [{ val: 'porn', src: 'did:plc:mod' }] },
      { sensitive: true, contentWarning: 'porn' },
    ],
    ['labelled no more', { labels: [{ val: 'porn', neg: true }] }, { sensitive: false }],
    ['not for those who are not logged in', { labels: [{ val: '!no-unauthenticated' }] }, { sensitive: false }],
    ['boosted by us', { viewer: { repost: 'at://did:plc:us/app.bsky.feed.repost/1' } }, { boostedByUs: true }],
    [
      'without counts',
      { likeCount: undefined, repostCount: undefined, replyCount: undefined, quoteCount: undefined },
      { counts: {} },
    ],
    [
      'seen in a view only',
      { embed: { $type: 'app.bsky.embed.images#view', images: [{ alt: '' }] } },
      { media: [{ kind: 'picture', alt: '' }] },
    ],
  ])('may be %s', (_, change, expected) => {
    expect(withRecord({}, change)).toMatchObject(expected);
  });

  it('of a view without `viewer` says nothing of our boosts', () => {
    expect(withRecord({}, { viewer: undefined })).not.toHaveProperty('boostedByUs');
  });

  it.each([
    ['2026-12-24T00:00:00Z', '2026-11-29T08:00:02Z'],
    ['2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z'],
    ['yesterday', '2026-11-29T08:00:02Z'],
  ])('that claims to be of %s is of %s', (createdAt, at) => {
    expect(withRecord({ createdAt })?.at.toString()).toBe(at);
  });

  it('writes shortened links out, by bytes, and keeps words that are a link', () => {
    const text = 'مصباح example.org/some… and our page';
    const bytes = (words: string) => {
      const byteStart = new TextEncoder().encode(text.slice(0, text.indexOf(words))).length;
      return { byteStart, byteEnd: byteStart + new TextEncoder().encode(words).length };
    };
    const link = (words: string, target: string) => ({
      index: bytes(words),
      features: [{ $type: 'app.bsky.richtext.facet#link', uri: target }],
    });
    const facets = [
      link('our page', 'https://b.example/#Lamps'),
      link('example.org/some…', 'https://example.org/some/#Lamps'),
    ];
    expect(withRecord({ text, facets })).toMatchObject({
      text: 'مصباح https://example.org/some/#Lamps and our page',
      more: ['https://b.example/#Lamps'],
    });
  });
});

describe('an item of a feed', () => {
  const reason = (by: object) => ({ $type: 'app.bsky.feed.defs#reasonRepost', by, indexedAt: '2026-11-29T09:00:00Z' });

  it('that the partner reposted is a boost by the partner', () => {
    const post = read({ post: { ...view, author: other }, reason: reason(author) });
    expect(post).toMatchObject({ kind: 'boost', author: { id: did }, ofItself: false });
  });

  it('that is a repost of its own, or pinned, is the post itself', () => {
    expect(read({ post: view, reason: reason(author) })).toMatchObject({ kind: 'original', author: { id: did } });
    expect(read({ post: view, reason: { $type: 'app.bsky.feed.defs#reasonPin' } })).toMatchObject({ kind: 'original' });
  });

  it.each([
    [
      { uri, notFound: true },
      { kind: 'gone', remoteId: uri },
    ],
    [
      { uri, blocked: true, author: { did } },
      { kind: 'blocked', remoteId: uri },
    ],
    [
      { ...view, author: { ...author, viewer: { blockedBy: true } } },
      { kind: 'blocked', remoteId: uri },
    ],
  ])('may be no post any more', (item, look) => {
    expect(partnerPage({ posts: [item] })?.looks).toEqual([look]);
  });

  it('that cannot be read hides no other', () => {
    expect(partnerPage({ feed: [{ post: { uri } }, { post: view }] })).toMatchObject({
      unread: 1,
      looks: [{ kind: 'post' }],
    });
  });
});

describe('an event of Jetstream', () => {
  const event = (commit: object) => ({
    did,
    time_us: 1_795_939_200_000_000,
    kind: 'commit',
    commit: { rev: 'r', collection: 'app.bsky.feed.post', rkey: '3k2a', ...commit },
  });

  it('makes, changes and deletes a post', () => {
    const made = read(event({ operation: 'create', cid: 'bafy1', record }));
    expect(made).toMatchObject({ remoteId: uri, version: 'bafy1', author: { id: did }, kind: 'original' });
    expect(made?.sensitive).toBeUndefined();
    expect(read(event({ operation: 'update', cid: 'bafy2', record }))?.editedAt?.toString()).toBe(
      '2026-11-29T08:00:00Z',
    );
    expect(partnerPage(event({ operation: 'delete' }))?.looks).toEqual([{ kind: 'gone', remoteId: uri }]);
  });

  it('of another kind shows no post', () => {
    expect(partnerPage(event({ operation: 'create', collection: 'app.bsky.feed.like', record: {} }))).toEqual({
      looks: [],
      unread: 0,
    });
    expect(partnerPage({ did, time_us: 1, kind: 'identity', identity: {} })).toEqual({ looks: [], unread: 0 });
  });
});

it.each([[{}], [null], ['text'], [{ data: [] }], [[{ id: '1' }]], [{ error: 'InvalidRequest' }]])(
  'takes %j for nothing of Bluesky',
  (answer) => {
    expect(partnerPage(answer)).toBeUndefined();
  },
);

it('takes an empty page for an answer', () => {
  expect(partnerPage({ feed: [] })).toEqual({ looks: [], unread: 0 });
});
