import { describe, expect, it } from 'vitest';
import { Blocked, Throttled, Unreachable } from '../../src/errors.ts';
import { mastodonNetwork } from '../../src/network/mastodon/adapter.ts';
import { readServer } from '../../src/network/mastodon/read-server.ts';
import { statusCounts } from '../../src/network/mastodon/status-counts.ts';
import { html, json, noon, type Respond, smallServer, soon, thrownBy } from './small-server.ts';

const counts = { likes: 4, boosts: 3, replies: 2, quotes: 1 };
const status = (id: string) => ({
  id,
  content: '<p>never read</p>',
  favourites_count: 4,
  reblogs_count: 3,
  replies_count: 2,
  quotes_count: 1,
});
const stage = async (respond: Respond, token?: string) => {
  const server = await smallServer(respond);
  const reader = statusCounts({
    server: readServer({ url: server.url, host: 'social.example', now: () => noon, ...(token ? { token } : {}) }),
  });
  return { ...server, reader, [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
};

/** A server that holds these; `batch` says how it answers the call for many. */
const holding =
  (ids: readonly string[], batch: 'known' | 'empty' | number = 'known'): Respond =>
  ({ url }, response) => {
    if (url.pathname === '/api/v1/statuses') {
      if (typeof batch === 'number')
        return batch === 404 ? html(response, 404) : json(response, { error: 'No' }, batch);
      const asked = url.searchParams.getAll('id[]');
      return json(response, batch === 'empty' ? [] : asked.filter((id) => ids.includes(id)).map(status));
    }
    const id = decodeURIComponent(url.pathname.replace('/api/v1/statuses/', ''));
    if (ids.includes(id)) json(response, status(id));
    else json(response, { error: 'Record not found' }, 404);
  };

const upTo = (n: number) => Array.from({ length: n }, (_, at) => `id${at}`);

describe('counts on a Mastodon server', () => {
  it('come many at once, and what is not among them is gone', async () => {
    await using s = await stage(holding(['1', '3']));
    expect([...(await s.reader.counts(['1', '2', '3'], soon()))]).toEqual([
      ['1', counts],
      ['2', 'gone'],
      ['3', counts],
    ]);
    expect(s.seen.map(({ url }) => decodeURIComponent(url.pathname + url.search))).toEqual([
      '/api/v1/statuses?id[]=1&id[]=2&id[]=3',
    ]);
    expect(s.reader).toMatchObject({ source: 'mastodon:social.example', batch: 20, price: 0 });
  });

  it('are nothing when nothing is asked', async () => {
    await using s = await stage(holding([]));
    expect(await s.reader.counts([], soon())).toEqual(new Map());
    expect(s.seen).toEqual([]);
  });

  it.each([404, 400, 405, 410, 501])('come one by one from a server that answers the batch with %d', async (code) => {
    await using s = await stage(holding(['id0', 'id2'], code));
    expect([...(await s.reader.counts(upTo(3), soon()))]).toEqual([
      ['id0', counts],
      ['id1', 'gone'],
      ['id2', counts],
    ]);
    expect(s.reader.batch).toBe(10);
    expect(s.reader.room()).toEqual({ calls: 1 }); // ten requests of the ten that an unknown limit allows
    s.seen.length = 0;
    const some = await s.reader.counts(upTo(20), soon());
    expect(some.size).toBe(10); // of the others nothing is said
    expect(s.paths()).toEqual(upTo(10).map((id) => `/api/v1/statuses/${id}`));
  });

  it('do not take posts for gone on the word of a server that does not understand the batch', async () => {
    await using s = await stage(holding(upTo(20), 'empty'));
    const found = await s.reader.counts(upTo(20), soon());
    expect([...found.values()]).toEqual(Array(10).fill(counts));
    expect(s.reader.batch).toBe(10);
  });

  it('tell that all are gone only when the server says so of each', async () => {
    await using s = await stage(holding(['other']));
    expect([...(await s.reader.counts(['1', '2'], soon()))]).toEqual([
      ['1', 'gone'],
      ['2', 'gone'],
    ]);
    expect(s.paths()).toEqual(['/api/v1/statuses', '/api/v1/statuses/1', '/api/v1/statuses/2']);
    expect(s.reader.batch).toBe(20);
    s.seen.length = 0;
    await s.reader.counts(['other'], soon());
    expect([...(await s.reader.counts(['1'], soon()))]).toEqual([['1', 'gone']]);
    expect(s.paths()).toEqual(['/api/v1/statuses', '/api/v1/statuses']); // it has shown that it knows the batch
  });

  it('keep what was learnt when one of them cannot be had', async () => {
    await using s = await stage(({ url }, response) => {
      if (url.pathname.endsWith('/statuses')) return json(response, { error: 'Not Found' }, 404);
      if (url.pathname.endsWith('/2')) return json(response, { error: 'Not allowed' }, 403);
      if (url.pathname.endsWith('/4')) return response.destroy();
      json(response, status(url.pathname.split('/').at(-1) ?? ''));
    });
    const found = await s.reader.counts(['1', '2', '3', '4', '5'], soon());
    expect([...found.keys()]).toEqual(['1', '3']);
  });

  it.each<[string, Respond, unknown]>([
    ['a server in trouble', (_, response) => html(response, 502), Unreachable],
    ['a closed connection', (_, response) => response.destroy(), Unreachable],
    ['pages of HTML', (_, response) => html(response), Unreachable],
    ['pages of HTML that say 404', (_, response) => html(response, 404), Blocked],
    [
      'a server that shows nothing to strangers',
      (_, response) => json(response, { error: 'This API requires an authenticated user' }, 401),
      Blocked,
    ],
    ['a server that has had enough', (_, response) => json(response, { error: 'x' }, 429), Throttled],
  ])('say that no post is gone on %s', async (_what, respond, fate) => {
    await using s = await stage(respond);
    const thrown = await thrownBy(s.reader.counts(['1'], soon()));
    expect(thrown).toBeInstanceOf(fate);
    expect((thrown as Error).message).toMatch(/^social\.example\b/);
  });

  it('are read with our token on our own server, by the port of the network too', async () => {
    await using server = await smallServer(holding(['1']));
    const network = mastodonNetwork({ url: server.url, token: 'our-token', visibility: 'public', now: () => noon });
    expect(await network.counts.counts(['1'], soon())).toEqual(new Map([['1', counts]]));
    expect(server.seen[0]?.headers.authorization).toBe('Bearer our-token');
    expect(network.counts.source).toBe(`mastodon:${new URL(server.url).host}`);
  });

  it('share what is left of the limit with whatever else reads there', async () => {
    const headers = {
      'x-ratelimit-limit': '300',
      'x-ratelimit-remaining': '170',
      'x-ratelimit-reset': noon.add({ minutes: 4 }).toString(),
    };
    await using server = await smallServer((_, response) => json(response, [status('1')], 200, headers));
    const reading = readServer({ url: server.url, token: 'our-token', now: () => noon });
    const network = mastodonNetwork({
      url: server.url,
      token: 'our-token',
      visibility: 'public',
      now: () => noon,
      reading,
    });
    await network.counts.counts(['1'], soon());
    expect(statusCounts({ server: reading }).room()).toEqual({ calls: 20 });
  });
});

describe('a handle on Mastodon', () => {
  const stageOf = async (respond: Respond) => {
    const server = await smallServer(respond);
    const network = mastodonNetwork({ url: server.url, token: 'our-token', visibility: 'public', now: () => noon });
    return { ...server, network, [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
  };
  const unknown = { error: 'Record not found' };

  it('leads to an id on our server', async () => {
    await using s = await stageOf((_, response) => json(response, { id: '42', acct: 'partner@else.example' }));
    expect(await s.network.identify('@Partner@Else.example', soon())).toEqual({
      id: '42',
      handle: 'partner@else.example',
      network: 'mastodon',
    });
    expect(s.seen[0]?.url.href).toContain('/api/v1/accounts/lookup?acct=partner%40else.example');
  });

  it('without a server is of our own', async () => {
    await using s = await stageOf((_, response) => json(response, { id: '7', acct: 'us' }));
    const { host } = new URL(s.url);
    expect(await s.network.identify('us', soon())).toMatchObject({ id: '7', handle: `us@${host}` });
  });

  it('that our server has not met is looked for elsewhere', async () => {
    const accounts = [
      { id: '1', acct: 'partner@other.example' },
      { id: '2', acct: 'Partner@else.example' },
    ];
    await using s = await stageOf(({ url }, response) =>
      url.pathname.endsWith('/lookup') ? json(response, unknown, 404) : json(response, { accounts }),
    );
    expect(await s.network.identify('partner@else.example', soon())).toMatchObject({ id: '2' });
    expect(Object.fromEntries(s.seen.at(-1)?.url.searchParams ?? [])).toMatchObject({
      q: '@partner@else.example',
      type: 'accounts',
      resolve: 'true',
    });
  });

  it('that nobody has is nobody’s', async () => {
    await using s = await stageOf(({ url }, response) =>
      url.pathname.endsWith('/lookup') ? json(response, unknown, 404) : json(response, { accounts: [] }),
    );
    expect(await s.network.identify('nobody@else.example', soon())).toBeUndefined();
  });

  it('cannot be looked for elsewhere without the scope, and the mend is said', async () => {
    await using s = await stageOf(({ url }, response) =>
      url.pathname.endsWith('/lookup')
        ? json(response, unknown, 404)
        : json(response, { error: 'This action is outside the authorized scopes' }, 403),
    );
    const thrown = await thrownBy(s.network.identify('partner@else.example', soon()));
    expect(thrown).toBeInstanceOf(Blocked);
    expect((thrown as Error).message).toContain('lacks the scope read:search');
  });

  it('is not nobody’s because the server is in trouble', async () => {
    await using s = await stageOf((_, response) => html(response, 503));
    expect(await thrownBy(s.network.identify('partner@else.example', soon()))).toBeInstanceOf(Unreachable);
  });
});
