import { describe, expect, it } from 'vitest';
import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import { mastodonNetwork } from '../../src/network/mastodon/adapter.ts';
import type { Fault } from '../../src/rehearsal/local.ts';
import { contract } from './contract.ts';
import { answer, attempt, connect, gone, lost, noon, soon, world } from './mastodon-world.ts';

contract('mastodon', {
  start: connect,
  publishes: ({ method, path }) => method === 'POST' && path === '/api/v1/statuses',
  boosts: ({ method, path }) => method === 'POST' && path.endsWith('/reblog'),
  throttled: {
    when: 'before',
    what: {
      kind: 'answer',
      status: 429,
      headers: { 'x-ratelimit-reset': '2026-11-29T12:15:00.000000Z' },
      body: '{"error":"Too many requests"}',
    },
  },
});

describe('publishing on Mastodon', () => {
  it('sends the text, its language, its visibility and its key, and nothing that the server complains of', async () => {
    await using w = await world();
    const receipt = await w.network.publish(attempt('سلام #StandWithThe6', 'ar'), soon());
    expect(receipt.at.toString()).toBe(noon.toString());
    expect(w.local.posts()).toMatchObject([{ id: receipt.remoteId, url: receipt.url, langs: ['ar'] }]);
    expect(w.local.complaints()).toEqual([]);
  });

  it('derives the key from the delivery and the step alone', async () => {
    await using w = await world();
    const key = (step: number, at = noon) => w.network.key({ id: 'abc', at }, step);
    expect(key(0)).toBe('abc-0');
    expect(key(1)).toBe('abc-1');
    expect(key(0, noon.add({ hours: 5 }))).toBe('abc-0');
  });

  const fates: readonly [string, Fault['what'], new (...words: never[]) => Error][] = [
    ['an HTML page with 502', answer(502, '<html>'), Ambiguous],
    ['an HTML page with 503', answer(503, '<html>'), Ambiguous],
    ['an HTML page with 200', answer(200, '<html>'), Ambiguous],
    ['an empty object with 200', answer(200, '{}'), Ambiguous],
    ['a list with 200', answer(200, '[]', { 'content-type': 'application/json' }), Ambiguous],
    ['a scheduled status', answer(200, '{"id":"7","scheduled_at":"2026-11-29T13:00:00Z","params":{}}'), Ambiguous],
    [
      'a status of another text',
      answer(200, '{"id":"7","content":"<p>Other</p>","created_at":"2026-11-29T12:00:00Z"}'),
      Ambiguous,
    ],
    ['half an answer', { kind: 'half' }, Ambiguous],
    ['a reset', { kind: 'close' }, Ambiguous],
    ['a 403 for the account', answer(403, '{"error":"Your login is currently disabled"}'), Blocked],
    ['a redirect', answer(301, '', { location: 'https://example.org/' }), Blocked],
    ['a 422', answer(422, '{"error":"Validation failed: no"}'), Rejected],
    ['a 429', answer(429, '{"error":"Too many requests"}', { 'retry-after': '60' }), Throttled],
  ];
  it.each(fates)('knows what %s means', async (_what, what, kind) => {
    await using w = await world();
    w.fail('/api/v1/statuses', { when: 'before', what });
    await expect(w.network.publish(attempt(), soon())).rejects.toBeInstanceOf(kind);
  });

  it('takes no status of another text for its own, and does not ask for more of a status than it needs', async () => {
    await using w = await world();
    const made = (text: string) =>
      JSON.stringify({ id: '7', content: `<p>${text}</p>`, created_at: '2026-11-29T12:00:00Z' });
    w.fail('/api/v1/statuses', { when: 'before', what: answer(200, made('Other')) });
    await expect(w.network.publish(attempt(), soon())).rejects.toThrow('a status of another text');
    w.fail('/api/v1/statuses', { when: 'before', what: answer(200, made('Mine')) });
    const receipt = await w.network.publish(attempt('Mine'), soon());
    expect(receipt).toMatchObject({ remoteId: '7', url: `${w.local.url}/statuses/7` });
  });

  it('keeps a refusal whose words were cut off a refusal', async () => {
    const cut = () => {
      const body = new ReadableStream({ start: (controller) => controller.error(new TypeError('terminated')) });
      return Promise.resolve(new Response(body, { status: 422 }));
    };
    await using w = await world({}, { fetch: cut });
    await expect(w.network.publish(attempt(), soon())).rejects.toBeInstanceOf(Rejected);
  });

  it('hides the token even when the server repeats it', async () => {
    await using w = await world();
    w.fail('/api/v1/statuses', {
      when: 'before',
      what: answer(401, `{"error":"bad ${w.local.environment.MASTODON_ACCESS_TOKEN}"}`),
    });
    await expect(w.network.publish(attempt(), soon())).rejects.toThrow('bad ***');
  });

  it('is blocked by a wrong token', async () => {
    await using w = await world({}, { token: 'wrong' });
    await expect(w.network.publish(attempt(), soon())).rejects.toBeInstanceOf(Blocked);
  });

  it('is blocked by a token that cannot be sent, without showing it', async () => {
    await using w = await world({}, { token: 'half\nsecret' });
    const thrown = await w.network.publish(attempt(), soon()).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Blocked);
    expect(String(thrown) + String((thrown as Error).cause)).not.toContain('secret');
    expect(w.seen).toEqual([]);
  });

  it('has sent nothing when its time was over before it began', async () => {
    await using w = await world();
    await expect(w.network.publish(attempt(), AbortSignal.abort())).rejects.toBeInstanceOf(Unreachable);
    expect(w.seen).toEqual([]);
  });

  it('sends one post at a time, and lets a waiting one go when its time is over', async () => {
    await using w = await world();
    w.fail('/api/v1/statuses', { when: 'after', what: { kind: 'hang', milliseconds: 20_000 } });
    const giveUp = new AbortController();
    const first = w.network.publish(attempt('first'), giveUp.signal).catch((error: unknown) => error);
    await expect.poll(() => w.local.posts().length).toBe(1);
    const impatient = w.network.publish(attempt('second'), AbortSignal.timeout(50));
    const third = w.network.publish(attempt('third'), soon());
    await expect(impatient).rejects.toBeInstanceOf(Unreachable);
    expect(w.seen).toHaveLength(1);
    giveUp.abort();
    expect(await first).toBeInstanceOf(Ambiguous);
    await third;
    expect(w.local.posts().map((post) => post.text)).toEqual(['first', 'third']);
  });

  it('keeps the path of the address it was given', async () => {
    const asked: string[] = [];
    const go: typeof fetch = (input, init) => {
      asked.push(String(input));
      return fetch(String(input).replace('/prefix', ''), init);
    };
    await using w = await world();
    const { MASTODON_ACCESS_TOKEN: token = '' } = w.local.environment;
    const network = mastodonNetwork({
      url: `${w.local.url}/prefix/`,
      token,
      visibility: 'public',
      now: () => noon,
      fetch: go,
    });
    await network.publish(attempt(), soon());
    expect(asked).toEqual([`${w.local.url}/prefix/api/v1/statuses`]);
  });
});

