import { describe, expect, it } from 'vitest';
import { partnerPage } from '../../src/network/mastodon/partner-page.ts';

/* Posts as Mastodon and its relatives show them. */

const account = { id: '7', acct: 'keepers', username: 'keepers', url: 'https://social.example/@keepers' };
const status = {
  id: '1001',
  uri: 'https://social.example/users/keepers/statuses/1001',
  url: 'https://social.example/@keepers/1001',
  created_at: '2026-11-29T08:00:00.000Z',
  edited_at: null,
  account,
  content:
    '<p>Light a lamp <a href="https://social.example/tags/Lamps" class="mention hashtag" rel="tag">#<span>Lamps</span></a></p>',
  visibility: 'public',
  sensitive: false,
  spoiler_text: '',
  language: 'en',
  in_reply_to_id: null,
  in_reply_to_account_id: null,
  reblog: null,
  quote: null,
  media_attachments: [],
  mentions: [],
  tags: [{ name: 'lamps', url: '' }],
  poll: null,
  card: null,
  favourites_count: 3,
  reblogs_count: 2,
  replies_count: 1,
  reblogged: false,
};

const read = (answer: unknown) => {
  const look = partnerPage(answer)?.looks[0];
  return look?.kind === 'post' ? look.post : undefined;
};

describe('a post on Mastodon', () => {
  it('is read with all that the server tells', () => {
    const post = read([status]);
    expect({ ...post, at: post?.at.toString() }).toEqual({
      network: 'mastodon',
      remoteId: '1001',
      url: 'https://social.example/@keepers/1001',
      uri: 'https://social.example/users/keepers/statuses/1001',
      at: '2026-11-29T08:00:00Z',
      langs: ['en'],
      text: 'Light a lamp #Lamps',
      tags: ['lamps'],
      kind: 'original',
      sensitive: false,
      media: [],
      more: [],
      counts: { likes: 3, boosts: 2, replies: 1 },
      visibility: 'public',
      author: { id: '7', handle: 'keepers@social.example' },
      boostedByUs: false,
    });
  });

  it.each<[string, object, object]>([
    [
      'of another server',
      { account: { ...account, acct: 'keepers@far.example' } },
      { author: { handle: 'keepers@far.example' } },
    ],
    ['edited', { edited_at: '2026-11-29T09:00:00Z' }, {}],
    ['a reply', { in_reply_to_id: '5', in_reply_to_account_id: '8' }, { kind: 'reply', ofItself: false }],
    ['a reply to itself', { in_reply_to_id: '5', in_reply_to_account_id: '7' }, { kind: 'reply', ofItself: true }],
    ['a reply to what is lost', { in_reply_to_account_id: '8' }, { kind: 'reply' }],
    [
      'a boost',
      { reblog: { ...status, id: '9', account: { ...account, id: '8', acct: 'other' } } },
      { kind: 'boost', ofItself: false, remoteId: '1001' },
    ],
    ['a boost of its own', { reblog: { ...status, id: '9' } }, { kind: 'boost', ofItself: true }],
    [
      'a quote',
      { quote: { state: 'accepted', quoted_status: { ...status, account: { ...account, id: '8' } } } },
      { kind: 'quote', ofItself: false },
    ],
    ['a quote that is not shown', { quote: { state: 'revoked', quoted_status: null } }, { kind: 'quote' }],
    ['a quote of a relative of Mastodon', { quote_id: '5' }, { kind: 'quote' }],
    ['for followers', { visibility: 'private' }, { visibility: 'followers' }],
    ['direct', { visibility: 'direct' }, { visibility: 'direct' }],
    ['unlisted', { visibility: 'unlisted' }, { visibility: 'unlisted' }],
    ['for one server only', { visibility: 'local' }, { visibility: 'followers' }],
    ['behind a warning', { spoiler_text: 'Violence' }, { contentWarning: 'Violence' }],
    ['sensitive', { sensitive: true }, { sensitive: true }],
    ['in no language', { language: null }, { langs: [] }],
    [
      'with pictures',
      {
        media_attachments: [
          { type: 'image', description: 'A lamp' },
          { type: 'image', description: null },
        ],
      },
      {
        media: [
          { kind: 'picture', alt: 'A lamp' },
          { kind: 'picture', alt: '' },
        ],
      },
    ],
    [
      'with other media',
      { media_attachments: [{ type: 'gifv' }, { type: 'audio' }, { type: 'unknown' }] },
      {
        media: [
          { kind: 'gif', alt: '' },
          { kind: 'audio', alt: '' },
          { kind: 'other', alt: '' },
        ],
      },
    ],
    ['with a poll', { poll: { options: [{ title: 'Yes' }, { title: 'No' }] } }, { more: ['Yes', 'No'] }],
    ['boosted by us', { reblogged: true }, { boostedByUs: true }],
    [
      'with a link',
      {
        content:
          '<p>See <a href="https://a.example/long/#Lamps"><span class="invisible">https://</span><span class="ellipsis">a.example/long</span><span class="invisible">/#Lamps</span></a></p>',
      },
      { text: 'See https://a.example/long/#Lamps' },
    ],
    [
      'with words that are a link',
      { content: '<p><a href="https://a.example/">our page</a></p>' },
      { text: 'our page https://a.example/' },
    ],
    [
      'without the address that a quote repeats',
      { content: '<p class="quote-inline">RE: <a href="https://a.example/1">a.example/1</a></p><p>Yes</p>' },
      { text: 'Yes' },
    ],
  ])('may be %s', (_, change, expected) => {
    expect(read({ ...status, ...change })).toMatchObject(expected);
  });

  it('has the date of its last edit', () => {
    expect(read({ ...status, edited_at: '2026-11-29T09:00:00Z' })?.editedAt?.toString()).toBe('2026-11-29T09:00:00Z');
  });

  it('tells nothing that its server leaves out', () => {
    const { id, created_at, content } = status;
    const post = read({ id, created_at, content, account: { id: '7', acct: 'keepers' } });
    expect(post).toMatchObject({ counts: {}, author: { handle: 'keepers' }, langs: [], media: [] });
    for (const key of ['sensitive', 'visibility', 'boostedByUs', 'editedAt', 'url'])
      expect(post).not.toHaveProperty(key);
  });
});

describe('an answer or event', () => {
  it.each([
    [[], 0],
    [{ statuses: [status], accounts: [], hashtags: [] }, 1],
    [{ stream: ['user'], event: 'update', payload: JSON.stringify(status) }, 1],
    [{ event: 'status.update', payload: status }, 1],
    [{ event: 'notification', payload: '{}' }, 0],
  ])('shows its posts (%#)', (answer, posts) => {
    expect(partnerPage(answer)).toMatchObject({
      unread: 0,
      looks: Array.from({ length: posts }, () => ({ kind: 'post' })),
    });
  });

  it('tells of a deletion', () => {
    expect(partnerPage({ event: 'delete', payload: '1001' })?.looks).toEqual([{ kind: 'gone', remoteId: '1001' }]);
  });

  it('hides no post behind one that cannot be read', () => {
    expect(partnerPage([{ ...status, created_at: 'soon' }, status])).toMatchObject({
      unread: 1,
      looks: [{ kind: 'post' }],
    });
  });

  it.each([[{}], [null], [{ error: 'Record not found' }], [{ feed: [] }], [{ data: [] }], [[{ uri: 'at://x' }]]])(
    'takes %j for nothing of Mastodon',
    (answer) => {
      expect(partnerPage(answer)).toBeUndefined();
    },
  );
});
