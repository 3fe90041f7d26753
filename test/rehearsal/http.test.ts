import { describe, expect, it } from 'vitest';
import { page, serveLocal } from '../../src/rehearsal/http.ts';
import type { Fault } from '../../src/rehearsal/local.ts';
import { timelinePage } from '../../src/rehearsal/timeline.ts';

/** A server that counts what it did, with a fault for its next request. */
const stage = async (fault?: Fault) => {
  const complaints: string[] = [];
  const acted: string[] = [];
  let planned = fault;
  const server = await serveLocal({
    complain: (words) => complaints.push(words),
    faults: () => {
      const now = planned;
      planned = undefined;
      return now;
    },
    routes: {
      'GET /': () => page('<p>hello</p>'),
      'GET /users/:id/posts/:post': ({ params, query }) => ({
        status: 200,
        body: { ...params, tags: query.getAll('tag') },
      }),
      'POST /act': ({ text }) => {
        acted.push(text);
        return { status: 201, headers: { 'x-left': '3' }, body: { done: true, text } };
      },
      'POST /json': ({ json }) => ({ status: 200, body: { got: json() ?? 'not JSON' } }),
      'POST /form': ({ form }) => ({ status: 200, body: Object.fromEntries(form()) }),
      'POST /bytes': ({ bytes }) => ({ status: 200, body: bytes }),
      'GET /bug': () => {
        throw new Error('oh');
      },
    },
  });
  return {
    url: server.url,
    complaints,
    acted,
    act: () => fetch(`${server.url}/act`, { method: 'POST', body: 'now' }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};

describe('the shell of a local network', () => {
  it('listens on loopback only, on a port of its own', async () => {
    await using s = await stage();
    expect(s.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(s.url)).text()).toBe('<p>hello</p>');
  });

  it('refuses to start on a port that is taken', async () => {
    await using s = await stage();
    await expect(serveLocal({ routes: {}, port: Number(new URL(s.url).port) })).rejects.toThrow('EADDRINUSE');
  });

  it('finds routes by method and path, and hands over names and query', async () => {
    await using s = await stage();
    const answer = await fetch(`${s.url}/users/a%2Fb/posts/7?tag=one&tag=two`);
    expect(await answer.json()).toEqual({ id: 'a/b', post: '7', tags: ['one', 'two'] });
    for (const [method, path] of [
      ['POST', '/users/1/posts/2'],
      ['GET', '/users/1'],
      ['GET', '/users//posts/2'],
      ['GET', '/no'],
    ]) {
      expect((await fetch(`${s.url}${path}`, { method })).status).toBe(404);
    }
  });

  it.each([
    ['/json', '{"a":1}', '{"got":{"a":1}}'],
    ['/json', '{"a":', '{"got":"not JSON"}'],
    ['/json', '', '{"got":"not JSON"}'],
    ['/form', 'text=a+b%26&x=1', '{"text":"a b&","x":"1"}'],
    ['/bytes', 'مرحبا', 'مرحبا'],
  ])('reads a body for %s: %s', async (path, body, expected) => {
    await using s = await stage();
    expect(await (await fetch(s.url + path, { method: 'POST', body })).text()).toBe(expected);
  });

  it('refuses a body larger than any that a network takes', async () => {
    await using s = await stage();
    const answer = await fetch(`${s.url}/act`, { method: 'POST', body: Buffer.alloc(21 * 1024 * 1024) });
    expect(answer.status).toBe(413);
    expect(s.acted).toEqual([]);
  });

  it('turns a bug of its own into a 500 and a complaint', async () => {
    await using s = await stage();
    const answer = await fetch(`${s.url}/bug`);
    expect([answer.status, await answer.text()]).toEqual([500, 'the local network failed']);
    expect(s.complaints).toEqual(['the local network failed at GET /bug: Error: oh']);
  });

  it('does nothing wrong without a fault', async () => {
    await using s = await stage();
    const answer = await s.act();
    expect([answer.status, answer.headers.get('x-left'), await answer.json()]).toEqual([
      201,
      '3',
      { done: true, text: 'now' },
    ]);
  });

  const broken: readonly (readonly [Fault['when'], Fault['what']])[] = [
    ['before', { kind: 'close' }],
    ['after', { kind: 'close' }],
    ['before', { kind: 'half' }],
    ['after', { kind: 'half' }],
    ['before', { kind: 'hang', milliseconds: 20 }],
    ['after', { kind: 'hang', milliseconds: 20 }],
  ];
  it.each(broken)('cuts one request off %s it acted: %o', async (when, what) => {
    await using s = await stage({ when, what });
    const whole = s.act().then((answer) => answer.text());
    await expect(whole).rejects.toThrow();
    expect(s.acted).toHaveLength(when === 'before' ? 0 : 1);
    expect((await s.act()).status).toBe(201);
  });

  it.each(['before', 'after'] as const)('gives another answer %s it acted', async (when) => {
    await using s = await stage({
      when,
      what: { kind: 'answer', status: 502, headers: { via: '1.1 proxy' }, body: '<html>' },
    });
    const answer = await s.act();
    expect([answer.status, answer.headers.get('via'), answer.headers.get('content-type'), await answer.text()]).toEqual(
      [502, '1.1 proxy', 'text/html; charset=utf-8', '<html>'],
    );
    expect(s.acted).toHaveLength(when === 'before' ? 0 : 1);
  });

  it('lets go of a hanging request when it is disposed of', async () => {
    const s = await stage({ when: 'after', what: { kind: 'hang', milliseconds: 600_000 } });
    const hanging = s.act();
    const ended = expect(hanging).rejects.toThrow();
    await expect.poll(() => s.acted.length).toBe(1);
    await s[Symbol.asyncDispose]();
    await ended;
    await expect(fetch(s.url)).rejects.toThrow();
  });
});

describe('the timeline page', () => {
  const at = (text: string) => Temporal.Instant.from(text);
  const account = { name: 'The <campaign>', handle: '@campaign.test', automated: true };
  const page = (posts: readonly { text: string; langs: readonly string[]; at?: Temporal.Instant }[]) =>
    timelinePage({
      network: 'bluesky',
      account,
      posts: posts.map((post, i) => ({ id: `${i}`, url: '', at: at('2026-11-29T12:00:00Z'), ...post })),
    });

  it('says that it is a rehearsal and that the account is automated', () => {
    const html = page([{ text: 'hello', langs: ['en'] }]);
    expect(html).toContain('Rehearsal');
    expect(html).toContain('automated');
    expect(html).toContain('1 post<');
  });

  it('asks nothing of anybody: no script, no picture, no font, no style from elsewhere', () => {
    const html = page([{ text: 'https://example.org/a #Tag', langs: ['en'] }]);
    expect(html).not.toMatch(/<script|<img|<iframe|@import|url\(|src=|<link(?! rel="icon" href="data:,")/i);
  });

  it('escapes everything that came from outside', () => {
    const html = page([
      { text: `<img src=x onerror="alert(1)"> & 'so' https://example.org/"><b>`, langs: ['"><script>'] },
    ]);
    expect(html).not.toMatch(/<img|<script|<b>|<campaign>/);
    expect(html).toContain('&#60;img src=x onerror=&#34;alert(1)&#34;&#62; &#38; &#39;so&#39;');
  });

  it.each([
    ['ar', 'lang="ar" dir="rtl"'],
    ['fa-IR', 'lang="fa-IR" dir="rtl"'],
    ['en', 'lang="en" dir="ltr"'],
    ['pt-BR', 'lang="pt-BR" dir="ltr"'],
  ])('writes %s in its direction', (lang, expected) => {
    expect(page([{ text: 'x', langs: [lang] }])).toContain(expected);
  });

  it('lets a post without a language find its own direction', () => {
    expect(page([{ text: 'x', langs: [] }])).toContain('<p class="text" dir="auto">');
  });

  it('marks hashtags and links, without the punctuation behind them', () => {
    const html = page([{ text: 'a https://example.org/b. #StandWithThe6، #فلسطين', langs: ['ar'] }]);
    expect(html).toContain('dir="ltr">https://example.org/b</a>. ');
    expect(html).toContain('<bdi class="tag">#StandWithThe6</bdi>، <bdi class="tag">#فلسطين</bdi>');
  });

  it('shows the newest first, and of one moment the last', () => {
    const html = page([
      { text: 'first', langs: ['en'], at: at('2026-11-29T08:00:00Z') },
      { text: 'third', langs: ['en'], at: at('2026-11-29T10:00:00Z') },
      { text: 'second', langs: ['en'], at: at('2026-11-29T09:00:00Z') },
      { text: 'fourth', langs: ['en'], at: at('2026-11-29T10:00:00Z') },
    ]);
    expect(html.match(/first|second|third|fourth/g)).toEqual(['fourth', 'third', 'second', 'first']);
  });

  it('says so when there is nothing yet', () => {
    expect(page([])).toContain('Nothing has been published yet');
  });
});