describe('finding a lost post on Mastodon', () => {
  const texts: readonly [string, string, string][] = [
    [
      'links',
      'en',
      'Sign https://www.example.org/petition/for/the/six?a=1&b=2 and https://example.org. #StandWithThe6',
    ],
    ['Arabic and several lines', 'ar', 'تدعو مؤسسة الحق إلى التضامن،\nاليوم وغداً.\n\n\n#StandWithThe6'],
    ['signs of HTML', 'en', 'a <b>&amp; "c" & \'d\' <&>'],
    ['mentions', 'en', 'With @alhaq@social.example.org today'],
    ['a link to a machine', 'en', 'http://127.0.0.1:8080/a_(b)'],
  ];
  it.each(texts)('recognises %s', async (_what, lang, text) => {
    await using w = await world();
    const mine = attempt(text, lang);
    w.fail('/api/v1/statuses', lost);
    await expect(w.network.publish(mine, soon())).rejects.toBeInstanceOf(Ambiguous);
    w.pass({ minutes: 1 });
    const recall = await w.network.recall(mine, soon());
    expect(recall).toMatchObject({ kind: 'found', receipt: { remoteId: w.local.posts()[0]?.id } });
  });

  it('looks behind a hundred later posts', async () => {
    await using w = await world();
    const mine = attempt('the lost one');
    w.fail('/api/v1/statuses', lost);
    await expect(w.network.publish(mine, soon())).rejects.toBeInstanceOf(Ambiguous);
    const firstId = w.local.posts()[0]?.id;
    for (let n = 0; n < 100; n += 1) await w.network.publish(attempt(`later ${n}`), soon());
    expect(await w.network.recall(mine, soon())).toMatchObject({ kind: 'found', receipt: { remoteId: firstId } });
    expect(w.local.complaints()).toEqual([]);
  });

  it('stops looking where the posts are older than the attempt', async () => {
    await using w = await world();
    for (let n = 0; n < 45; n += 1) await w.network.publish(attempt(`older ${n}`), soon());
    w.pass({ hours: 1 });
    w.seen.length = 0;
    const recall = await w.network.recall(attempt('new', 'en', noon.add({ hours: 1 })), soon());
    expect(recall).toMatchObject({ kind: 'absent', resend: true });
    expect(w.seen.filter(({ path }) => path.endsWith('/statuses'))).toHaveLength(1);
  });

  it('does not take the same text of last week, nor in another language, for the lost one', async () => {
    await using w = await world();
    await w.network.publish(attempt('the same words'), soon());
    w.pass({ hours: 24 * 7 });
    const now = noon.add({ hours: 24 * 7 });
    expect(await w.network.recall(attempt('the same words', 'en', now), soon())).toMatchObject({ kind: 'absent' });
    await w.network.publish(attempt('the same words', 'ar', now), soon());
    expect(await w.network.recall(attempt('the same words', 'en', now), soon())).toMatchObject({ kind: 'absent' });
  });

  describe('when this machine’s clock was ahead at the attempt', () => {
    const none = { before: new Set<string>(), after: new Set<string>() };
    const ahead = (minutes: number, text = 'the lost one') => attempt(text, 'en', noon.add({ minutes }));
    const lose = async (w: Awaited<ReturnType<typeof world>>, mine: ReturnType<typeof attempt>) => {
      w.fail('/api/v1/statuses', lost);
      await expect(w.network.publish(mine, soon())).rejects.toBeInstanceOf(Ambiguous);
    };

    it.each([3, 90, 23 * 60, 40 * 24 * 60])('by %i minutes, finds the post, and does not send it again', async (by) => {
      await using w = await world({ replay: 'error500' });
      const mine = ahead(by);
      await lose(w, mine);
      w.pass({ minutes: 1 }); // and by now somebody has set it right
      const recall = await w.network.recall(mine, soon(), none);
      expect(recall).toMatchObject({ kind: 'found', receipt: { remoteId: w.local.posts()[0]?.id } });
    });

    it('takes no post that has a receipt, from before or after', async () => {
      await using w = await world();
      const [before, after] = [await w.network.publish(attempt('the lost one'), soon()), attempt('the lost one')];
      w.pass({ minutes: 1 });
      const ours = {
        before: new Set([before.remoteId]),
        after: new Set([(await w.network.publish(after, soon())).remoteId]),
      };
      expect(await w.network.recall(ahead(90), soon(), ours)).toMatchObject({ kind: 'absent' });
      await lose(w, ahead(90));
      const [, , third] = w.local.posts();
      expect(await w.network.recall(ahead(90), soon(), ours)).toMatchObject({
        kind: 'found',
        receipt: { remoteId: third?.id },
      });
    });

    it('looks no further back than to a post that was sent before it', async () => {
      await using w = await world();
      await w.network.publish(attempt('the lost one'), soon()); // of another life of this campaign: nobody has its receipt
      const { remoteId } = await w.network.publish(attempt('another'), soon());
      const ours = { before: new Set([remoteId]), after: new Set<string>() };
      expect(await w.network.recall(ahead(90), soon(), ours)).toMatchObject({ kind: 'absent', resend: true });
    });

    it('looks back a day, and no further', async () => {
      await using w = await world();
      await w.network.publish(attempt('the lost one'), soon());
      w.pass({ hours: 25 });
      const mine = attempt('the lost one', 'en', noon.add({ hours: 25 }));
      expect(await w.network.recall(mine, soon(), none)).toMatchObject({ kind: 'absent' });
    });

    it('looks through more than one page', async () => {
      await using w = await world();
      const mine = ahead(90);
      await lose(w, mine);
      const firstId = w.local.posts()[0]?.id;
      for (let n = 0; n < 50; n += 1) await w.network.publish(attempt(`later ${n}`), soon());
      expect(await w.network.recall(mine, soon(), none)).toMatchObject({ receipt: { remoteId: firstId } });
    });
  });

  it('makes one post when it may send again', async () => {
    await using w = await world();
    const mine = attempt();
    w.fail('/api/v1/statuses', gone);
    await expect(w.network.publish(mine, soon())).rejects.toBeInstanceOf(Ambiguous);
    expect(await w.network.recall(mine, soon())).toMatchObject({ kind: 'absent', resend: true });
    const receipt = await w.network.publish(mine, soon());
    expect(w.local.posts()).toMatchObject([{ id: receipt.remoteId }]);
  });

  it('makes one post even when the list was behind', async () => {
    await using w = await world({ showAfter: Temporal.Duration.from({ minutes: 10 }) });
    const mine = attempt();
    w.fail('/api/v1/statuses', lost);
    await expect(w.network.publish(mine, soon())).rejects.toBeInstanceOf(Ambiguous);
    w.pass({ minutes: 1 });
    expect(await w.network.recall(mine, soon())).toMatchObject({ kind: 'absent', resend: true });
    const receipt = await w.network.publish(mine, soon());
    expect(w.local.posts()).toMatchObject([{ id: receipt.remoteId }]);
  });

  it.each([
    [54, true],
    [55, false],
    [24 * 60, false],
  ])('after %i minutes says of sending again: %s', async (minutes, resend) => {
    await using w = await world();
    const mine = attempt();
    w.pass({ minutes });
    const recall = await w.network.recall(mine, soon());
    expect(recall).toMatchObject({ kind: 'absent', resend });
    if (!resend) expect(recall).toHaveProperty('why', expect.stringContaining('too old'));
  });

  it('leaves it to a person where the server ignores keys', async () => {
    await using w = await world({ software: 'gotosocial' });
    const mine = attempt();
    w.fail('/api/v1/statuses', gone);
    await expect(w.network.publish(mine, soon())).rejects.toBeInstanceOf(Ambiguous);
    const recall = await w.network.recall(mine, soon());
    expect(recall).toMatchObject({ kind: 'absent', resend: false, why: expect.stringContaining('gotosocial') });
  });

  it('finds by reading what a server that ignores keys has taken', async () => {
    await using w = await world({ software: 'gotosocial' });
    const mine = attempt();
    w.fail('/api/v1/statuses', lost);
    await expect(w.network.publish(mine, soon())).rejects.toBeInstanceOf(Ambiguous);
    expect(await w.network.recall(mine, soon())).toMatchObject({ kind: 'found' });
  });

  it('finds by reading what a server answers a repeated key with 500 for', async () => {
    await using w = await world({ replay: 'error500', showAfter: Temporal.Duration.from({ minutes: 2 }) });
    const mine = attempt();
    w.fail('/api/v1/statuses', lost);
    await expect(w.network.publish(mine, soon())).rejects.toBeInstanceOf(Ambiguous);
    w.pass({ minutes: 1 });
    expect(await w.network.recall(mine, soon())).toMatchObject({ kind: 'absent', resend: true });
    await expect(w.network.publish(mine, soon())).rejects.toBeInstanceOf(Ambiguous);
    w.pass({ minutes: 1 });
    expect(await w.network.recall(mine, soon())).toMatchObject({ kind: 'found' });
    expect(w.local.posts()).toHaveLength(1);
  });

  it('says that the server could not be reached, never that nobody knows', async () => {
    await using w = await world();
    w.fail('/api/v1/accounts', { when: 'before', what: answer(502, '<html>') });
    await expect(w.network.recall(attempt(), soon())).rejects.toBeInstanceOf(Unreachable);
    w.fail('/api/v1/accounts', { when: 'before', what: { kind: 'hang', milliseconds: 20_000 } });
    await expect(w.network.recall(attempt(), AbortSignal.timeout(100))).rejects.toBeInstanceOf(Unreachable);
    w.fail('/api/v1/accounts', { when: 'before', what: answer(200, '{"surprise":true}') });
    await expect(w.network.recall(attempt(), soon())).rejects.toBeInstanceOf(Unreachable);
  });

  it('does not say absent when only a part of our posts could be read', async () => {
    await using w = await world();
    for (let n = 0; n < 41; n += 1) await w.network.publish(attempt(`post ${n}`), soon());
    const list = '/api/v1/accounts/109000000000000001/statuses';
    const samePage = JSON.stringify([{ id: '5', content: '<p>x</p>', created_at: '2026-11-29T12:00:00Z' }]);
    const what = answer(200, samePage, { 'content-type': 'application/json' });
    w.fail(list, { when: 'before', what }, 3);
    expect(await w.network.recall(attempt('lost'), soon())).toMatchObject({ kind: 'absent', resend: false });
  });
});

