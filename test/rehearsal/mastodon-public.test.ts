import { describe, expect, it, vi } from 'vitest';
import { openFediverse } from '../../src/rehearsal/mastodon/fediverse.ts';
import type { LocalMastodonOptions } from '../../src/rehearsal/mastodon/server.ts';
import { localWorld } from './mastodon-world.ts';
import { began, smallPublic } from './small-public.ts';

const public_ = smallPublic({ networks: ['mastodon'] });

const world = async (hours: number, options: Partial<LocalMastodonOptions> = {}) => {
  const w = await localWorld({ public: public_, ...options });
  w.pass({ hours });
  return w;
};
type World = Awaited<ReturnType<typeof world>>;

// biome-ignore lint/suspicious/noExplicitAny: statuses are read freely here
type Status = any;

/** Everything that the timeline has, page by page from the oldest. */
const readAll = async (w: World, limit = 40): Promise<Status[]> => {
  const all: Status[] = [];
  for (let minId = '0'; ; minId = all.at(-1).id) {
    const path = `/api/v1/timelines/tag/standwiththe6?limit=${limit}&min_id=${minId}`;
    const { json } = await w.call('GET', path, { token: '' });
    if (json.length === 0) return all;
    all.push(...json.toReversed());
  }
};
const uris = (statuses: readonly { uri: string }[]) => statuses.map(({ uri }) => uri).sort();
const heldIn = (w: World) => w.local.held().map(({ id }) => ({ uri: id }));

/** Reads a stream of a hashtag as text. */
const stream = async (w: World, query = '?tag=StandWithThe6', headers?: Record<string, string>) => {
  const ending = new AbortController();
  const token = { authorization: `Bearer ${w.local.environment.MASTODON_ACCESS_TOKEN}` };
  const response = await fetch(`${w.local.url}/api/v1/streaming/hashtag${query}`, {
    headers: headers ?? token,
    signal: ending.signal,
  });
  let text = '';
  let ended = false;
  const reading = (async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk;
  })()
    .catch(() => {})
    .finally(() => {
      ended = true;
    });
  const events = () =>
    [...text.matchAll(/event: (.+)\ndata: (.+)\n\n/g)].map(([, event, data]) => ({ event: event!, data: data! }));
  return {
    response,
    events,
    text: () => text,
    ended: () => ended,
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await reading;
    },
  };
};

