import { describe, expect, it } from 'vitest';
import { type LocalWorld, localWorld as world } from './mastodon-world.ts';

describe('a local Mastodon', () => {
  it('keeps what it is sent, as JSON or as a form', async () => {
    await using w = await world();
    await w.post('as JSON');
    const body = new URLSearchParams({ status: 'as a form', language: 'ar', visibility: 'unlisted' });
    await w.call('POST', '/api/v1/statuses', { body, headers: { 'idempotency-key': 'k' } });
    expect(w.local.posts().map(({ text, langs }) => [text, langs])).toEqual([
      ['as JSON', ['en']],
      ['as a form', ['ar']],
    ]);
    expect(w.local.complaints()).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['paragraphs and breaks', 'a\nb\n\nc', '<p>a<br />b</p><p>c</p>'],
    ['signs of HTML', `<a> & "b" 'c'`, '<p>&lt;a&gt; &amp; &quot;b&quot; &#39;c&#39;</p>'],
    [
      'a long link cut short',
      'https://www.example.org/a/very/long/path/indeed',
      '<p><a href="https://www.example.org/a/very/long/path/indeed" target="_blank" rel="nofollow noopener" translate="no">' +
        '<span class="invisible">https://www.</span><span class="ellipsis">example.org/a/very/long/path/i</span>' +
        '<span class="invisible">ndeed</span></a></p>',
    ],
    ['a full stop after a link', 'https://example.org/a.', '<span class="invisible"></span></a>.</p>'],
    ['a hashtag', '#StandWithThe6!', 'class="mention hashtag" rel="tag">#<span>StandWithThe6</span></a>!</p>'],
  ])('shows %s as Mastodon does', async (_what, text, html) => {
    await using w = await world();
    expect((await w.post(text)).json.content).toContain(html);
  });

  it('names the hashtags of a status', async () => {
    await using w = await world();
    const { tags } = (await w.post('#StandWithThe6 #standwiththe6 #فلسطين a#b #1')).json;
    expect(tags.map((tag: { name: string }) => tag.name)).toEqual(['standwiththe6', 'فلسطين']);
  });

  it('refuses in the words of Mastodon', async () => {
    await using w = await world({ characters: 10 });
    expect((await w.post(' ')).json).toEqual({ error: "Validation failed: Text can't be blank" });
    const long = await w.post('12345678901');
    expect([long.status, long.json]).toEqual([
      422,
      { error: 'Validation failed: Text character limit of 10 exceeded' },
    ]);
    expect((await w.post('👨‍👩‍👧‍👦'.repeat(10))).status).toBe(200);
    expect((await w.post('a', { visibility: 'secret' })).status).toBe(422);
    expect((await w.call('POST', '/api/v1/statuses', { body: { status: 'a' }, token: 'wrong' })).status).toBe(401);
    expect((await w.call('GET', '/api/v1/accounts/verify_credentials', { token: '' })).json).toEqual({
      error: 'The access token is invalid',
    });
    expect((await w.call('GET', '/api/v1/statuses/1')).status).toBe(404);
    expect(w.local.posts()).toHaveLength(1);
  });

  it('counts a link as 23 characters', async () => {
    await using w = await world({ characters: 24 });
    expect((await w.post(`https://example.org/${'a'.repeat(100)}!`)).status).toBe(200);
    expect((await w.post(`https://example.org/${'a'.repeat(100)} 1`)).status).toBe(422);
  });

  it('says that its account is automated', async () => {
    await using w = await world();
    const { json } = await w.call('GET', '/api/v1/accounts/verify_credentials');
    expect(json).toMatchObject({ acct: 'campaign', bot: true });
    const looked = await w.call('GET', '/api/v1/accounts/lookup?acct=campaign', { token: '' });
    expect(looked.json.id).toBe(json.id);
    expect((await w.call('GET', '/api/v1/accounts/lookup?acct=nobody')).status).toBe(404);
  });
});

