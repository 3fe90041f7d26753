import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Throttled, Unreachable } from '../../src/errors.ts';
import { readServer } from '../../src/network/mastodon/read-server.ts';
import { eventReader } from '../../src/network/mastodon/server-sent-events.ts';
import { tagTimeline } from '../../src/network/mastodon/tag-timeline.ts';
import { html, json, nobody, noon, type Respond, smallServer, soon, thrownBy } from './small-server.ts';

type Options = { readonly token?: string; readonly silenceMs?: number };

const streamOf = (url: string, { token, silenceMs }: Options = {}) =>
  tagTimeline({
    server: readServer({ url, host: 'social.example', now: () => noon, ...(token ? { token } : {}) }),
    hashtag: 'StandWithThe6',
    ...(silenceMs ? { silenceMs } : {}),
  }).stream;

const heard = () => {
  const told: string[] = [];
  return { told, nudge: () => void told.push('nudge'), gone: (id: string) => void told.push(`gone ${id}`) };
};

/** A server that says where its streams are, and streams what the test writes. */
const streaming =
  (write: (response: ServerResponse) => void, says: unknown = {}): Respond =>
  ({ url }, response) => {
    if (url.pathname === '/api/v2/instance') return json(response, says);
    if (url.pathname !== '/api/v1/streaming/hashtag') return json(response, { error: 'Not found' }, 404);
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    write(response);
  };

const update = (id: string) => `event: update\ndata: ${JSON.stringify({ id, content: 'x'.repeat(5_000) })}\n\n`;