describe('the timeline of a hashtag on the local Mastodon', () => {
  it('shows what this server knows of the public, and nothing else', async () => {
    await using w = await world(72);
    const all = await readAll(w);
    expect(uris(all)).toEqual(uris(heldIn(w)));
    const truth = public_.truth(began.epochMilliseconds + 72 * 3_600_000, { servers: ['here'] });
    expect(all).toHaveLength(truth.hours.reduce((sum, { posts }) => sum + posts, 0));
    expect(all.length).toBeGreaterThan(100);
    const ids = all.map(({ id }) => BigInt(id));
    expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(all.some(({ content }) => content.includes('＃') || /＃|[Ａ-Ｚ]/u.test(content))).toBe(true);
    expect(all.some(({ language }) => language === null)).toBe(true);
    expect(all.some(({ favourites_count, reblogs_count }) => favourites_count + reblogs_count > 0)).toBe(true);
    expect(all.every(({ reblog }) => reblog === null)).toBe(true);
    expect(w.local.complaints()).toEqual([]);
  });

  it('gives the page just above min_id, the newest above since_id, and the one below max_id', async () => {
    await using w = await world(72);
    const all = (await readAll(w)).map(({ id }) => id);
    const page = async (query: string) => {
      const { json, headers } = await w.call('GET', `/api/v1/timelines/tag/StandWithThe6?${query}`);
      return { ids: json.map(({ id }: Status) => id), link: headers.get('link') };
    };
    const newestFirst = all.toReversed();
    expect((await page('limit=5')).ids).toEqual(newestFirst.slice(0, 5));
    expect((await page(`limit=5&min_id=${all[10]}`)).ids).toEqual(all.slice(11, 16).toReversed());
    expect((await page(`limit=5&since_id=${all[10]}`)).ids).toEqual(newestFirst.slice(0, 5));
    expect((await page(`limit=5&max_id=${all[10]}`)).ids).toEqual(all.slice(5, 10).toReversed());
    const { link, ids } = await page(`limit=5&max_id=${all[10]}`);
    expect(link).toContain(`max_id=${ids.at(-1)}>; rel="next"`);
    expect(link).toContain(`min_id=${ids[0]}>; rel="prev"`);
    expect((await page(`min_id=${all.at(-1)}`)).ids).toEqual([]);
    expect((await page('limit=40')).ids).toHaveLength(40);
    expect((await w.call('GET', '/api/v1/timelines/tag/nobodysaysthis')).json).toEqual([]);
    expect((await page('limit=80')).ids).toHaveLength(40);
    expect(w.local.complaints()).toEqual(['asked for 80 statuses a page; 40 is the most']);
  });

  it('holds our own public posts until they are deleted', async () => {
    await using w = await world(1);
    const { json } = await w.post('We say #StandWithThe6');
    await w.post('Quietly #StandWithThe6', { visibility: 'unlisted' });
    const ours = async () => (await readAll(w)).filter(({ account }) => account.acct === 'campaign');
    expect((await ours()).map(({ id }) => id)).toEqual([json.id]);
    expect(w.local.held().filter(({ whose }) => whose === 'ours')).toMatchObject([{ id: json.uri, lang: 'en' }]);
    w.pass({ hours: 30 });
    const [status] = await ours();
    const { counts } = w.local.held().find(({ whose }) => whose === 'ours')!;
    expect(status).toMatchObject({ favourites_count: counts.likes, reblogs_count: counts.boosts });
    expect(status.favourites_count + status.reblogs_count).toBeGreaterThan(0);
    expect(status).toMatchObject({ replies_count: counts.replies, quotes_count: counts.quotes });
    await w.call('DELETE', `/api/v1/statuses/${json.id}`);
    expect(await ours()).toEqual([]);
  });

  it.each<[string, Partial<LocalMastodonOptions>, string | undefined, number, string]>([
    ['everybody', { tagTimeline: 'open' }, '', 200, 'public'],
    ['a token', { tagTimeline: 'token' }, undefined, 200, 'authenticated'],
    ['nobody without a token', { tagTimeline: 'token' }, '', 422, 'authenticated'],
    ['nobody with another server’s token', { tagTimeline: 'token' }, 'another', 401, 'authenticated'],
    ['nobody, and says so in the instance only', { tagTimeline: 'off' }, undefined, 200, 'disabled'],
  ])('is open to %s', async (_who, options, token, status, access) => {
    await using w = await world(20, options);
    const got = await w.call('GET', '/api/v1/timelines/tag/standwiththe6', token === undefined ? {} : { token });
    expect(got.status).toBe(status);
    if (status === 200) expect(got.json.length > 0).toBe(options.tagTimeline !== 'off');
    const { json } = await w.call('GET', '/api/v2/instance');
    expect(json.configuration.timelines_access.hashtag_feeds).toEqual({ local: access, remote: access });
    expect(got.headers.get('x-ratelimit-limit')).toBe('300');
  });

  it('shows late what came late, below what was there before', async () => {
    await using w = await world(0, { lateness: Temporal.Duration.from({ minutes: 30 }) });
    let seen = new Set<string>();
    let newest = 0n;
    let below = 0;
    for (let i = 0; i < 40; i += 1) {
      w.pass({ hours: 1 });
      const fresh = (await readAll(w)).filter(({ id }) => !seen.has(id));
      below += fresh.filter(({ id }) => BigInt(id) < newest).length;
      seen = seen.union(new Set(fresh.map(({ id }) => id)));
      for (const id of seen) if (BigInt(id) > newest) newest = BigInt(id);
    }
    expect(below).toBeGreaterThan(0);
  });
});