describe('what kind of server it is', () => {
  const nodeinfo = (name: string) => answer(200, JSON.stringify({ version: '2.0', software: { name, version: '1' } }));
  const names: readonly [string, boolean][] = [
    ['mastodon', true],
    ['hometown', true],
    ['pleroma', true],
    ['Akkoma', true],
    ['gotosocial', false],
    ['pixelfed', false],
    ['hollo', false],
    ['something new', false],
  ];
  it.each(names)('trusts the keys of %s: %s', async (name, resend) => {
    await using w = await world();
    w.fail('/nodeinfo/2.0', { when: 'before', what: nodeinfo(name) });
    expect(await w.network.recall(attempt(), soon())).toMatchObject({ kind: 'absent', resend });
  });

  const versions: readonly [string, boolean][] = [
    ['4.6.2', true],
    ['4.3.0-beta.1+glitch', true],
    ['2.7.2 (compatible; Pleroma 2.5.0)', true],
    ['2.7.2 (compatible; Akkoma 3.10)', true],
    ['3.5.3 (compatible; Pixelfed 0.12.4)', false],
    ['4.2.1 (compatible; Iceshrimp 2023.12)', false],
    ['0.21.0 git-36bbc3c', false],
    ['', false],
  ];
  it.each(versions)('without nodeinfo, trusts the keys of version "%s": %s', async (version, resend) => {
    await using w = await world();
    w.fail('/.well-known/nodeinfo', { when: 'before', what: answer(404, '<html>') });
    w.fail('/api/v2/instance', { when: 'before', what: answer(200, JSON.stringify({ version })) });
    expect(await w.network.recall(attempt(), soon())).toMatchObject({ kind: 'absent', resend });
  });

  it('asks only the server that it was given, wherever nodeinfo points', async () => {
    const hosts = new Set<string>();
    const go: typeof fetch = (input, init) => {
      hosts.add(new URL(String(input)).host);
      return fetch(input, init);
    };
    await using w = await world({}, { fetch: go });
    const rel = 'http://nodeinfo.diaspora.software/ns/schema/2.0';
    const links = [{ rel, href: 'https://elsewhere.example/nodeinfo/2.0' }];
    w.fail('/.well-known/nodeinfo', { when: 'before', what: answer(200, JSON.stringify({ links })) });
    expect(await w.network.recall(attempt(), soon())).toMatchObject({ kind: 'absent', resend: true });
    expect([...hosts]).toEqual([new URL(w.local.url).host]);
  });
});

