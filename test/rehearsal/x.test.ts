import fc from 'fast-check';
import twitterText from 'twitter-text';
import { describe, expect, it } from 'vitest';
import { realNow } from '../../src/clock.ts';
import { linksIn, weightOf } from '../../src/rehearsal/x/text.ts';
import { noon, type Sent, stage } from './x-stage.ts';

describe('the local X lets in who signs', () => {
  it.each<[string, Partial<Sent>, number]>([
    ['a right signature', {}, 200],
    [
      'a query with signs that must be encoded',
      { target: '/2/users/me?user.fields=description%2Cpublic_metrics' },
      200,
    ],
    ['a key that is not the one', { secret: 'other' }, 401],
    ['a token nobody knows', { tweak: { oauth_token: '1-other' } }, 401],
    ['an app nobody knows', { tweak: { oauth_consumer_key: 'other' } }, 401],
    ['another method of signing', { tweak: { oauth_signature_method: 'PLAINTEXT' } }, 401],
    [
      'a time stamp of ten minutes ago',
      { tweak: { oauth_timestamp: String(Math.floor(realNow() / 1000) - 600) } },
      401,
    ],
    ['a time stamp that is no number', { tweak: { oauth_timestamp: 'now' } }, 401],
    ['no nonce', { tweak: { oauth_nonce: '' } }, 401],
    ['another host', { host: '127.0.0.1' }, 401],
    ['the old host', { host: 'api.twitter.com' }, 401],
  ])('answers %s', async (_what, sent, status) => {
    await using s = await stage();
    const got = await s.send({ target: '/2/users/me', ...sent });
    expect(got.status).toBe(status);
    expect(s.local.complaints()).toHaveLength(status === 200 ? 0 : 1);
    if (status === 401)
      expect(got).toMatchObject({
        headers: { 'content-type': 'application/problem+json' },
        body: { title: 'Unauthorized' },
      });
  });

  it('takes no nonce twice', async () => {
    await using s = await stage();
    const tweak = { oauth_nonce: 'once' };
    expect((await s.send({ target: '/2/users/me', tweak })).status).toBe(200);
    expect((await s.send({ target: '/2/users/me', tweak })).status).toBe(401);
  });

  it.each([
    ['its query', { target: '/2/users/me?user.fields=description', signed: '/2/users/me?user.fields=protected' }],
    ['its path', { target: '/2/users/me', signed: '/2/users/you' }],
    ['its method', { method: 'DELETE', target: '/2/tweets/1', signedMethod: 'GET' }],
  ])('sees that a request was changed on the way: %s', async (_what, sent) => {
    await using s = await stage();
    expect((await s.send(sent)).status).toBe(401);
  });

  it('shows its timeline to everybody', async () => {
    await using s = await stage();
    await s.post('تضامنوا <b>مع</b> الست & #StandWithThe6');
    const page = await fetch(s.local.url);
    expect(page.headers.get('content-type')).toContain('text/html');
    const html = await page.text();
    expect(html).toBe(s.local.timeline());
    expect(html).toContain('dir="rtl"');
    expect(html).not.toContain('<b>مع');
  });
});