describe('the stream of a hashtag on the local Mastodon', () => {
  it('tells of what comes, is edited and is deleted', async () => {
    await using w = await world(1, { thumpMs: 5 });
    await using s = await stream(w);
    expect(s.response.headers.get('content-type')).toBe('text/event-stream');
    await vi.waitFor(() => expect(s.text()).toMatch(/^:\)\n(:thump\n)+/));
    const before = new Set(heldIn(w).map(({ uri }) => uri));
    const { json } = await w.post('We say #StandWithThe6');
    await w.call('DELETE', `/api/v1/statuses/${json.id}`);
    w.pass({ hours: 70 });
    await readAll(w);
    const kinds = () => new Set(s.events().map(({ event }) => event));
    await vi.waitFor(() => expect([...kinds()].sort()).toEqual(['delete', 'status.update', 'update']), 5_000);
    const told = new Map<string, string>();
    await vi.waitFor(() => {
      for (const { event, data } of s.events()) {
        if (event === 'delete') told.delete(data);
        else if (event === 'update') told.set(JSON.parse(data).id, JSON.parse(data).uri);
      }
      expect(s.events().filter(({ event }) => event === 'delete').length).toBeGreaterThan(1);
      const suspended = [...told.values()].filter((uri) => !heldIn(w).some((held) => held.uri === uri));
      const missing = heldIn(w).filter(({ uri }) => !before.has(uri) && ![...told.values()].includes(uri));
      expect(missing).toEqual([]);
      // Only a suspended account goes without a word for each of its statuses.
      const gone = public_.people.filter((person) => person.gone?.how === 'suspended').map(({ handle }) => handle);
      expect(suspended.filter((uri) => !gone.includes(uri.split('/')[4] ?? ''))).toEqual([]);
    });
    const { event, data } = s.events()[0]!;
    expect([event, JSON.parse(data).content]).toEqual(['update', expect.stringContaining('StandWithThe6')]);
    expect(s.events()[1]).toEqual({ event: 'delete', data: json.id });
    expect(w.local.streams.listeners()).toBe(1);
    w.local.streams.drop();
    await vi.waitFor(() => expect(s.ended()).toBe(true));
    await vi.waitFor(() => expect(w.local.streams.listeners()).toBe(0));
  });

  it.each<[string, Partial<LocalMastodonOptions>, string, Record<string, string>, number]>([
    ['without a token', {}, '?tag=a', {}, 401],
    ['with a token that is none', {}, '?tag=a', { authorization: 'Bearer x' }, 401],
    ['without a hashtag', { streaming: 'open' }, '', {}, 400],
    ['where there is none', { streaming: 'none' }, '?tag=a', {}, 404],
  ])('refuses %s', async (_what, options, query, headers, status) => {
    await using w = await world(1, options);
    const { response } = await stream(w, query, headers);
    expect(response.status).toBe(status);
  });

  it('is named in the instance', async () => {
    await using w = await world(1);
    const { json } = await w.call('GET', '/api/v2/instance');
    expect(json.configuration.urls.streaming).toBe(w.local.url.replace('http', 'ws'));
    expect((await w.call('GET', '/api/v1/streaming/health')).text).toBe('OK');
  });
});

