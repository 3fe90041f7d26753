import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { LocalXOptions } from '../../src/rehearsal/x/server.ts';
import { began, smallPublic } from './small-public.ts';
import { type Got, stage as plainStage } from './x-stage.ts';

const public_ = smallPublic({ networks: ['x'], to: began.add({ hours: 10 * 24 }) });

const stage = async (hours: number, options: Partial<LocalXOptions> = {}) => {
  const s = await plainStage({ public: public_, ...options });
  s.later({ hours });
  const env = s.local.environment;

  /** A request with whatever Authorization header; by hand, as fetch takes no Host. */
  const ask = (method: string, path: string, authorization?: string, body?: string, host = 'api.x.com') =>
    new Promise<Got>((resolve, reject) => {
      const headers = {
        host,
        ...(authorization && { authorization }),
        ...(body && { 'content-type': 'application/x-www-form-urlencoded' }),
      };
      const { port } = new URL(s.local.url);
      request({ host: '127.0.0.1', port, path, method, headers, agent: false }, async (response) => {
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) });
      })
        .on('error', reject)
        .end(body);
    });
  const basic = `Basic ${Buffer.from(`${env.X_APP_KEY}:${env.X_APP_SECRET}`).toString('base64')}`;
  const token = async () =>
    (await ask('POST', '/oauth2/token', basic, 'grant_type=client_credentials')).body.access_token as string;
  const bearer = `Bearer ${await token()}`;
  const counts = (query: Record<string, string>) =>
    ask(
      'GET',
      `/2/tweets/counts/recent?${new URLSearchParams({ query: '#StandWithThe6 -is:retweet', ...query })}`,
      bearer,
    );
  return { ...s, [Symbol.asyncDispose]: () => s.local[Symbol.asyncDispose](), ask, basic, bearer, token, counts };
};

const hour = 3_600_000;
const iso = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toString({ smallestUnit: 'second' });
const noonMs = began.epochMilliseconds; // the stage's clock begins 0.75 s later

