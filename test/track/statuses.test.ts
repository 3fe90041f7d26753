import { describe, expect, it } from 'vitest';
import { hashtagMatcher } from '../../src/track/hashtag.ts';
import { textOf } from '../../src/track/html-text.ts';
import { type FromServer, readStatus, readStatuses, readStreamEvent } from '../../src/track/statuses.ts';

const from: FromServer = {
  host: 'Social.Example',
  source: 'mastodon:social.example',
  matcher: hashtagMatcher('StandWithThe6'),
};

const link = (tag: string) =>
  `<a href="https://social.example/tags/${tag}" class="mention hashtag" rel="tag">#<span>${tag}</span></a>`;

const status = (more: object = {}) => ({
  id: '111',
  uri: 'https://other.example/users/anna/statuses/9',
  created_at: '2026-11-29T10:00:00.000Z',
  language: 'en-GB',
  visibility: 'public',
  reblog: null,
  content: `<p>We ${link('StandWithThe6')}</p>`,
  tags: [{ name: 'standwiththe6', url: 'https://social.example/tags/standwiththe6' }],
  account: { acct: 'Anna@Other.Example', url: 'https://other.example/@anna' },
  ...more,
});

describe('a status', () => {
  it('with the hashtag is a sighting: by its own address, its author whole, its text without markup', () => {
    expect(readStatus(status(), from)).toEqual({
      network: 'mastodon',
      uri: 'https://other.example/users/anna/statuses/9',
      author: 'anna@other.example',
      at: Temporal.Instant.from('2026-11-29T10:00:00Z'),
      lang: 'en',
      text: 'We #StandWithThe6',
      source: 'mastodon:social.example',
      remoteId: '111',
    });
  });

  it.each<[string, object]>([
    ['only among its tags', { content: '<p>six</p>' }],
    ['only in its text', { tags: [] }],
    [
      'in a text of another server’s markup',
      { tags: [], content: '<p>#<a class="hashtag" data-tag="x" href="#">StandWithThe6</a></p>' },
    ],
    ['with its sign as an entity', { tags: [], content: '&#35;StandWithThe6' }],
    ['right behind a line break', { tags: [], content: '<p>we<br>#StandWithThe6</p>' }],
    ['right behind another paragraph', { tags: [], content: '<p>we</p><p>#StandWithThe6</p>' }],
    ['in a status that is not listed', { visibility: 'unlisted' }],
    [
      'in a status with nothing that is not needed',
      { language: null, visibility: undefined, reblog: undefined, tags: undefined },
    ],
  ])('is seen with the hashtag %s', (_, more) => {
    expect(readStatus(status(more), from)).toMatchObject({ remoteId: '111' });
  });

  it.each<[string, object]>([
    ['a boost', { reblog: status() }],
    ['another tag', { tags: [{ name: 'standwiththe60' }], content: `<p>${link('StandWithThe60')}</p>` }],
    [
      'only an address that ends so',
      { tags: [], content: '<a href="https://a.example/#StandWithThe6">a.example/#StandWithThe6</a>' },
    ],
    ['only an attribute that says so', { tags: [], content: '<p title="#StandWithThe6">six</p>' }],
    ['an entity that is none of it', { tags: [], content: '&amp;#StandWithThe6' }],
    ['for its followers alone', { visibility: 'private' }],
    ['a direct message', { visibility: 'direct' }],
    ['without a moment', { created_at: 'today' }],
    ['without an address', { uri: null }],
    ['without an author', { account: null }],
  ])('is none: %s', (_, more) => {
    expect(readStatus(status(more), from)).toBeUndefined();
  });

  it.each([
    ['anna', 'https://social.example/@anna', 'Social.Example', 'anna@social.example'],
    ['Anna', 'https://social.example/@Anna', '', 'anna@social.example'],
    ['anna@other.example', 'https://other.example/@anna', '', 'anna@other.example'],
  ])('by %s of %s, asked of “%s”, is by %s', (acct, url, host, author) => {
    expect(readStatus(status({ account: { acct, url } }), { ...from, host })?.author).toBe(author);
  });

  it('is passed over in a list when it is none', () => {
    expect(
      readStatuses([null, 5, status({ reblog: {} }), status({ id: '7' })], from).map(({ remoteId }) => remoteId),
    ).toEqual(['7']);
  });
});

describe('an event of a stream', () => {
  const event = (event: string, payload: unknown) =>
    readStreamEvent({ stream: ['hashtag', 'x'], event, payload }, from);

  it('shows a new status, whose payload is a string, or not', () => {
    expect(event('update', JSON.stringify(status()))).toMatchObject({ kind: 'post', post: { remoteId: '111' } });
    expect(event('update', status())).toMatchObject({ kind: 'post', post: { remoteId: '111' } });
  });
  it('shows that one was changed, with the hashtag still in it or not', () => {
    expect(event('status.update', JSON.stringify(status()))).toMatchObject({ kind: 'post' });
    expect(event('status.update', JSON.stringify(status({ tags: [], content: 'six' })))).toEqual({
      kind: 'gone',
      uri: 'https://other.example/users/anna/statuses/9',
    });
  });
  it('shows that one was deleted, on that server', () => {
    const gone = { kind: 'gone there', source: 'mastodon:social.example', remoteId: '111' };
    expect([event('delete', '111'), event('delete', 111)]).toEqual([gone, gone]);
  });
  it.each([
    ['notification', '{}'],
    ['update', 'not JSON'],
    ['update', null],
    ['delete', null],
    ['filters_changed', undefined],
  ])('says nothing otherwise: %s %s', (name, payload) => {
    expect(event(name, payload)).toBeUndefined();
  });
});

it.each([
  ['<p>a<br />b</p><p>c</p>', 'a\nb\n\nc'],
  ['a &lt;b&gt; &amp; &#x27;c&#39;&nbsp;&unknown;', "a <b> & 'c'\u00a0&unknown;"],
  ['<a href="x>y">one</a><!-- two -->three', 'onethree'],
  ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
  ['<span class="invisible">https://</span><span>example.org</span>', 'https://example.org'],
])('the text of %s is %s', (html, text) => {
  expect(textOf(html)).toBe(text);
});
