import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Blocked, Throttled, Unreachable } from '../../src/errors.ts';
import { countsOfX } from '../../src/network/x/hashtag-counts.ts';
import { html, json, nobody, noon, type Respond, type Seen, smallServer, soon, thrownBy } from './small-server.ts';

const settings = { appKey: 'app-key', appSecret: 'app-secret', accessToken: '1-token', accessSecret: 'token-secret' };
const at = (url: string) => countsOfX({ ...settings, apiUrl: url, hashtag: 'StandWithThe6', now: () => noon });

/** A server that gives tokens, token-1 first, and answers counts as the test says. */
const stage = async (respond: Respond) => {
  let given = 0;
  const server = await smallServer((request, response) => {
    if (request.url.pathname !== '/oauth2/token') return respond(request, response);
    given += 1;
    json(response, { token_type: 'bearer', access_token: `token-${given}` });
  });
  const asked = () => server.seen.filter(({ url }) => url.pathname === '/2/tweets/counts/recent');
  return { ...server, asked, counts: at(server.url), [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
};

const hour = (n: number) => noon.subtract({ hours: 10 - n }).toString();
const page = (from: number, to: number, more: object = {}, name = 'tweet_count') => ({
  data: Array.from({ length: to - from }, (_, n) => ({
    start: hour(from + n),
    end: hour(from + n + 1),
    [name]: from + n,
  })),
  meta: { total_tweet_count: 1, ...more },
});
const span = { from: noon.subtract({ hours: 10 }), to: noon.subtract({ hours: 4 }) };
const numbers = (answer: { readonly buckets: readonly { readonly posts: number }[] }) =>
  answer.buckets.map(({ posts }) => posts);

describe('hourly counts of X', () => {
  it('are asked for as the app alone, of posts with the hashtag that are no reposts', async () => {
    await using s = await stage((_, response) => json(response, page(0, 2)));
    const answer = await s.counts.buckets(span, soon());
    expect(answer).toEqual({
      buckets: [
        { start: noon.subtract({ hours: 10 }), end: noon.subtract({ hours: 9 }), posts: 0 },
        { start: noon.subtract({ hours: 9 }), end: noon.subtract({ hours: 8 }), posts: 1 },
      ],
    });
    const [token, counts] = s.seen;
    expect(token).toMatchObject({ method: 'POST', body: 'grant_type=client_credentials' });
    expect(token?.headers.authorization).toBe(`Basic ${Buffer.from('app-key:app-secret').toString('base64')}`);
    expect(token?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(counts?.headers.authorization).toBe('Bearer token-1');
    expect(counts?.headers.host).toBe('api.x.com');
    expect(Object.fromEntries(counts?.url.searchParams ?? [])).toEqual({
      query: '#StandWithThe6 -is:retweet',
      granularity: 'hour',
      start_time: '2026-11-29T02:00:00Z',
      end_time: '2026-11-29T08:00:00Z',
    });
    expect(s.counts.price).toBe(0.005);
  });

  it.each(['tweet_count', 'post_count'])('are read under the name %s, oldest first', async (name) => {
    const { data, meta } = page(0, 3, {}, name);
    await using s = await stage((_, response) => json(response, { data: data.toReversed(), meta }));
    expect(numbers(await s.counts.buckets(span, soon()))).toEqual([0, 1, 2]);
  });

  it('go on page by page with one token, of the same span', async () => {
    await using s = await stage(({ url }, response) =>
      json(response, url.searchParams.has('next_token') ? page(0, 3) : page(3, 6, { next_token: 'older' })),
    );
    const first = await s.counts.buckets(span, soon());
    const second = await s.counts.buckets({ ...span, to: noon, next: first.next! }, soon());
    expect([numbers(first), numbers(second), second.next]).toEqual([[3, 4, 5], [0, 1, 2], undefined]);
    const [one, other] = s.asked().map(({ url }) => Object.fromEntries(url.searchParams));
    expect(other).toEqual({ ...one, next_token: 'older' });
    expect(s.paths().filter((path) => path === '/oauth2/token')).toHaveLength(1);
  });

  it('stay inside what X allows to ask for: seven days back, and not the last seconds', async () => {
    await using s = await stage((_, response) => json(response, page(0, 0)));
    await s.counts.buckets({ from: noon.subtract({ hours: 999 }), to: noon.add({ hours: 1 }) }, soon());
    const asked = s.asked()[0]?.url.searchParams;
    const start = Temporal.Instant.from(asked?.get('start_time') ?? '');
    const end = Temporal.Instant.from(asked?.get('end_time') ?? '');
    expect(noon.since(start).total('hours')).toBeLessThan(7 * 24);
    expect(noon.since(start).total('hours')).toBeGreaterThan(7 * 24 - 0.1);
    expect(noon.since(end).total('seconds')).toBeGreaterThanOrEqual(10);
    expect(noon.since(end).total('seconds')).toBeLessThan(60);
  });

  it('cost nothing when there is nothing to ask for yet', async () => {
    await using s = await stage((_, response) => json(response, page(0, 1)));
    expect(await s.counts.buckets({ from: noon.subtract({ seconds: 10 }), to: noon }, soon())).toEqual({ buckets: [] });
    expect(s.seen).toEqual([]);
  });

  it('leave out what is no count, and know an answer without data', async () => {
    const good = page(4, 5).data;
    await using s = await stage((_, response) =>
      json(response, {
        data: [null, { start: 'yesterday', end: 'today', tweet_count: 1 }, { start: hour(1), end: hour(2) }, ...good],
        meta: {},
      }),
    );
    expect(numbers(await s.counts.buckets(span, soon()))).toEqual([4]);
    await using empty = await stage((_, response) => json(response, { meta: { total_post_count: 0 } }));
    expect(await empty.counts.buckets(span, soon())).toEqual({ buckets: [] });
  });

  it('get a new token when the old one was taken back, once', async () => {
    const old = ({ headers }: Seen) => headers.authorization === 'Bearer token-1';
    await using s = await stage((request, response) =>
      old(request)
        ? json(response, { title: 'Unauthorized', detail: 'Unauthorized' }, 401)
        : json(response, page(0, 1)),
    );
    expect(numbers(await s.counts.buckets(span, soon()))).toEqual([0]);
    expect(s.paths()).toEqual(['/oauth2/token', '/2/tweets/counts/recent', '/oauth2/token', '/2/tweets/counts/recent']);
    await using never = await stage((_, response) => json(response, { title: 'Unauthorized' }, 401));
    expect(await thrownBy(never.counts.buckets(span, soon()))).toBeInstanceOf(Blocked);
    expect(never.paths()).toHaveLength(4);
  });

  it('share one request for a token', async () => {
    await using s = await stage((_, response) => json(response, page(0, 1)));
    await Promise.all([s.counts.buckets(span, soon()), s.counts.buckets(span, soon())]);
    expect(s.paths().filter((path) => path === '/oauth2/token')).toHaveLength(1);
  });

  it('are asked for as the account where X wants a user', async () => {
    const words =
      'Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].';
    await using s = await stage(({ headers }, response) =>
      headers.authorization?.startsWith('OAuth ')
        ? json(response, page(0, 1))
        : json(response, { title: 'Unsupported Authentication', detail: words, status: 403 }, 403),
    );
    for (const _time of [1, 2]) expect(numbers(await s.counts.buckets(span, soon()))).toEqual([0]);
    expect(s.asked().map(({ headers }) => headers.authorization?.split(' ')[0])).toEqual(['Bearer', 'OAuth', 'OAuth']);
  });

  it('are asked for without the operator where X has dropped it', async () => {
    await using s = await stage(({ url }, response) =>
      url.searchParams.get('query')?.includes('is:retweet')
        ? json(
            response,
            { errors: [{ message: "Reference to invalid operator 'is:retweet'." }], title: 'Invalid Request' },
            400,
          )
        : json(response, page(0, 1)),
    );
    for (const _time of [1, 2]) expect(numbers(await s.counts.buckets(span, soon()))).toEqual([0]);
    expect(s.asked().map(({ url }) => url.searchParams.get('query'))).toEqual([
      '#StandWithThe6 -is:retweet',
      '#StandWithThe6',
      '#StandWithThe6',
    ]);
  });

  it.each<[string, number, unknown, unknown, RegExp]>([
    [
      'credit is used up',
      402,
      { title: 'CreditsDepleted', detail: 'Your enrolled account does not have any credits.' },
      Blocked,
      /any credits/,
    ],
    [
      'the monthly cap is reached',
      429,
      { title: 'UsageCapExceeded', detail: 'Usage cap exceeded: Monthly product cap', period: 'Monthly' },
      Blocked,
      /Monthly product cap/,
    ],
    [
      'the app may not',
      403,
      { title: 'Forbidden', detail: 'You must use keys from an enrolled app.' },
      Blocked,
      /enrolled app/,
    ],
    ['the question is wrong', 400, { title: 'Invalid Request', detail: 'start_time is too old' }, Blocked, /too old/],
    ['X is in trouble', 503, { title: 'Service Unavailable' }, Unreachable, /503/],
  ])('say in words that %s', async (_what, status, body, fate, words) => {
    await using s = await stage((_, response) => json(response, body, status));
    const thrown = await thrownBy(s.counts.buckets(span, soon()));
    expect(thrown).toBeInstanceOf(fate);
    expect((thrown as Error).message).toMatch(words);
  });

  it('wait until the moment that X names', async () => {
    const until = noon.add({ minutes: 10 });
    const headers = {
      'x-rate-limit-limit': '300',
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': String(until.epochMilliseconds / 1000),
    };
    await using s = await stage((_, response) => json(response, { title: 'Too Many Requests' }, 429, headers));
    const thrown = await thrownBy(s.counts.buckets(span, soon()));
    expect(thrown).toBeInstanceOf(Throttled);
    expect((thrown as Throttled).until).toEqual(until);
    expect(s.counts.room()).toEqual({ calls: 0, again: until });
  });

  it('know what is left of the limit', async () => {
    const reset = String(noon.epochMilliseconds / 1000 + 600);
    const headers = { 'x-rate-limit-limit': '300', 'x-rate-limit-remaining': '155', 'x-rate-limit-reset': reset };
    await using s = await stage((_, response) => json(response, page(0, 1), 200, headers));
    await s.counts.buckets(span, soon());
    expect(s.counts.room()).toEqual({ calls: 5 });
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['a page of HTML', (response) => html(response)],
    ['an answer of something else', (response) => json(response, { title: 'hello' })],
    ['a closed connection', (response) => response.destroy()],
    [
      'half an answer',
      (response) =>
        void response.writeHead(200, { 'content-length': '99' }).write('{"data":', () => response.destroy()),
    ],
  ])('are away on %s', async (_what, respond) => {
    await using s = await stage((_, response) => respond(response));
    expect(await thrownBy(s.counts.buckets(span, soon()))).toBeInstanceOf(Unreachable);
  });

  it('are away when nobody listens', async () => {
    expect(await thrownBy(at(await nobody()).buckets(span, soon()))).toBeInstanceOf(Unreachable);
  });

  it('end when the time for the call is over', async () => {
    await using s = await stage(() => undefined);
    expect(await thrownBy(s.counts.buckets(span, AbortSignal.timeout(1_000)))).toBeInstanceOf(Unreachable);
  });

  it.each([
    [403, { errors: [{ code: 99, message: 'Unable to verify your credentials' }] }, Blocked],
    [401, {}, Blocked],
    [200, { token_type: 'bearer' }, Unreachable],
    [503, {}, Unreachable],
  ])('tell when X gives no token (%d), without a secret, and ask again the next time', async (status, body, fate) => {
    let wrong = true;
    await using server = await smallServer(({ url }, response) => {
      if (url.pathname !== '/oauth2/token') return json(response, page(0, 1));
      if (wrong) return json(response, body, status);
      json(response, { access_token: 'token-1' });
    });
    const counts = at(server.url);
    const thrown = (await thrownBy(counts.buckets(span, soon()))) as Error;
    expect(thrown).toBeInstanceOf(fate);
    expect(thrown.message).not.toMatch(/app-secret|app-key|YXBw/);
    if (status === 403) expect(thrown.message).toMatch(/compare X_APP_KEY and X_APP_SECRET.*Unable to verify/);
    wrong = false;
    expect(numbers(await counts.buckets(span, soon()))).toEqual([0]);
  });

  it('are found behind a path, too', async () => {
    await using server = await smallServer(({ url }, response) => {
      if (url.pathname === '/proxy/oauth2/token') return json(response, { access_token: 'token-1' });
      if (url.pathname === '/proxy/2/tweets/counts/recent') return json(response, page(0, 1));
      html(response, 404);
    });
    expect(numbers(await at(`${server.url}/proxy/2`).buckets(span, soon()))).toEqual([0]);
  });
});