describe("a local Mastodon's Idempotency-Key", () => {
  const twice = async (w: LocalWorld, wait: Temporal.DurationLike) => {
    const first = await w.post('once', {}, { 'idempotency-key': 'same' });
    w.pass(wait);
    return [first, await w.post('once', {}, { 'idempotency-key': 'same' })] as const;
  };
  it('gives the same status within the hour', async () => {
    await using w = await world();
    const [first, second] = await twice(w, { minutes: 59 });
    expect(second.json.id).toBe(first.json.id);
    expect(w.local.posts()).toHaveLength(1);
  });
  it('is forgotten after an hour', async () => {
    await using w = await world();
    await twice(w, { minutes: 60 });
    expect(w.local.posts()).toHaveLength(2);
  });
  it('is ignored where it is told to be GoToSocial', async () => {
    await using w = await world({ software: 'gotosocial' });
    await twice(w, { seconds: 1 });
    expect(w.local.posts()).toHaveLength(2);
    expect((await w.call('GET', '/nodeinfo/2.0')).json.software.name).toBe('gotosocial');
  });
  it('brings a 500 where it is told so', async () => {
    await using w = await world({ replay: 'error500' });
    const [, second] = await twice(w, { seconds: 1 });
    expect(second.status).toBe(500);
    expect(w.local.posts()).toHaveLength(1);
  });
});

describe("a local Mastodon's own list", () => {
  const list = '/api/v1/accounts/109000000000000001/statuses';
  const texts = (json: { content: string }[]) => json.map(({ content }) => content.replace(/<.*?>/g, ''));

  it('is paged by ids, newest first', async () => {
    await using w = await world();
    const ids: string[] = [];
    for (let n = 0; n < 6; n += 1) ids.push((await w.post(`n${n}`)).json.id);
    const get = async (query: string) => texts((await w.call('GET', `${list}?${query}`)).json);
    expect(await get('limit=2&exclude_reblogs=true')).toEqual(['n5', 'n4']);
    expect(await get(`limit=2&max_id=${ids[4]}`)).toEqual(['n3', 'n2']);
    expect(await get(`limit=2&since_id=${ids[1]}`)).toEqual(['n5', 'n4']);
    expect(await get(`limit=2&min_id=${ids[1]}`)).toEqual(['n3', 'n2']);
    expect(await get(`max_id=${ids[0]}`)).toEqual([]);
    const { headers } = await w.call('GET', `${list}?limit=2`);
    expect(headers.get('link')).toBe(
      `<${w.local.url}${list}?limit=2&max_id=${ids[4]}>; rel="next", <${w.local.url}${list}?limit=2&min_id=${ids[5]}>; rel="prev"`,
    );
    expect(ids.every((id, n) => n === 0 || BigInt(id) > BigInt(ids[n - 1] ?? 0))).toBe(true);
  });

  it('shows a new status only after a while, where it is told so', async () => {
    await using w = await world({ showAfter: Temporal.Duration.from({ seconds: 30 }) });
    await w.post('late');
    expect((await w.call('GET', list)).json).toEqual([]);
    expect(w.local.posts()).toHaveLength(1);
    w.pass({ seconds: 30 });
    expect(texts((await w.call('GET', list)).json)).toEqual(['late']);
  });

  it('hides what is not public from strangers', async () => {
    await using w = await world();
    const { id } = (await w.post('quiet', { visibility: 'private' })).json;
    expect((await w.call('GET', list, { token: '' })).json).toEqual([]);
    expect((await w.call('GET', `/api/v1/statuses/${id}`, { token: '' })).status).toBe(404);
    expect(texts((await w.call('GET', list)).json)).toEqual(['quiet']);
  });

  it('gives several statuses at once, and forgets a deleted one', async () => {
    await using w = await world();
    const [a, b] = [(await w.post('a')).json.id, (await w.post('b')).json.id];
    expect(texts((await w.call('GET', `/api/v1/statuses?id[]=${a}&id[]=${b}&id[]=1`)).json)).toEqual(['a', 'b']);
    expect((await w.call('DELETE', `/api/v1/statuses/${a}`)).json.text).toBe('a');
    expect((await w.call('GET', `/api/v1/statuses/${a}`)).status).toBe(404);
    expect(w.local.posts().map(({ text }) => text)).toEqual(['b']);
  });
});

