import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Blocked, Throttled, Unreachable } from '../../src/errors.ts';
import { readServer } from '../../src/network/mastodon/read-server.ts';
import { tagTimeline } from '../../src/network/mastodon/tag-timeline.ts';
import { html, json, nobody, noon, type Respond, smallServer, soon, thrownBy } from './small-server.ts';

const timelineAt = (url: string, token?: string, callMs?: number) =>
  tagTimeline({
    server: readServer({
      url,
      host: 'Social.Example',
      now: () => noon,
      ...(token ? { token } : {}),
      ...(callMs ? { callMs } : {}),
    }),
    hashtag: 'StandWithThe6',
  });

const stage = async (respond: Respond, token?: string, callMs?: number) => {
  const server = await smallServer(respond);
  return {
    ...server,
    timeline: timelineAt(server.url, token, callMs),
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  };
};

const status = (id: string) => ({ id, content: '<p>#StandWithThe6</p>', account: { acct: 'somebody' } });

/** A server that holds these ids and pages through them as Mastodon does, newest first. */
const holding =
  (ids: readonly number[]): Respond =>
  ({ url }, response) => {
    const min = Number(url.searchParams.get('min_id') ?? Number.NaN);
    const max = Number(url.searchParams.get('max_id') ?? Number.NaN);
    const limit = Number(url.searchParams.get('limit'));
    const inside = ids.filter((id) => !(id <= min) && !(id >= max)).toSorted((a, b) => a - b);
    const shown = Number.isNaN(min) ? inside.slice(-limit) : inside.slice(0, limit);
    json(
      response,
      shown.toReversed().map((id) => status(String(id))),
    );
  };

const upTo = (n: number) => Array.from({ length: n }, (_, at) => 100 + at);