describe('the counts of the local X', () => {
  it('are those of the truth, hour by hour', async () => {
    await using s = await stage(60);
    const end = noonMs + 60 * hour - hour;
    const { body } = await s.counts({ start_time: iso(noonMs), end_time: iso(end) });
    const rows = public_.truth(noonMs + 60 * hour).hours;
    const of = (from: number) =>
      rows.filter(({ hourAt }) => hourAt === from).reduce((sum, { posts }) => sum + posts, 0);
    expect(body.data).toEqual(
      Array.from({ length: 59 }, (_, i) => {
        const start = noonMs + i * hour;
        return {
          start: `${iso(start).slice(0, -1)}.000Z`,
          end: `${iso(start + hour).slice(0, -1)}.000Z`,
          post_count: of(start),
        };
      }),
    );
    expect(body.meta).toEqual({
      total_post_count: body.data.reduce((sum: number, one: { post_count: number }) => sum + one.post_count, 0),
    });
    expect(body.meta.total_post_count).toBeGreaterThan(50);
    expect(s.local.complaints()).toEqual([]);
  });

  it('have the older names under the older spec, and our own posts in them', async () => {
    await using s = await stage(20, { spec: '2.159' });
    const query = { granularity: 'day' };
    const before = (await s.counts(query)).body.meta.total_tweet_count;
    const { body } = await s.post('We say #standwiththe6');
    await s.post('We say nothing of it');
    s.later({ seconds: 40 });
    const held = s.local.held();
    const after = (await s.counts(query)).body;
    expect(after.meta.total_tweet_count - before).toBeGreaterThanOrEqual(1);
    expect(after.data.at(-1)).toHaveProperty('tweet_count');
    expect(held.filter(({ whose }) => whose === 'ours')).toMatchObject([{ id: body.data.id, author: s.me }]);
  });

  it('cut the first and the last bucket where the time does, by day and by minute', async () => {
    await using s = await stage(60);
    const [start, end] = [noonMs + 10 * hour + 90_000, noonMs + 30 * hour];
    const time = { start_time: iso(start), end_time: iso(end) };
    const days = (await s.counts({ ...time, granularity: 'day' })).body;
    expect(days.data.map((one: { start: string }) => one.start)).toEqual([
      '2026-11-29T22:01:30.000Z',
      '2026-11-30T00:00:00.000Z',
    ]);
    const minutes = (await s.counts({ ...time, granularity: 'minute' })).body;
    expect(minutes.data).toHaveLength(31 * 24);
    expect(minutes.meta.next_token).toBeDefined();
    const hours = (await s.counts(time)).body;
    expect(hours.meta.total_post_count).toBe(days.meta.total_post_count);
  });

  it('take the first moment and leave the last', async () => {
    await using s = await stage(0);
    s.later({ milliseconds: 250 });
    await s.post('One. #OurOwn');
    s.later({ seconds: 30 });
    await s.post('Two. #OurOwn');
    s.later({ minutes: 2 });
    const { body } = await s.counts({
      query: '#ourown',
      start_time: iso(noonMs + 1_000),
      end_time: iso(noonMs + 31_000),
    });
    expect(body.data).toMatchObject([{ post_count: 1 }]);
    const later = await s.counts({ query: '#OurOwn', start_time: iso(noonMs + 2_000), end_time: iso(noonMs + 32_000) });
    expect(later.body.data).toMatchObject([{ post_count: 1 }]);
  });

  it('come in pages, the latest first', async () => {
    await using s = await stage(60, { bucketsAPage: 10 });
    const time = { start_time: iso(noonMs), end_time: iso(noonMs + 35 * hour) };
    const starts: string[][] = [];
    let next: string | undefined;
    do {
      const { body } = await s.counts({ ...time, ...(next && { next_token: next }) });
      starts.push(body.data.map((one: { start: string }) => one.start));
      next = body.meta.next_token;
    } while (next);
    expect(starts.map((page) => page.length)).toEqual([10, 10, 10, 5]);
    const all = starts.toReversed().flat();
    expect(all).toEqual(all.toSorted());
    expect(new Set(all).size).toBe(35);
  });

  it('cost half a cent a request, also when nothing is found', async () => {
    await using s = await stage(60, { credits: 0.012 });
    await s.counts({});
    expect((await s.counts({ query: '#nobodysaysthis' })).body.meta.total_post_count).toBe(0);
    expect(s.local.paid()).toBe(0.01);
    const { status, body } = await s.counts({});
    expect([status, body.title]).toEqual([402, 'CreditsDepleted']);
    s.local.credits.set(1);
    expect((await s.counts({})).status).toBe(200);
    expect(s.local.credits.left()).toBe(0.995);
  });

  it('are limited to 300 in 15 minutes, for the app alone', async () => {
    await using s = await stage(10);
    for (let i = 0; i < 300; i += 1) await s.counts({});
    const { status, headers } = await s.counts({});
    expect([status, headers['x-rate-limit-limit'], headers['x-rate-limit-remaining']]).toEqual([429, '300', '0']);
    expect((await s.get('/2/users/me')).status).toBe(200);
    s.later({ minutes: 15 });
    expect((await s.counts({})).status).toBe(200);
  });

  it.each<[string, Record<string, string>]>([
    ['a time more than seven days ago', { start_time: iso(noonMs - 7 * 24 * hour) }],
    ['a time to come', { end_time: iso(noonMs + 9 * 24 * hour) }],
    ['a time that is just over', { end_time: iso(noonMs + 48 * hour) }],
    ['times the wrong way round', { start_time: iso(noonMs + 5 * hour), end_time: iso(noonMs + 4 * hour) }],
    ['a word for a time', { start_time: 'yesterday' }],
    ['another granularity', { granularity: 'week' }],
    ['words to search for', { query: 'stand with the six' }],
    ['a parameter that it does not have', { max_results: '10' }],
    ['a token that it did not give', { next_token: 'b26v89c19zqg8o3' }],
  ])('refuse %s', async (_what, query) => {
    await using s = await stage(48);
    const { status, body } = await s.counts(query);
    expect([status, body.title]).toEqual([400, 'Invalid Request']);
    expect(s.local.complaints()).toHaveLength(1);
    expect(s.local.paid()).toBe(0);
  });
});