describe("a local Mastodon's limits", () => {
  it('allow 300 requests in five minutes of its own time, and say so on every answer', async () => {
    await using w = await world();
    const ask = () => w.call('GET', '/api/v2/instance');
    const first = await ask();
    expect(first.headers.get('x-ratelimit-limit')).toBe('300');
    expect(first.headers.get('x-ratelimit-remaining')).toBe('299');
    expect(first.headers.get('x-ratelimit-reset')).toBe('2026-11-29T12:05:00.000000Z');
    for (let n = 1; n < 300; n += 1) await ask();
    const refused = await ask();
    expect([refused.status, refused.json]).toEqual([429, { error: 'Too many requests' }]);
    expect((await w.call('GET', '/api/v2/instance', { token: '' })).status).toBe(200);
    w.pass({ minutes: 5 });
    expect((await ask()).status).toBe(200);
  });

  it('allow 300 statuses in three hours', async () => {
    await using w = await world();
    for (let n = 0; n < 300; n += 1) {
      if (n % 200 === 0) w.pass({ minutes: 5 });
      await w.post(`n${n}`);
    }
    w.pass({ minutes: 5 });
    const refused = await w.post('one more');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('x-ratelimit-reset')).toBe('2026-11-29T15:00:00.000000Z');
    expect(w.local.posts()).toHaveLength(300);
    w.pass({ hours: 3 });
    expect((await w.post('one more')).status).toBe(200);
  });
});

describe("a local Mastodon's complaints", () => {
  it.each<[string, (w: LocalWorld) => Promise<unknown>, RegExp]>([
    ['no key', (w) => w.post('a', {}, { 'idempotency-key': '' }), /without an Idempotency-Key/],
    ['no language', (w) => w.post('a', { language: undefined }), /without a language/],
    ['an unknown language', (w) => w.post('a', { language: 'qqx' }), /language that nobody knows/],
    ['a schedule', (w) => w.post('a', { scheduled_at: '2026-12-01T00:00:00Z' }), /scheduled_at/],
    ['a text in the query string', (w) => w.call('POST', '/api/v1/statuses?status=a'), /query string/],
    ['a text that is too long', (w) => w.post('a'.repeat(501)), /limit of 500 exceeded/],
    ['a wrong token', (w) => w.call('POST', '/api/v1/statuses', { token: 'x' }), /without the right token/],
    [
      'one key for two texts',
      async (w) => {
        await w.post('a', {}, { 'idempotency-key': 'k' });
        await w.post('b', {}, { 'idempotency-key': 'k' });
      },
      /one Idempotency-Key for two different posts/,
    ],
    [
      'too large a page',
      (w) => w.call('GET', '/api/v1/accounts/109000000000000001/statuses?limit=80'),
      /40 is the most/,
    ],
    ['an unknown address', (w) => w.call('GET', '/api/v1/nothing'), /not served here/],
  ])('name %s', async (_what, act, words) => {
    await using w = await world();
    await act(w);
    expect(w.local.complaints().join('\n')).toMatch(words);
  });
});

it('shows its posts as a page, also at the address of each', async () => {
  await using w = await world();
  const { url } = (await w.post('سلام <b>', { language: 'ar' })).json;
  for (const address of ['/', new URL(url).pathname]) {
    const { text, headers } = await w.call('GET', address, { token: '' });
    expect(headers.get('content-type')).toContain('text/html');
    expect(text).toContain('سلام');
    expect(text).not.toContain('<b>');
  }
  expect(w.local.timeline()).toContain('سلام');
});