describe('the local X publishes', () => {
  it('keeps the text as written and shows it as X does: links behind t.co, signs escaped, entities in code points', async () => {
    await using s = await stage();
    const text = '🪔 a & b: https://example.org/p?a=1&b=2.\n#StandWithThe6 وقّعوا alhaq.org';
    const created = await s.post(text);
    expect(created.status).toBe(201);
    expect(s.local.posts()).toMatchObject([{ id: created.body.data.id, text, at: noon }]);
    const { body } = await s.get(
      `/2/tweets/${created.body.data.id}?post.fields=entities,created_at,lang,public_metrics`,
    );
    expect(body.data.created_at).toBe('2026-11-29T12:00:00.000Z');
    expect(body.data.text).toMatch(
      /^🪔 a &amp; b: https:\/\/t\.co\/\w{10}\.\n#StandWithThe6 وقّعوا https:\/\/t\.co\/\w{10}$/u,
    );
    expect(body.data.entities.urls.map((url: { expanded_url: string }) => url.expanded_url)).toEqual([
      'https://example.org/p?a=1&b=2',
      'http://alhaq.org',
    ]);
    const points = [...body.data.text];
    for (const { start, end, url } of body.data.entities.urls) expect(points.slice(start, end).join('')).toBe(url);
    for (const { start, end, tag } of body.data.entities.hashtags)
      expect(points.slice(start, end).join('')).toBe(`#${tag}`);
  });

  it.each<[string, unknown, string]>([
    ['an empty text', { text: ' ' }, 'empty'],
    ['no text', {}, '`text`'],
    ['a text that is no text', { text: 6 }, '`text`'],
    ['nothing', null, '`text`'],
    ['281 letters', { text: 'a'.repeat(281) }, 'too long'],
    ['141 Chinese signs', { text: '权'.repeat(141) }, 'too long'],
    ['a sign that is none', { text: 'a\ufeffb' }, 'not allowed'],
    ['a key it does not have', { text: 'a', scheduled_at: 'tomorrow' }, 'scheduled_at'],
  ])('refuses %s with 400', async (_what, body, words) => {
    await using s = await stage();
    const got = await s.send({ method: 'POST', target: '/2/tweets', body });
    expect(got).toMatchObject({
      status: 400,
      body: { title: 'Invalid Request', errors: [{ message: expect.stringContaining(words) }] },
    });
    expect(s.local.posts()).toEqual([]);
    expect(s.local.complaints()).toHaveLength(1);
  });

  it.each([
    ['280 Arabic letters', 'ح'.repeat(280)],
    ['140 emoji', '🪔'.repeat(140)],
    ['a link of 400 signs and 256 letters', `${'a'.repeat(256)} https://example.org/${'p'.repeat(380)}`],
  ])('takes %s', async (_what, text) => {
    await using s = await stage();
    expect((await s.post(text)).status).toBe(201);
  });

  it('refuses the same text within a day, in any composition, and takes it again later or after a deletion', async () => {
    await using s = await stage();
    const first = await s.post('café');
    const again = await s.post('cafe\u0301 ');
    expect(again).toMatchObject({
      status: 403,
      body: { detail: 'You are not allowed to create a Tweet with duplicate content.' },
    });
    s.later({ hours: 25 });
    const later = await s.post('café');
    expect(later.status).toBe(201);
    expect((await s.send({ method: 'DELETE', target: `/2/tweets/${later.body.data.id}` })).body).toEqual({
      data: { deleted: true },
    });
    expect((await s.post('café')).status).toBe(201);
    expect(s.local.posts().map(({ id }) => id)).toContain(first.body.data.id);
  });

  it('gives ids that hold the time and never repeat', async () => {
    await using s = await stage();
    const ids: bigint[] = [];
    for (let i = 0; i < 3; i += 1) ids.push(BigInt((await s.post(`post ${i}`)).body.data.id));
    s.later({ hours: 1 });
    ids.push(BigInt((await s.post('later')).body.data.id));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => (a < b ? -1 : 1)));
    expect(Number(ids[0]! >> 22n) + 1_288_834_974_657).toBe(noon.epochMilliseconds);
  });
});

describe('the local X has limits and prices', () => {
  it('lets out 100 posts in a quarter of an hour, says how many remain, and begins anew', async () => {
    await using s = await stage();
    const first = await s.post('post');
    const reset = String(Math.ceil(noon.add({ minutes: 15 }).epochMilliseconds / 1000));
    expect(first.headers).toMatchObject({
      'x-rate-limit-limit': '100',
      'x-rate-limit-remaining': '99',
      'x-rate-limit-reset': reset,
    });
    for (let i = 1; i < 100; i += 1) await s.post(`post ${i}`);
    const over = await s.post('one too many');
    expect(over).toMatchObject({ status: 429, body: { title: 'Too Many Requests' } });
    expect(over.headers).toMatchObject({ 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset });
    s.later({ minutes: 15 });
    expect((await s.post('one too many')).status).toBe(201);
  });

  it('lets out 300 posts in three hours, and names their end', async () => {
    await using s = await stage();
    for (let i = 0; i < 300; i += 1) {
      if (i % 100 === 0 && i > 0) s.later({ minutes: 16 });
      expect((await s.post(`post ${i}`)).status).toBe(201);
    }
    s.later({ minutes: 16 });
    const over = await s.post('one too many');
    expect(over.status).toBe(429);
    expect(over.headers['x-rate-limit-reset']).toBe(String(Math.ceil(noon.add({ hours: 3 }).epochMilliseconds / 1000)));
  });

  it('answers 402 when the money does not reach, dearer for a link', async () => {
    await using s = await stage({ credits: 0.21 });
    expect((await s.post('https://example.org')).status).toBe(201);
    expect(await s.post('https://example.org/2')).toMatchObject({ status: 402, body: { title: 'CreditsDepleted' } });
    expect((await s.get('/2/users/me')).status).toBe(200);
    expect((await s.get('/2/users/me')).status).toBe(402);
    expect(s.local.complaints()).toEqual([]);
  });
});

