import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Blocked, Throttled, Unreachable } from '../../src/errors.ts';
import { xNetwork } from '../../src/network/x/adapter.ts';
import { postCounts } from '../../src/network/x/post-counts.ts';
import { html, json, noon, type Respond, smallServer, soon, thrownBy } from './small-server.ts';

const settings = {
  appKey: 'app-key',
  appSecret: 'app-secret',
  accessToken: '1-token',
  accessSecret: 'token-secret',
  now: () => noon,
};

const stage = async (respond: Respond) => {
  const server = await smallServer(respond);
  const reader = postCounts({ ...settings, apiUrl: server.url });
  const fields = () =>
    server.seen.map(({ url }) => [...url.searchParams.keys()].find((name) => name.endsWith('.fields')));
  return { ...server, reader, fields, [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
};

const counts = { likes: 4, boosts: 3, replies: 2, quotes: 1 };
const older = {
  like_count: 4,
  retweet_count: 3,
  reply_count: 2,
  quote_count: 1,
  impression_count: 9,
  bookmark_count: 8,
};
const newer = { like_count: 4, repost_count: 3, reply_count: 2, quote_count: 1 };
const post = (id: string, metrics: object | undefined) => ({
  id,
  text: 'never read',
  ...(metrics && { public_metrics: metrics }),
});
const problem = (id: string, name: string) => ({
  resource_id: id,
  value: id,
  title: 'x',
  type: `https://api.x.com/2/problems/${name}`,
});

describe('counts of posts on X', () => {
  it('come many at once; only what X does not find is gone', async () => {
    await using s = await stage((_, response) =>
      json(response, {
        data: [post('1', newer)],
        errors: [problem('2', 'resource-not-found'), problem('3', 'not-authorized-for-resource'), null],
      }),
    );
    expect([...(await s.reader.counts(['1', '2', '3', '4'], soon()))]).toEqual([
      ['2', 'gone'],
      ['1', counts],
    ]);
    expect(s.seen[0]?.url.pathname).toBe('/2/tweets');
    expect(s.seen[0]?.url.searchParams.get('ids')).toBe('1,2,3,4');
    expect(s.seen[0]?.headers.authorization).toMatch(/^OAuth /);
    expect(s.reader).toMatchObject({ source: 'x', batch: 100, price: 0.005 });
  });

  it('are known when all are gone', async () => {
    await using s = await stage((_, response) => json(response, { errors: [problem('2', 'resource-not-found')] }));
    expect(await s.reader.counts(['2'], soon())).toEqual(new Map([['2', 'gone']]));
    expect(s.seen).toHaveLength(1);
  });

  it('are asked for under the older name where the newer is refused, and from then on', async () => {
    await using s = await stage(({ url }, response) =>
      url.searchParams.has('post.fields')
        ? json(
            response,
            { title: 'Invalid Request', errors: [{ message: 'The query parameter [post.fields] is not one of …' }] },
            400,
          )
        : json(response, { data: [post('1', older)] }),
    );
    for (const _time of [1, 2]) expect(await s.reader.counts(['1'], soon())).toEqual(new Map([['1', counts]]));
    expect(s.fields()).toEqual(['post.fields', 'tweet.fields', 'tweet.fields']);
  });

  it('are not paid for twice where a server overlooks the newer name', async () => {
    await using s = await stage(({ url }, response) =>
      json(response, { data: [post('1', url.searchParams.has('tweet.fields') ? older : undefined)] }),
    );
    expect(await s.reader.counts(['1'], soon())).toEqual(new Map());
    expect(s.seen).toHaveLength(1);
    for (const _time of [1, 2]) expect(await s.reader.counts(['1'], soon())).toEqual(new Map([['1', counts]]));
    expect(s.fields()).toEqual(['post.fields', 'tweet.fields', 'tweet.fields']);
  });

  it('cost nothing when nothing is asked', async () => {
    await using s = await stage((_, response) => json(response, {}));
    expect(await s.reader.counts([], soon())).toEqual(new Map());
    expect(s.seen).toEqual([]);
  });

  it.each<[string, (response: ServerResponse) => void, unknown]>([
    ['used-up credit', (response) => json(response, { title: 'CreditsDepleted', detail: 'No credits.' }, 402), Blocked],
    ['a monthly cap', (response) => json(response, { title: 'UsageCapExceeded', period: 'Monthly' }, 429), Blocked],
    [
      'a refusal under both names',
      (response) => json(response, { title: 'Invalid Request', detail: 'ids' }, 400),
      Blocked,
    ],
    ['a limit', (response) => json(response, { title: 'Too Many Requests' }, 429), Throttled],
    ['a page of HTML', (response) => html(response), Unreachable],
    ['an answer of something else', (response) => json(response, { meta: {} }), Unreachable],
    ['a server in trouble', (response) => html(response, 502), Unreachable],
    ['a closed connection', (response) => response.destroy(), Unreachable],
  ])('say that no post is gone on %s', async (_what, respond, fate) => {
    await using s = await stage((_, response) => respond(response));
    expect(await thrownBy(s.reader.counts(['1'], soon()))).toBeInstanceOf(fate);
  });

  it('know what is left of the limit, also from a refusal', async () => {
    const reset = noon.add({ minutes: 10 });
    const limit = (remaining: number) => ({
      'x-rate-limit-limit': '100',
      'x-rate-limit-remaining': String(remaining),
      'x-rate-limit-reset': String(reset.epochMilliseconds / 1000),
    });
    let status = 200;
    await using s = await stage((_, response) =>
      json(response, { data: [post('1', newer)] }, status, limit(status === 200 ? 60 : 0)),
    );
    expect(s.reader.room()).toEqual({ calls: 10 });
    await s.reader.counts(['1'], soon());
    expect(s.reader.room()).toEqual({ calls: 10 });
    status = 429;
    await thrownBy(s.reader.counts(['1'], soon()));
    expect(s.reader.room()).toEqual({ calls: 0, again: reset });
  });
});

describe('a handle on X', () => {
  const stageOf = async (respond: Respond) => {
    const server = await smallServer(respond);
    const network = xNetwork({ ...settings, apiUrl: server.url });
    return { ...server, network, [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
  };

  it('leads to an id, at the price of a look at a user', async () => {
    await using s = await stageOf((_, response) =>
      json(response, { data: { id: '42', username: 'Partner', name: 'P' } }),
    );
    expect(await s.network.identify('@partner', soon())).toEqual({ id: '42', handle: 'Partner', network: 'x' });
    expect(s.paths()).toEqual(['/2/users/by/username/partner']);
    expect(s.network.price.account).toBe(0.01);
    expect(s.network.counts.source).toBe('x');
  });

  it.each([200, 404])('that nobody has, or of a suspended account, is nobody’s (%d)', async (status) => {
    const body = { errors: [{ ...problem('nobody', 'resource-not-found'), detail: 'Could not find user' }] };
    await using s = await stageOf((_, response) => json(response, body, status));
    expect(await s.network.identify('nobody', soon())).toBeUndefined();
  });

  it.each(['two words', 'a/b', 'somebody_with_a_long_name', 'partner@mastodon.example', ''])(
    'that X cannot have is not paid for (%s)',
    async (handle) => {
      await using s = await stageOf((_, response) => html(response));
      expect(await s.network.identify(handle, soon())).toBeUndefined();
      expect(s.seen).toEqual([]);
    },
  );

  it('is not nobody’s because X is in trouble', async () => {
    await using s = await stageOf((_, response) => html(response, 503));
    expect(await thrownBy(s.network.identify('partner', soon()))).toBeInstanceOf(Unreachable);
  });
});