describe('the limits of a Mastodon server', () => {
  const documents: readonly [string, object, number, number][] = [
    [
      'Mastodon',
      { configuration: { statuses: { max_characters: 11_000, characters_reserved_per_url: 30 } } },
      11_000,
      30,
    ],
    ['Pleroma', { max_toot_chars: 5_001 }, 5_001, 23],
    ['a server that says nothing', {}, 500, 23],
    [
      'a server that talks nonsense',
      { max_toot_chars: -1, configuration: { statuses: { max_characters: 'many' } } },
      500,
      23,
    ],
  ];
  it.each(documents)('are read from %s', async (_what, document, limit, perUrl) => {
    await using w = await world();
    w.fail('/api/v2/instance', { when: 'before', what: answer(200, JSON.stringify(document)) });
    const rules = await w.network.rules(soon());
    expect([rules.limit, rules.length('https://example.org')]).toEqual([limit, perUrl]);
  });

  const usual = {
    most: 4,
    bytes: 16_777_216,
    types: ['image/jpeg', 'image/png'],
    pixels: 33_177_600,
    altLength: 1_500,
  };
  const pictures: readonly [string, object, object][] = [
    [
      'Mastodon',
      {
        configuration: {
          statuses: { max_media_attachments: 6 },
          media_attachments: {
            supported_mime_types: ['image/jpeg', 'image/webp', 'video/mp4'],
            image_size_limit: 1_000,
            image_matrix_limit: 2_000,
            description_limit: 3_000,
          },
        },
      },
      { most: 6, bytes: 1_000, types: ['image/jpeg', 'image/webp'], pixels: 2_000, altLength: 3_000 },
    ],
    [
      'Pleroma',
      { upload_limit: 5_000, description_limit: 600, max_media_attachments: 8 },
      { ...usual, bytes: 5_000, altLength: 600, most: 8 },
    ],
    ['a server that takes none', { configuration: { statuses: { max_media_attachments: 0 } } }, { ...usual, most: 0 }],
    ['a server that says nothing', {}, usual],
    [
      'a server that talks nonsense',
      { configuration: { statuses: [], media_attachments: { supported_mime_types: [7], image_size_limit: '16 MB' } } },
      usual,
    ],
  ];
  it.each(pictures)('on pictures are read from %s', async (_what, document, wanted) => {
    await using w = await world();
    w.fail('/api/v2/instance', { when: 'before', what: answer(200, JSON.stringify(document)) });
    expect((await w.network.rules(soon())).pictures).toEqual(wanted);
  });

  it.each(['{"error":"Not Found"}', '<html>'])('come from version 1 where there is no version 2 (%s)', async (body) => {
    await using w = await world({ characters: 777 });
    w.fail('/api/v2/instance', { when: 'before', what: answer(404, body) });
    expect((await w.network.rules(soon())).limit).toBe(777);
  });

  it('are asked for once an hour, and the last known go on when the server does not answer', async () => {
    await using w = await world({ characters: 600 });
    const asked = () => w.seen.filter(({ path }) => path === '/api/v2/instance').length;
    await w.network.rules(soon());
    w.pass({ minutes: 59 });
    await w.network.rules(soon());
    expect(asked()).toBe(1);
    w.pass({ minutes: 2 });
    w.fail('/api/v2/instance', gone);
    expect((await w.network.rules(soon())).limit).toBe(600);
    expect(asked()).toBe(2);
    await w.network.rules(soon());
    expect(asked()).toBe(3);
  });

  it('are not made up when the server was never reached', async () => {
    await using w = await world();
    w.fail('/api/v2/instance', gone);
    await expect(w.network.rules(soon())).rejects.toBeInstanceOf(Unreachable);
  });
});

describe('the account on Mastodon', () => {
  it('comes with its limits', async () => {
    await using w = await world();
    expect(await w.network.account(soon())).toMatchObject({
      handle: 'campaign',
      automated: true,
      limits: { characters: 500, perUrl: 23, pictures: { most: 4, altLength: 1_500 } },
    });
    expect(w.local.complaints()).toEqual([]);
  });

  it.each([
    [true, true],
    [false, false],
    [undefined, 'unknown'],
  ])('with a bot flag of %s is automated: %s', async (bot, automated) => {
    await using w = await world();
    const document = JSON.stringify({ id: '1', acct: 'a', url: 'https://a.example/@a', bot });
    w.fail('/api/v1/accounts/verify_credentials', { when: 'before', what: answer(200, document) });
    expect((await w.network.account(soon())).automated).toBe(automated);
  });

  it('is known even when the limits are not', async () => {
    await using w = await world();
    w.fail('/api/v2/instance', gone);
    expect(await w.network.account(soon())).toMatchObject({ handle: 'campaign', limits: undefined });
  });
});