describe('the local X is read', () => {
  it('gives pages of its own posts, newest first, that lead from one to the next', async () => {
    await using s = await stage();
    for (let i = 0; i < 12; i += 1) {
      await s.post(`post ${i}`);
      s.later({ minutes: 1 });
    }
    const seen: string[] = [];
    let token = '';
    do {
      const { body } = await s.get(`/2/users/${s.me}/tweets?max_results=5${token && `&pagination_token=${token}`}`);
      seen.push(...body.data.map(({ text }: { text: string }) => text));
      expect(body.meta.result_count).toBe(body.data.length);
      token = body.meta.next_token ?? '';
    } while (token);
    expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => `post ${11 - i}`));
  });

  it.each([
    ['start_time=2026-11-29T12:01:00Z', ['post 2', 'post 1']],
    ['end_time=2026-11-29T12:01:00Z', ['post 0']],
    ['exclude=retweets', ['post 2', 'post 1', 'post 0']],
  ])('narrows them by %s', async (query, texts) => {
    await using s = await stage();
    for (let i = 0; i < 3; i += 1) {
      await s.post(`post ${i}`);
      s.later({ minutes: 1 });
    }
    const { body } = await s.get(`/2/users/${s.me}/tweets?${query}`);
    expect(body.data.map(({ text }: { text: string }) => text)).toEqual(texts);
  });

  it('shows a new post after a while when told to be slow', async () => {
    await using s = await stage({ showAfter: Temporal.Duration.from({ seconds: 30 }) });
    await s.post('slow');
    expect((await s.get(`/2/users/${s.me}/tweets`)).body).toEqual({ meta: { result_count: 0 } });
    s.later({ seconds: 30 });
    expect((await s.get(`/2/users/${s.me}/tweets`)).body.data).toHaveLength(1);
  });

  it('gives several posts at once, and names those that are not there', async () => {
    await using s = await stage();
    const { id } = (await s.post('here')).body.data;
    const { body } = await s.get(`/2/tweets?ids=${id},1&post.fields=public_metrics`);
    expect(body).toMatchObject({ data: [{ id, public_metrics: { repost_count: 0 } }], errors: [{ resource_id: '1' }] });
  });

  it('knows itself by its name', async () => {
    await using s = await stage({ spec: '2.159' });
    const got = await s.get('/2/users/by/username/Rehearsal?user.fields=description,public_metrics');
    expect(got.body.data).toMatchObject({ id: s.me, username: 'rehearsal', public_metrics: { tweet_count: 0 } });
    expect((await s.get('/2/users/by/username/nobody')).body.errors).toHaveLength(1);
  });

  it.each([
    ['/2/users/ME/tweets?max_results=4', true],
    ['/2/users/ME/tweets?max_results=101', true],
    ['/2/users/ME/tweets?start_time=yesterday', true],
    ['/2/users/ME/tweets?start_time=2026-11-30T00:00:00Z', true],
    ['/2/users/ME/tweets?exclude=everything', true],
    ['/2/users/ME/tweets?since_id=x', true],
    ['/2/users/ME/tweets?limit=5', true],
    ['/2/users/ME/tweets?post.fields=likes', true],
    ['/2/users/ME/tweets?tweet.fields=entities', false],
    ['/2/tweets', true],
    [`/2/tweets?ids=${Array.from({ length: 101 }, (_, i) => i + 1).join(',')}`, true],
  ])('refuses %s with 400, and complains unless it is only the other spec', async (target, complains) => {
    await using s = await stage();
    const got = await s.get(target.replace('ME', s.me));
    expect(got).toMatchObject({ status: 400, body: { title: 'Invalid Request' } });
    expect(s.local.complaints()).toHaveLength(complains ? 1 : 0);
  });

  it('answers 404 where X has nothing', async () => {
    await using s = await stage();
    expect((await s.get('/1.1/statuses/update.json')).status).toBe(404);
    expect(s.local.complaints()).toHaveLength(1);
  });
});

describe("the local X's own counting", () => {
  it('weighs texts as twitter-text does', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        ' ',
        '\n',
        'ح',
        'ّ',
        '،',
        '权',
        '…',
        '—',
        '🪔',
        '👩‍👩‍👧‍👦',
        '🇵🇸',
        '6️⃣',
        '👍🏽',
        'é',
        'e\u0301',
        '&',
        '#StandWithThe6',
      ],
      ...[' https://example.org/p?a=1&b=2 ', ' alhaq.org ', ' http://t.co/x. '],
    );
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (words) => {
        expect(weightOf(words)).toBe(twitterText.parseTweet(words).weightedLength);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['a link in the middle', 'see https://example.org/a, and', ['https://example.org/a']],
    ['a link in brackets', '(https://example.org/a)', ['https://example.org/a']],
    ['a link right before Arabic', 'https://example.org/وقعوا', ['https://example.org/']],
    ['an address for mail', 'write to us@example.org', []],
    ['a number', 'version 2.167', []],
    ['a machine without a domain', 'http://localhost/x', []],
  ])('finds %s', (_what, text, urls) => {
    expect(linksIn(text).map(({ url }) => url)).toEqual(urls);
  });
});