describe('a timeline of the hashtag on a Mastodon server', () => {
  it('is asked for as anybody may, and shown oldest first, as it came', async () => {
    await using s = await stage(holding([100, 101, 102]));
    expect(await s.timeline.page({}, soon())).toEqual({
      statuses: [status('100'), status('101'), status('102')],
      newest: '102',
      oldest: '100',
    });
    const [asked] = s.seen;
    expect(asked?.url.href).toContain('/api/v1/timelines/tag/StandWithThe6?limit=40');
    expect(asked?.headers.authorization).toBeUndefined();
    expect(s.timeline.source).toBe('mastodon:social.example');
  });

  it('is asked for with our token where it is our own server', async () => {
    await using s = await stage(holding([]), 'our-token');
    expect(await s.timeline.page({}, soon())).toEqual({ statuses: [] });
    expect(s.seen[0]?.headers.authorization).toBe('Bearer our-token');
  });

  it('is read forwards from an id, page by page, without a post twice or left out', async () => {
    await using s = await stage(holding(upTo(95)));
    const ids: unknown[] = [];
    let minId: string | undefined = '99';
    while (minId !== undefined) {
      const page: Awaited<ReturnType<typeof s.timeline.page>> = await s.timeline.page({ minId }, soon());
      ids.push(...page.statuses.map((one) => Number((one as { id: string }).id)));
      minId = page.newest;
    }
    expect(ids).toEqual(upTo(95));
    expect(s.paths().filter((path) => path.includes('/timelines/'))).toHaveLength(4);
  });

  it('is read backwards before an id', async () => {
    await using s = await stage(holding(upTo(60)));
    const first = await s.timeline.page({}, soon());
    const second = await s.timeline.page({ before: first.oldest! }, soon());
    expect([first.newest, first.oldest, second.newest, second.oldest]).toEqual(['159', '120', '119', '100']);
  });

  it('takes ids for names, not for numbers', async () => {
    await using s = await stage((_, response) => json(response, [status('01HZZ'), status('9'), status('01ABC')]));
    expect(await s.timeline.page({ minId: 'x/&?' }, soon())).toMatchObject({ newest: '01HZZ', oldest: '01ABC' });
    expect(s.seen[0]?.url.searchParams.get('min_id')).toBe('x/&?');
  });

  it('comes to an end on a server that does not know min_id', async () => {
    await using s = await stage((_, response) => json(response, [status('3'), status('2'), status('1')]));
    expect(await s.timeline.page({ minId: '2' }, soon())).toEqual({
      statuses: [status('3')],
      newest: '3',
      oldest: '3',
    });
    expect(await s.timeline.page({ minId: '3' }, soon())).toEqual({ statuses: [] });
  });

  it.each([
    [{ local: 'disabled', remote: 'disabled' }, 'told'],
    [{ local: 'public', remote: 'disabled' }, 'empty'],
    [{ local: 'public', remote: 'public' }, 'empty'],
    [undefined, 'empty'],
  ])('that is empty because it was turned off is not taken for silence (%j)', async (feeds, outcome) => {
    await using s = await stage(({ url }, response) =>
      json(
        response,
        url.pathname === '/api/v2/instance' ? { configuration: { timelines_access: { hashtag_feeds: feeds } } } : [],
      ),
    );
    for (const _time of [1, 2]) {
      const thrown = await thrownBy(s.timeline.page({}, soon()));
      if (outcome === 'told')
        expect((thrown as Blocked).message).toMatch(/^social\.example has turned its timelines of hashtags off$/);
      else expect(thrown).toBe('nothing');
    }
    expect(s.paths().filter((path) => path === '/api/v2/instance')).toHaveLength(1); // the answer is kept
  });

  it.each<[number, string, RegExp]>([
    [
      401,
      'The access token is invalid',
      /^social\.example shows its timeline of the hashtag only to those with an account there \(The access/,
    ],
    [403, 'This method requires an authenticated user', /only to those with an account there/],
    [422, 'This method requires an authenticated user', /only to those with an account there \(This method requires/],
    [404, 'Not Found', /^social\.example has no timeline of the hashtag: it may be no server that speaks Mastodon/],
    [410, 'Gone', /^social\.example has no timeline of the hashtag any more \(Gone\)$/],
    [400, 'No', /^social\.example refuses its timeline of the hashtag \(No\)$/],
  ])('that is refused with %d is blocked, in words for the coverage', async (code, error, words) => {
    await using s = await stage((_, response) => json(response, { error }, code));
    const thrown = await thrownBy(s.timeline.page({}, soon()));
    expect(thrown).toBeInstanceOf(Blocked);
    expect((thrown as Error).message).toMatch(words);
  });

  it('that our own server refuses does not speak of having an account', async () => {
    await using s = await stage(
      (_, response) => json(response, { error: 'outside the authorized scopes' }, 403),
      'our-token',
    );
    const thrown = (await thrownBy(s.timeline.page({}, soon()))) as Error;
    expect(thrown.message).toContain('lacks the scope read:statuses');
    expect(thrown.message).not.toContain('our-token');
  });

  it.each([undefined, 'our-token'])('is not followed to another server (token %s)', async (token) => {
    await using other = await smallServer(holding([1]));
    await using s = await stage(
      (_, response) => void response.writeHead(301, { location: `${other.url}/elsewhere` }).end(),
      token,
    );
    const thrown = await thrownBy(s.timeline.page({}, soon()));
    expect(thrown).toBeInstanceOf(Blocked);
    expect((thrown as Error).message).toContain(
      `social.example sends us to ${new URL(other.url).host}: name that server`,
    );
    expect(other.seen).toEqual([]);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['a page of HTML', (response) => html(response)],
    ['something that is no list', (response) => json(response, { statuses: [] })],
    ['statuses without ids', (response) => json(response, [{ content: 'x' }])],
    ['a server in trouble', (response) => html(response, 502)],
    ['a closed connection', (response) => response.destroy()],
    [
      'half an answer',
      (response) => void response.writeHead(200, { 'content-length': '99' }).write('[{"id":', () => response.destroy()),
    ],
  ])('is away on %s', async (_what, respond) => {
    await using s = await stage((_, response) => respond(response));
    const thrown = await thrownBy(s.timeline.page({}, soon()));
    expect(thrown).toBeInstanceOf(Unreachable);
    expect((thrown as Error).message).toMatch(/^social\.example: /);
  });

  it('is away when nobody listens', async () => {
    const thrown = await thrownBy(timelineAt(await nobody()).page({}, soon()));
    expect(thrown).toBeInstanceOf(Unreachable);
    expect((thrown as Error).message).toContain('ECONNREFUSED');
  });

  it('is given up when the answer takes too long', async () => {
    await using s = await stage(() => undefined, undefined, 100);
    const forever = new AbortController().signal;
    expect(await thrownBy(s.timeline.page({}, forever))).toBeInstanceOf(Unreachable);
  });

  it('is given up when it does not end', async () => {
    let sent = 0;
    await using s = await stage((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (fault?: Error | null): void => {
        if (fault) return;
        sent += 1;
        response.write(' '.repeat(1 << 20), more);
      };
      more();
    });
    expect(await thrownBy(s.timeline.page({}, soon()))).toBeInstanceOf(Unreachable);
    expect(sent).toBeLessThan(50); // of a megabyte: eight that are read, and what lies on the way
  });

  const later = noon.add({ minutes: 5 });
  it.each([
    ['as a time', { 'x-ratelimit-reset': later.toString() }],
    ['in seconds since 1970', { 'x-ratelimit-reset': String(later.epochMilliseconds / 1000) }],
    ['as a wait', { 'retry-after': '300' }],
  ])('waits until the moment that the server names %s', async (_how, headers) => {
    await using s = await stage((_, response) => json(response, { error: 'Too many requests' }, 429, headers as never));
    const thrown = await thrownBy(s.timeline.page({}, soon()));
    expect(thrown).toBeInstanceOf(Throttled);
    expect((thrown as Throttled).until).toEqual(later);
    expect(s.timeline.room()).toEqual({ calls: 0, again: later });
  });

  it.each([
    [undefined, 300, 100, 40],
    ['our-token', 300, 200, 50],
    ['our-token', 300, 100, 0],
  ])('leaves room for others, and for publishing (token %s, %d, %d left)', async (token, limit, remaining, calls) => {
    const headers = {
      'x-ratelimit-limit': `${limit}`,
      'x-ratelimit-remaining': `${remaining}`,
      'x-ratelimit-reset': later.toString(),
    };
    await using s = await stage((_, response) => json(response, [], 200, headers), token);
    expect(s.timeline.room()).toEqual({ calls: 10 });
    await s.timeline.page({}, soon());
    expect(s.timeline.room().calls).toBe(calls);
  });
});