describe('other people’s statuses on the local Mastodon', () => {
  it('can be counted twenty at a time, and those that are gone are not told', async () => {
    await using w = await world(40);
    const all = await readAll(w);
    const some = all.slice(0, 19);
    const query = (ids: string[]) => `/api/v1/statuses?${ids.map((id) => `id[]=${id}`).join('&')}`;
    const { json } = await w.call('GET', query([...some.map(({ id }) => id), '17']));
    expect(json).toEqual(some);
    const byUri = new Map(w.local.held().map((held) => [held.id, held.counts]));
    for (const {
      uri,
      favourites_count: likes,
      reblogs_count: boosts,
      replies_count: replies,
      quotes_count: quotes,
    } of json)
      expect({ likes, boosts, replies, quotes }).toEqual(byUri.get(uri));
    const many = await w.call('GET', query(all.slice(0, 21).map(({ id }) => id)));
    expect(many.status).toBe(422);
    await using old = await world(1, { batch: false });
    expect((await old.call('GET', query(['1']))).status).toBe(404);
    expect((await old.call('GET', '/api/v2/instance')).json.version).toBe('4.2.20');
    expect(old.local.complaints()).toEqual([]);
  });

  it('belong to accounts that can be looked up, here and on other servers', async () => {
    await using w = await world(40);
    const all = await readAll(w);
    const local = all.find(({ account }) => !account.acct.includes('@'));
    const remote = all.find(({ account }) => account.acct.endsWith('@elsewhere.test'));
    for (const { account, uri, id } of [local, remote]) {
      const { json } = await w.call('GET', `/api/v1/accounts/lookup?acct=${account.acct}`);
      expect(json).toEqual(account);
      const list = await w.call('GET', `/api/v1/accounts/${account.id}/statuses?limit=40`);
      expect(list.json.map((one: Status) => one.uri)).toContain(uri);
      expect((await w.call('GET', `/api/v1/statuses/${id}`)).json.uri).toBe(uri);
      expect((await w.call('GET', `/api/v1/accounts/${account.id}`)).json.acct).toBe(account.acct);
    }
    expect(new URL(remote.uri).host).toBe('elsewhere.test');
    expect(remote.uri.endsWith(remote.id)).toBe(false);
    expect(local.uri).toBe(`${w.local.url}/users/${local.account.username}/statuses/${local.id}`);
    expect((await w.call('GET', '/api/v1/accounts/lookup?acct=nobody@elsewhere.test')).status).toBe(404);
  });

  it('can be searched for where this server has not heard of them', async () => {
    const partners = [{ id: 'friends', accounts: { mastodon: 'Friends@quay.example.org' } }];
    await using w = await world(0, { public: smallPublic({ networks: ['mastodon'], partners }) });
    const acct = 'friends@quay.example.org';
    const lookup = () => w.call('GET', `/api/v1/accounts/lookup?acct=${acct}`);
    expect((await lookup()).status).toBe(404);
    const search = (more: string, token?: string) =>
      w.call('GET', `/api/v2/search?q=@${acct}&type=accounts${more}`, token === undefined ? {} : { token });
    expect((await search('')).json.accounts).toEqual([]);
    expect((await search('&resolve=true', '')).status).toBe(401);
    expect((await search('&resolve=true')).json.accounts).toMatchObject([{ acct }]);
    expect((await lookup()).json.acct).toBe(acct);
    w.pass({ hours: 60 });
    await lookup();
    expect(w.local.held().some(({ whose, author }) => whose === 'partner' && author === acct)).toBe(true);
  });
});

describe('two local Mastodons that federate', () => {
  it('show part of the same public and our posts, under other ids and the same addresses', async () => {
    const fediverse = openFediverse();
    await using here = await world(0, { fediverse });
    await using there = await world(0, { fediverse, home: 'there' });
    const { json: ours } = await here.post('We say #StandWithThe6');
    here.pass({ hours: 72 });
    there.pass({ hours: 72 });
    const [a, b] = [await readAll(here), await readAll(there)];
    const [first, second] = [new Map(a.map((one) => [one.uri, one])), new Map(b.map((one) => [one.uri, one]))];
    const both = [...first.keys()].filter((uri) => second.has(uri));
    const all = new Set([...first.keys(), ...second.keys()]);
    const truth = public_.truth(began.epochMilliseconds + 72 * 3_600_000, { servers: ['here', 'there'] });
    expect(all.size).toBe(1 + truth.hours.reduce((sum, { posts }) => sum + posts, 0));
    expect(both.length).toBeGreaterThan(50);
    expect(both.length).toBeLessThan(all.size);
    expect(second.get(ours.uri)).toMatchObject({ account: { acct: `campaign@${new URL(here.local.url).host}` } });
    const differing = both.filter((uri) => first.get(uri).id !== second.get(uri).id);
    expect(differing.length).toBeGreaterThan(both.length * 0.9);
    for (const uri of both) {
      const [one, other] = [first.get(uri), second.get(uri)];
      const whole = (acct: string, w: World) => (acct.includes('@') ? acct : `${acct}@${new URL(w.local.url).host}`);
      expect(whole(one.account.acct, here)).toBe(whole(other.account.acct, there));
      expect(one.created_at).toBe(other.created_at);
    }
    expect(uris(heldIn(there))).toEqual(uris(b));
    await here.call('DELETE', `/api/v1/statuses/${ours.id}`);
    expect(uris(await readAll(there))).not.toContain(ours.uri);
  });
});
