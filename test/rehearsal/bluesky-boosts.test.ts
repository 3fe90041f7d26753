import { describe, expect, it } from 'vitest';
import { startLocalBluesky } from '../../src/rehearsal/bluesky/server.ts';
import { partnerWorld } from '../network/boosting.ts';

/* What a PDS does about reposts, and what the AppView then says of the post. */

const noon = Temporal.Instant.from('2026-11-29T12:10:00Z');
const collection = 'app.bsky.feed.repost';

const stage = async (doing: Parameters<typeof partnerWorld>[1] = [{ kind: 'post', in: 1 }]) => {
  const local = await startLocalBluesky({ now: () => noon, public: partnerWorld('bluesky', doing) });
  const { BLUESKY_IDENTIFIER: identifier, BLUESKY_APP_PASSWORD: password } = local.environment;
  let token = '';
  const call = async (method: 'GET' | 'POST', nsid: string, given: object) => {
    const query = method === 'GET' ? `?${new URLSearchParams(given as Record<string, string>)}` : '';
    const response = await fetch(`${local.url}/xrpc/${nsid}${query}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: method === 'POST' ? JSON.stringify(given) : null,
    });
    // biome-ignore lint/suspicious/noExplicitAny: read freely here
    return { status: response.status, body: (await response.json()) as any };
  };
  const login = await call('POST', 'com.atproto.server.createSession', { identifier, password });
  token = login.body.accessJwt;
  const feed = () => call('GET', 'app.bsky.feed.getAuthorFeed', { actor: 'partner.test' });
  const [{ post }] = (await feed()).body.feed ?? [{}];
  const record = { $type: collection, subject: { uri: post.uri, cid: post.cid }, createdAt: noon.toString() };
  const write = (how: 'create' | 'put' | 'delete', more: object) =>
    call('POST', `com.atproto.repo.${how}Record`, { repo: login.body.did, collection, ...more });
  return { local, call, feed, write, post, record, [Symbol.asyncDispose]: () => local[Symbol.asyncDispose]() };
};

describe('reposts on the local Bluesky', () => {
  it('createRecord of a second one puts it in the place of the first', async () => {
    await using s = await stage();
    const first = await s.write('create', { record: s.record });
    const second = await s.write('create', { record: { ...s.record, createdAt: noon.add({ minutes: 1 }).toString() } });
    expect(second.body.uri).not.toBe(first.body.uri);
    expect(s.local.boosts().map(({ id, of }) => [id, of])).toEqual([[second.body.uri, s.post.uri]]);
    expect(s.local.complaints()).toEqual([]);
  });

  it('putRecord looks for no first one: then there are two, of which somebody should hear', async () => {
    await using s = await stage();
    await s.write('create', { record: s.record });
    expect((await s.write('put', { rkey: '3lbaaaaaaaa2a', record: s.record, swapRecord: null })).status).toBe(200);
    expect(s.local.boosts()).toHaveLength(2);
    expect(s.local.complaints()).toEqual([expect.stringContaining('boosted twice')]);
  });

  it('are seen at the post, counted, and gone when they are deleted', async () => {
    await using s = await stage();
    const { uri } = (await s.write('put', { rkey: '3lbaaaaaaaa2a', record: s.record })).body;
    const shown = async () => (await s.call('GET', 'app.bsky.feed.getPosts', { uris: s.post.uri })).body.posts[0];
    expect(await shown()).toMatchObject({ viewer: { repost: uri }, repostCount: s.post.repostCount + 1 });
    expect((await s.feed()).body.feed[0].post.viewer.repost).toBe(uri);
    await s.write('delete', { rkey: '3lbaaaaaaaa2a' });
    expect((await shown()).viewer.repost).toBeUndefined();
  });

  it.each([
    ['no version', { subject: { uri: 'at://did:plc:a/app.bsky.feed.post/b' } }],
    ['no address', { subject: { cid: 'bafy' } }],
    ['no time', { createdAt: undefined }],
  ])('that have %s are taken, and complained of', async (_what, change) => {
    await using s = await stage();
    expect((await s.write('create', { record: { ...s.record, ...change } })).status).toBe(200);
    expect(s.local.complaints().length).toBeGreaterThan(0);
  });

  it('of somebody who blocks us: the feed says so, the post is left out, the profile tells why', async () => {
    await using s = await stage([{ kind: 'post', in: 1 }]);
    await using blocked = await startLocalBlocked(s.post.uri);
    expect(await blocked.answers()).toEqual({ feed: 'BlockedByActor', posts: [], blockedBy: true });
  });
});

/** The same partner, who has blocked us. */
const startLocalBlocked = async (uri: string) => {
  const given = partnerWorld('bluesky', [
    { kind: 'post', in: 1 },
    { kind: 'blocks us', in: 2 },
  ]);
  const local = await startLocalBluesky({ now: () => noon, public: given });
  const { BLUESKY_IDENTIFIER: identifier, BLUESKY_APP_PASSWORD: password } = local.environment;
  const login = await fetch(`${local.url}/xrpc/com.atproto.server.createSession`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identifier, password }),
  });
  const { accessJwt } = (await login.json()) as { accessJwt: string };
  const get = async (path: string) => {
    const response = await fetch(`${local.url}/xrpc/${path}`, { headers: { authorization: `Bearer ${accessJwt}` } });
    // biome-ignore lint/suspicious/noExplicitAny: read freely here
    return (await response.json()) as any;
  };
  return {
    answers: async () => ({
      feed: (await get('app.bsky.feed.getAuthorFeed?actor=partner.test')).error,
      posts: (await get(`app.bsky.feed.getPosts?uris=${encodeURIComponent(uri)}`)).posts,
      blockedBy: (await get('app.bsky.actor.getProfile?actor=partner.test')).viewer.blockedBy,
    }),
    [Symbol.asyncDispose]: () => local[Symbol.asyncDispose](),
  };
};