describe('the stream of a hashtag on a Mastodon server', () => {
  it('tells that something happened and what was deleted, in order, until it ends', async () => {
    await using server = await smallServer(
      streaming((response) =>
        response.end(
          `:)\n\n${update('1')}:thump\nevent: delete\ndata: 17\n\nevent: status.update\ndata: {}\n\nevent: filters_changed\ndata: x\n\nevent: delete\ndata: 18`,
        ),
      ),
    );
    const { told, ...on } = heard();
    expect(await streamOf(server.url)(on, soon())).toBe('ended');
    expect(told).toEqual(['nudge', 'gone 17', 'nudge']); // the last event was cut off
    expect(server.seen.at(-1)?.url.search).toBe('?tag=StandWithThe6');
    expect(server.seen.at(-1)?.headers.authorization).toBeUndefined();
  });

  it('is where the server says, and gets the token of our own server', async () => {
    await using other = await smallServer(streaming((response) => response.end(update('1'))));
    const named = { configuration: { urls: { streaming: other.url.replace('http', 'ws') } } };
    await using server = await smallServer(streaming(() => undefined, named));
    const { told, ...on } = heard();
    const stream = streamOf(server.url, { token: 'our-token' });
    for (const _time of [1, 2]) expect(await stream(on, soon())).toBe('ended');
    expect(told).toEqual(['nudge', 'nudge']);
    expect(server.paths()).toEqual(['/api/v2/instance']);
    expect(other.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer our-token', 'Bearer our-token']);
  });

  it.each([
    ['in the older document', { urls: { streaming_api: 'STREAM' } }],
    ['with its path', { urls: { streaming_api: 'STREAM/api/v1/streaming/' } }],
  ])('is found when it is named %s', async (_how, older) => {
    await using other = await smallServer(streaming((response) => response.end()));
    const text = JSON.stringify(older).replace('STREAM', other.url);
    await using server = await smallServer(({ url }, response) =>
      url.pathname === '/api/v1/instance' ? json(response, JSON.parse(text)) : json(response, { error: 'no' }, 404),
    );
    expect(await streamOf(server.url)(heard(), soon())).toBe('ended');
    expect(other.paths()).toEqual(['/api/v1/streaming/hashtag']);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['401', (response) => json(response, { error: 'Error: Missing access token' }, 401)],
    ['404', (response) => html(response, 404)],
    ['426', (response) => html(response, 426)],
    ['a redirect', (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['a page of HTML', (response) => html(response)],
    ['JSON', (response) => json(response, [])],
  ])('is told not to be there on %s', async (_what, respond) => {
    await using server = await smallServer(({ url }, response) =>
      url.pathname.startsWith('/api/v1/streaming') ? respond(response) : json(response, { error: 'no' }, 404),
    );
    const { told, ...on } = heard();
    expect(await streamOf(server.url, { token: 'our-token' })(on, soon())).toBe('no stream');
    expect(told).toEqual([]);
  });

  it.each<[string, (response: ServerResponse) => void, unknown]>([
    ['a server in trouble', (response) => html(response, 503), Unreachable],
    ['a server that has had enough', (response) => json(response, { error: 'x' }, 429), Throttled],
    ['a closed connection', (response) => response.destroy(), Unreachable],
  ])('is tried again later on %s', async (_what, respond, fate) => {
    await using server = await smallServer(({ url }, response) =>
      url.pathname.startsWith('/api/v1/streaming') ? respond(response) : json(response, {}),
    );
    expect(await thrownBy(streamOf(server.url)(heard(), soon()))).toBeInstanceOf(fate);
  });

  it('is away when nobody listens', async () => {
    expect(await thrownBy(streamOf(await nobody())(heard(), soon()))).toBeInstanceOf(Unreachable);
  });

  it('is over when the connection breaks in the middle', async () => {
    await using server = await smallServer(
      streaming((response) => void response.write(`${update('1')}event: del`, () => response.destroy())),
    );
    const { told, ...on } = heard();
    expect(await streamOf(server.url)(on, soon())).toBe('ended');
    expect(told).toEqual(['nudge']);
  });

  it('is over when it shows no sign of life, and its connection is let go', async () => {
    const closed = vi.fn();
    await using server = await smallServer(
      streaming((response) => {
        response.write(':)\n\n');
        response.on('close', closed);
      }),
    );
    expect(await streamOf(server.url, { silenceMs: 200 })(heard(), soon())).toBe('ended');
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  });

  it('stays while the server shows that it is alive', async () => {
    await using server = await smallServer(
      streaming((response) => {
        let beats = 0;
        const timer = setInterval(() => {
          response.write(':thump\n');
          beats += 1;
          if (beats < 20) return;
          clearInterval(timer);
          response.end(update('1'));
        }, 50);
        response.on('close', () => clearInterval(timer));
      }),
    );
    const { told, ...on } = heard();
    await streamOf(server.url, { silenceMs: 800 })(on, soon());
    expect(told).toEqual(['nudge']);
  });

  it('ends when it is told to, and tells nothing more', async () => {
    const ending = new AbortController();
    await using server = await smallServer(streaming((response) => void response.write(update('1'))));
    const told: string[] = [];
    const nudge = () => {
      told.push('nudge');
      ending.abort();
    };
    expect(await streamOf(server.url)({ nudge, gone: () => undefined }, ending.signal)).toBe('ended');
    expect(told).toEqual(['nudge']);
  });
});

describe('server-sent events', () => {
  const events = [
    ['update', '{"id":"1"}'],
    ['delete', '110'],
    ['message', ''],
    ['status.update', 'a\nb'],
  ] as const;

  it('are the same however the stream is cut, with any ends of lines', () => {
    const text =
      ':)\n\nevent: update\ndata: {"id":"1"}\n\n:thump\nevent:delete\ndata:110\nid: 7\n\ndata\n\nevent: nothing\n\nevent: status.update\ndata: a\ndata: b\n\ndata: cut';
    fc.assert(
      fc.property(fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat(200)), (end, cuts) => {
        const whole = text.replaceAll('\n', end);
        const told: (readonly [string, string])[] = [];
        const read = eventReader((event, data) => told.push([event, data]));
        let from = 0;
        for (const cut of cuts.toSorted((a, b) => a - b)) {
          read(whole.slice(from, cut));
          from = Math.max(from, cut);
        }
        read(whole.slice(from));
        expect(told).toEqual(events);
      }),
    );
  });

  it('keep no line that does not end', () => {
    const told: string[] = [];
    const read = eventReader((event, data) => told.push(`${event} ${data.length}`));
    read('event: update\ndata: ');
    for (let n = 0; n < 1_000; n += 1) read('x'.repeat(10_000));
    read('\n\nevent: delete\ndata: 1\n\n');
    expect(told).toEqual(['update 994', 'delete 1']);
  });
});
