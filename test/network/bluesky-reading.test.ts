import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Blocked, Throttled, Unreachable } from '../../src/errors.ts';
import { blueskyNetwork } from '../../src/network/bluesky/adapter.ts';
import { html, json, noon, type Seen, smallServer, soon, thrownBy } from './small-server.ts';

const session = { did: 'did:plc:us', handle: 'us.example', accessJwt: 'access', refreshJwt: 'refresh', active: true };

/** A server that knows our session, and the adapter that speaks to it. */
const stage = async (respond: (request: Seen, response: ServerResponse) => void) => {
  const server = await smallServer((request, response) =>
    request.url.pathname.endsWith('createSession') ? json(response, session) : respond(request, response),
  );
  const network = blueskyNetwork({ service: server.url, identifier: 'us.example', password: 'p', now: () => noon });
  const asked = () => server.seen.filter(({ url }) => !url.pathname.endsWith('createSession'));
  return { network, asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
};

const uri = (n: number) => `at://did:plc:somebody/app.bsky.feed.post/${n}`;

describe('counts on Bluesky', () => {
  it('are asked for in the session, and what is not shown is gone', async () => {
    const posts = [
      { uri: uri(1), likeCount: 4, repostCount: 3, replyCount: 2, quoteCount: 1, record: { text: 'never read' } },
      { uri: uri(3), likeCount: 'many' },
    ];
    await using s = await stage((_, response) => json(response, { posts }));
    const counts = await s.network.counts.counts([uri(1), uri(2), uri(3)], soon());
    expect([...counts]).toEqual([
      [uri(1), { likes: 4, boosts: 3, replies: 2, quotes: 1 }],
      [uri(2), 'gone'],
      [uri(3), { likes: 0, boosts: 0, replies: 0, quotes: 0 }],
    ]);
    const [asked] = s.asked();
    expect(asked?.url.pathname).toBe('/xrpc/app.bsky.feed.getPosts');
    expect(asked?.url.searchParams.getAll('uris')).toEqual([uri(1), uri(2), uri(3)]);
    expect(asked?.headers.authorization).toBe('Bearer access');
    expect(s.network.counts).toMatchObject({ source: 'bluesky', batch: 25, price: 0 });
  });

  it('cost no call when there is nothing to ask', async () => {
    await using s = await stage((_, response) => json(response, { posts: [] }));
    expect(await s.network.counts.counts([], soon())).toEqual(new Map());
    expect(s.asked()).toEqual([]);
  });

  it('leave half of the limit to publishing', async () => {
    const headers = { 'ratelimit-limit': '3000', 'ratelimit-remaining': '1600', 'ratelimit-reset': '1795953900' };
    await using s = await stage((_, response) => json(response, { posts: [] }, 200, headers));
    expect(s.network.counts.room()).toEqual({ calls: 10 });
    await s.network.counts.counts([uri(1)], soon());
    expect(s.network.counts.room()).toEqual({ calls: 100 });
  });

  it('wait when the network has had enough', async () => {
    const until = noon.add({ minutes: 3 });
    const headers = { 'ratelimit-reset': String(until.epochMilliseconds / 1000) };
    await using s = await stage((_, response) => json(response, { error: 'RateLimitExceeded' }, 429, headers));
    const thrown = await thrownBy(s.network.counts.counts([uri(1)], soon()));
    expect(thrown).toBeInstanceOf(Throttled);
    expect((thrown as Throttled).until).toEqual(until);
    expect(s.network.counts.room()).toEqual({ calls: 0, again: until });
  });

  it.each<[string, (response: ServerResponse) => void, unknown]>([
    ['a page of HTML', (response) => html(response), Unreachable],
    ['an answer without posts', (response) => json(response, {}), Unreachable],
    ['a server in trouble', (response) => html(response, 502), Unreachable],
    ['a closed connection', (response) => response.destroy(), Unreachable],
    [
      'half an answer',
      (response) =>
        void response.writeHead(200, { 'content-length': '99' }).write('{"posts":', () => response.destroy()),
      Unreachable,
    ],
    ['a refusal', (response) => json(response, { error: 'AccountTakedown' }, 400), Blocked],
  ])('say that no post is gone on %s', async (_what, respond, fate) => {
    await using s = await stage((_, response) => respond(response));
    expect(await thrownBy(s.network.counts.counts([uri(1)], soon()))).toBeInstanceOf(fate);
  });

  it('end when the time for the call is over', async () => {
    await using s = await stage(() => undefined);
    const thrown = await thrownBy(s.network.counts.counts([uri(1)], AbortSignal.timeout(200)));
    expect(thrown).toBeInstanceOf(Unreachable);
  });
});

describe('a handle on Bluesky', () => {
  it('leads to a DID', async () => {
    await using s = await stage((_, response) => json(response, { did: 'did:plc:partner' }));
    expect(await s.network.identify('@Partner.Example', soon())).toEqual({
      id: 'did:plc:partner',
      handle: 'partner.example',
      network: 'bluesky',
    });
    expect(s.asked()[0]?.url.search).toBe('?handle=partner.example');
  });

  it.each(['InvalidRequest', 'HandleNotFound'])('that nobody has is nobody’s (%s)', async (error) => {
    await using s = await stage((_, response) => json(response, { error, message: 'Unable to resolve handle' }, 400));
    expect(await s.network.identify('nobody.example', soon())).toBeUndefined();
  });

  it('is not nobody’s because the server is in trouble', async () => {
    await using s = await stage((_, response) => html(response, 503));
    expect(await thrownBy(s.network.identify('partner.example', soon()))).toBeInstanceOf(Unreachable);
  });

  it('may be a DID already, and is then not asked for', async () => {
    await using s = await stage((_, response) => html(response));
    expect(await s.network.identify('did:plc:partner', soon())).toMatchObject({ id: 'did:plc:partner' });
    expect(s.asked()).toEqual([]);
  });
});