describe('app-only access to the local X', () => {
  it('is given for the key and the secret, the same token each time', async () => {
    await using s = await stage(1);
    expect(await s.token()).toBe(s.bearer.slice('Bearer '.length));
    expect(s.local.complaints()).toEqual([]);
    const form = 'grant_type=client_credentials';
    for (const one of [
      s.ask('POST', '/oauth2/token', 'Basic bm9ib2R5Om5vYm9keQ==', form),
      s.ask('POST', '/oauth2/token', s.basic, 'grant_type=password'),
      s.ask('POST', '/oauth2/token', s.basic, form, '127.0.0.1'),
    ])
      expect((await one).status).toBe(403);
    expect(s.local.complaints()).toHaveLength(3);
  });

  it('counts and reads, and cannot publish; the account cannot count', async () => {
    await using s = await stage(48);
    const path = '/2/tweets/counts/recent?query=%23StandWithThe6';
    expect((await s.get(path)).body).toMatchObject({ status: 403, title: 'Unsupported Authentication' });
    expect((await s.ask('GET', path, 'Bearer no')).status).toBe(401);
    expect((await s.ask('GET', path)).status).toBe(401);
    expect((await s.ask('GET', '/2/users/me', s.bearer)).status).toBe(401);
    const { id, counts } = s.local.held()[0]!;
    const got = await s.ask('GET', `/2/tweets?ids=${id}&post.fields=public_metrics`, s.bearer);
    expect(got.body.data[0].public_metrics).toMatchObject({ like_count: counts.likes, repost_count: counts.boosts });
  });
});

describe('other people on the local X', () => {
  it('have posts with counts until they are gone, and ours gather some', async () => {
    await using s = await stage(48);
    const { id: ours } = (await s.post('We say #StandWithThe6')).body.data;
    s.later({ hours: 48 });
    await s.get('/2/users/me');
    const held = s.local.held();
    const some = [
      ...held.filter(({ whose }) => whose === 'public').slice(0, 30),
      ...held.filter(({ id }) => id === ours),
    ];
    const gone = public_.posts.find(({ goneAt }) => goneAt && goneAt < noonMs + 90 * hour)!;
    const goneId = String(((BigInt(gone.at) - 1_288_834_974_657n) << 22n) | BigInt(gone.n));
    const { body } = await s.get(
      `/2/tweets?ids=${[...some.map(({ id }) => id), goneId].join()}&post.fields=public_metrics,created_at,lang`,
    );
    expect(body.errors).toMatchObject([{ resource_id: goneId, title: 'Not Found Error' }]);
    expect(body.data.map((one: { id: string }) => one.id)).toEqual(some.map(({ id }) => id));
    for (const [i, { public_metrics: shown }] of body.data.entries()) {
      const { likes, boosts, replies, quotes } = some[i]!.counts;
      expect(shown).toMatchObject({
        like_count: likes,
        repost_count: boosts,
        reply_count: replies,
        quote_count: quotes,
      });
    }
    const mine = body.data.at(-1).public_metrics;
    expect(mine.like_count + mine.repost_count).toBeGreaterThan(0);
  });

  it('are found by name, with what they wrote', async () => {
    await using s = await stage(48);
    s.local.advance(began.add({ hours: 48 }));
    const author = s.local.held()[0]!.author;
    const person = public_.people.find(({ id }) => id === author)!;
    const { body } = await s.get(`/2/users/by/username/${person.handle.toUpperCase()}`);
    expect(body.data).toEqual({ id: author, username: person.handle, name: person.name });
    const timeline = await s.get(`/2/users/${author}/tweets?max_results=100`);
    expect(timeline.body.data.map((one: { id: string }) => one.id)).toContain(s.local.held()[0]!.id);
    expect((await s.get('/2/users/by/username/nobody_at_all')).body.errors).toHaveLength(1);
    expect(s.local.complaints()).toEqual([]);
  });
});
