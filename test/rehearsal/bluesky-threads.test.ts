import { describe, expect, it } from 'vitest';
import { type Json, key, record, said, stage } from './bluesky-stage.ts';

type Stage = Awaited<ReturnType<typeof stage>>;
type Ref = { readonly uri: string; readonly cid: string };

const put = async (s: Stage, n: number, more: object = {}): Promise<Ref> => {
  const { uri, cid } = (await s.put(key(n), record(`Post ${n}`, more) as Json)).body as unknown as Ref;
  return { uri, cid };
};
const reply = (root: unknown, parent: unknown) => ({ reply: { root, parent } });
const nowhere = { uri: 'at://did:plc:somebodyelse/app.bsky.feed.post/3lc2ylbuk2222' };

describe('a reply on the local Bluesky', () => {
  it('stands under the post that it names', async () => {
    await using s = await stage();
    await s.login();
    const one = await put(s, 2);
    const two = await put(s, 3, reply(one, one));
    const three = await put(s, 4, reply(one, two));
    expect(s.local.posts().map(({ id, replyTo }) => [id, replyTo])).toEqual([
      [one.uri, undefined],
      [two.uri, one.uri],
      [three.uri, two.uri],
    ]);
    expect(s.local.complaints()).toEqual([]);
  });

  const table: readonly (readonly [string, (one: Ref, two: Ref) => object, string])[] = [
    [
      'a root of another version',
      (one, two) => reply({ ...one, cid: two.cid }, two),
      'the root of the reply has the cid',
    ],
    ['a parent of another version', (one, two) => reply(one, { ...two, cid: one.cid }), 'the parent of the reply has'],
    ['a stranger', (one) => reply(one, { ...nowhere, cid: one.cid }), 'is not a post of ours'],
    [
      'a post that is not there',
      (one) => reply(one, { uri: one.uri.replace(/.$/, 'z'), cid: one.cid }),
      'not a post of',
    ],
    ['the middle of a thread as its first', (_one, two) => reply(two, two), 'as the first post of the thread of'],
  ];
  it.each(table)('is taken and complained of when it names %s', async (_what, names, words) => {
    await using s = await stage();
    await s.login();
    const one = await put(s, 2);
    const two = await put(s, 3, reply(one, one));
    expect((await s.put(key(4), record('Four', names(one, two)) as Json)).status).toBe(200);
    expect(s.local.complaints()).toEqual([expect.stringContaining(words)]);
  });

  it.each([
    ['no root', (one: Ref) => ({ reply: { parent: one } })],
    ['no cid', (one: Ref) => reply(one, { uri: one.uri })],
    ['something that is no cid', (one: Ref) => reply(one, { ...one, cid: '3' })],
    ['an address of the web', (one: Ref) => reply(one, { ...one, uri: 'https://bsky.app/profile/a/post/b' })],
    ['nothing', () => ({ reply: null })],
  ])('is refused when it names %s', async (_what, more) => {
    await using s = await stage();
    await s.login();
    const one = await put(s, 2);
    expect(said(await s.put(key(3), record('Three', more(one)) as Json))).toBe('400 InvalidRequest');
    expect(s.local.posts()).toHaveLength(1);
  });
});

describe('a link card on the local Bluesky', () => {
  const external = { uri: 'https://example.org/petition', title: 'Sign', description: 'It takes a minute.' };
  const card = (more: object) => ({ embed: { $type: 'app.bsky.embed.external', external: { ...external, ...more } } });
  const thumb = { $type: 'blob', ref: { $link: 'bafkreinothing' }, mimeType: 'image/png', size: 1_000_001 };

  it.each([
    ['as it should be', {}, '200 undefined', undefined],
    ['without a description to speak of', { description: '' }, '200 undefined', undefined],
    ['without a title to speak of', { title: '' }, '200 undefined', 'no title'],
    ['to what is no page', { uri: 'mailto:a@example.org' }, '200 undefined', 'is no page'],
    ['without an address', { uri: undefined }, '400 InvalidRequest', '"uri"'],
    ['to nowhere', { uri: 'nowhere' }, '400 InvalidRequest', 'uri'],
    ['without a title', { title: undefined }, '400 InvalidRequest', '"title"'],
    ['without a description', { description: undefined }, '400 InvalidRequest', '"description"'],
    ['with a picture that is too large', { thumb }, '400 InvalidRequest', '1000000'],
  ])('is looked at: %s', async (_what, more, expected, words) => {
    await using s = await stage();
    await s.login();
    expect(said(await s.put(key(2), record('Look.', card(more)) as Json))).toBe(expected);
    expect(s.local.complaints()).toEqual(words === undefined ? [] : [expect.stringContaining(words)]);
  });
});

describe('a self-label on the local Bluesky', () => {
  const labels = (...values: unknown[]) => ({
    labels: { $type: 'com.atproto.label.defs#selfLabels', values },
  });

  it.each([
    ['graphic-media', '200 undefined', undefined],
    ['!warn', '200 undefined', undefined],
    ['war-and-peace', '200 undefined', 'means nothing'],
    ['x'.repeat(129), '400 InvalidRequest', 'val'],
  ])('is looked at: %s', async (val, expected, words) => {
    await using s = await stage();
    await s.login();
    expect(said(await s.put(key(2), record('Look.', labels({ val })) as Json))).toBe(expected);
    expect(s.local.posts().map(({ contentWarning }) => contentWarning)).toEqual(expected.startsWith('2') ? [val] : []);
    expect(s.local.complaints()).toEqual(words === undefined ? [] : [expect.stringContaining(words)]);
  });

  it.each([
    ['without a type', { labels: { values: [] } }],
    ['without values', { labels: { $type: 'com.atproto.label.defs#selfLabels' } }],
    ['eleven times', labels(...Array.from({ length: 11 }, () => ({ val: '!warn' })))],
    ['without a word', labels({})],
  ])('is refused: %s', async (_what, more) => {
    await using s = await stage();
    await s.login();
    expect(said(await s.put(key(2), record('Look.', more) as Json))).toBe('400 InvalidRequest');
  });
});
