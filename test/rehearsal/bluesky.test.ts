import { lexicons } from '@atproto/api';
import { describe, expect, it } from 'vitest';
import { cidOf } from '../../src/rehearsal/bluesky/cid.ts';
import { limits } from '../../src/rehearsal/bluesky/limits.ts';
import { checkPost } from '../../src/rehearsal/bluesky/post-record.ts';
import { Refusal } from '../../src/rehearsal/bluesky/refusal.ts';
import { facet, type Json, key, link, record, said, stage, start, tag } from './bluesky-stage.ts';

describe('the sessions of the local Bluesky', () => {
  it('begin with the password of the environment and with nothing else', async () => {
    await using s = await stage();
    const { did } = await s.login();
    expect(did).toMatch(/^did:plc:[a-z2-7]{24}$/);
    const wrong = await s.post('com.atproto.server.createSession', { identifier: 'campaign.test', password: 'guess' });
    expect(said(wrong)).toBe('401 AuthenticationRequired');
  });

  it('have tokens that expire in the network’s own time', async () => {
    await using s = await stage();
    const { access, refresh } = await s.login();
    const claims = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString());
    expect(claims.exp - claims.iat).toBe(2 * 3_600);
    expect((await s.get('com.atproto.server.getSession')).status).toBe(200);
    s.pass({ hours: 2 });
    expect(said(await s.get('com.atproto.server.getSession'))).toBe('400 ExpiredToken');
    const renewed = await s.post('com.atproto.server.refreshSession', {}, refresh);
    expect((await s.get('com.atproto.server.getSession', {}, renewed.body.accessJwt as string)).status).toBe(200);
    s.pass({ hours: 24 * 91 });
    expect(said(await s.post('com.atproto.server.refreshSession', {}, refresh))).toBe('400 ExpiredToken');
  });

  it('give the same successor to a refresh token used twice, and none after two hours of grace', async () => {
    await using s = await stage();
    const { refresh } = await s.login();
    const once = await s.post('com.atproto.server.refreshSession', {}, refresh);
    const twice = await s.post('com.atproto.server.refreshSession', {}, refresh);
    expect(twice.body.refreshJwt).toBe(once.body.refreshJwt);
    s.pass({ hours: 2 });
    expect(said(await s.post('com.atproto.server.refreshSession', {}, refresh))).toBe('400 ExpiredToken');
  });

  it.each([
    ['no token', undefined, '401 AuthMissing'],
    ['a token nobody signed', 'a.b.c', '400 InvalidToken'],
  ])('are asked for: %s', async (_what, bearer, expected) => {
    await using s = await stage();
    expect(said(await s.get('com.atproto.server.getSession', {}, bearer))).toBe(expected);
    expect(said(await s.post('com.atproto.repo.putRecord', {}, bearer))).toBe(expected);
    expect(said(await s.get('app.bsky.feed.getPosts', { uris: 'at://x' }, bearer))).toBe(expected);
  });

  it('do not take a refresh token for an access token, nor the other way round', async () => {
    await using s = await stage();
    const { access, refresh } = await s.login();
    expect(said(await s.get('com.atproto.server.getSession', {}, refresh))).toBe('400 InvalidToken');
    expect(said(await s.post('com.atproto.server.refreshSession', {}, access))).toBe('400 InvalidToken');
  });

  it('end all at once when somebody ends them', async () => {
    await using s = await stage();
    const { access, refresh } = await s.login();
    s.local.endSessions();
    expect(said(await s.get('com.atproto.server.getSession', {}, access))).toBe('400 ExpiredToken');
    expect(said(await s.post('com.atproto.server.refreshSession', {}, refresh))).toBe('400 ExpiredToken');
    await s.login();
    expect((await s.get('com.atproto.server.getSession')).status).toBe(200);
  });
});

describe('the records of the local Bluesky', () => {
  it('are made once: the same again is no change, another under the same key is refused', async () => {
    await using s = await stage();
    await s.login();
    const first = await s.put(key(1));
    const again = await s.put(key(1));
    expect([first.status, again.status, again.body.cid]).toEqual([200, 200, first.body.cid]);
    expect([first.body.commit === undefined, again.body.commit === undefined]).toEqual([false, true]);
    const other = await s.put(key(1), record('Other words.'));
    expect(said(other)).toBe('400 InvalidSwap');
    expect(s.local.posts().map((post) => post.text)).toEqual(['Stand with the six.']);
    expect(s.local.complaints()).toEqual([]);
  });

  it('are overwritten by a put without a condition, or with the right one', async () => {
    await using s = await stage();
    await s.login();
    await s.put(key(1));
    const second = await s.put(key(1), record('Second.'), {});
    expect((await s.put(key(1), record('Third.'), { swapRecord: second.body.cid })).status).toBe(200);
    expect(said(await s.put(key(1), record('Fourth.'), { swapRecord: second.body.cid }))).toBe('400 InvalidSwap');
    expect(s.local.posts().map((post) => post.text)).toEqual(['Third.']);
  });

  it('are not created twice under one key: 500, whatever the content', async () => {
    await using s = await stage();
    await s.login();
    const create = () =>
      s.post('com.atproto.repo.createRecord', {
        repo: 'campaign.test',
        collection: 'app.bsky.feed.post',
        rkey: key(1),
        record: record(),
      });
    expect((await create()).status).toBe(200);
    expect(said(await create())).toBe('500 InternalServerError');
  });

  it('get a TID of the server where the client chose no key', async () => {
    await using s = await stage();
    await s.login();
    const input = { repo: 'campaign.test', collection: 'app.bsky.feed.post', record: record() };
    const uris = [1, 2].map(async () => (await s.post('com.atproto.repo.createRecord', input)).body.uri);
    expect(new Set(await Promise.all(uris)).size).toBe(2);
  });

  it.each([
    ['a key that is no TID', 'hello', record()],
    ['a TID with the highest bit set', 'z222222222222', record()],
    ['301 graphemes', key(1), record('a'.repeat(301))],
    ['3,002 bytes', key(1), record('م'.repeat(299) + '\u064E'.repeat(1_202))],
    ['four languages', key(1), record('x', { langs: ['en', 'ar', 'fr', 'de'] })],
    ['no language that exists', key(1), record('x', { langs: ['?'] })],
    ['no createdAt', key(1), record('x', { createdAt: undefined })],
    ['a createdAt without a zone', key(1), record('x', { createdAt: '2026-11-29T12:00:00' })],
    ['another type', key(1), record('x', { $type: 'app.bsky.feed.like' })],
    ['no text', key(1), record('x', { text: undefined })],
    ['a facet without bytes', key(1), record('x', { facets: [{ features: [] }] })],
  ])('are refused for %s, and the refusal is remembered', async (_what, rkey, value) => {
    await using s = await stage();
    await s.login();
    expect(said(await s.put(rkey, value))).toBe('400 InvalidRequest');
    expect(s.local.posts()).toEqual([]);
    expect(s.local.complaints()).toHaveLength(1);
  });

  it('are read by everybody, listed newest key first, and gone when deleted', async () => {
    await using s = await stage();
    await s.login();
    for (const n of [2, 3, 4]) await s.put(key(n), record(`Post ${n}`));
    s.logout();
    const where = { repo: 'campaign.test', collection: 'app.bsky.feed.post' };
    const one = await s.get('com.atproto.repo.getRecord', { ...where, rkey: key(3) });
    expect((one.body.value as Json).text).toBe('Post 3');
    const first = await s.get('com.atproto.repo.listRecords', { ...where, limit: '2' });
    const rest = await s.get('com.atproto.repo.listRecords', {
      ...where,
      limit: '2',
      cursor: first.body.cursor as string,
    });
    const texts = [first, rest].flatMap(({ body }) =>
      (body.records as { value: Json }[]).map(({ value }) => value.text),
    );
    expect(texts).toEqual(['Post 4', 'Post 3', 'Post 2']);
    expect(rest.body.cursor).toBeUndefined();

    await s.login();
    await s.post('com.atproto.repo.deleteRecord', { ...where, rkey: key(3) });
    expect(said(await s.get('com.atproto.repo.getRecord', { ...where, rkey: key(3) }))).toBe('400 RecordNotFound');
    expect(s.local.posts()).toHaveLength(2);
    expect((await s.post('com.atproto.repo.deleteRecord', { ...where, rkey: key(3) })).status).toBe(200);
  });

  it('belong to one account', async () => {
    await using s = await stage();
    await s.login();
    expect(said(await s.put(key(1), record(), { repo: 'did:plc:somebodyelse' }))).toBe('403 AccountNotFound');
    expect(said(await s.get('com.atproto.repo.getRecord', { repo: 'a.test', collection: 'x', rkey: 'y' }))).toBe(
      '400 InvalidRequest',
    );
  });
});

describe('the content identifier of a record', () => {
  it('is the one that atproto gives', () => {
    // A record of atproto's own interoperability tests.
    const known = {
      string: 'abc',
      unicode: 'a~öñ©⽘☎𓋓😀👨‍👩‍👧‍👧',
      integer: 123,
      bool: true,
      null: null,
      array: ['abc', 'def', 'ghi'],
      object: { string: 'abc', number: 123, bool: true, arr: ['abc', 'def', 'ghi'] },
    };
    expect(cidOf(known)).toBe('bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq');
  });

  it('does not turn on the order of keys, and turns on everything else', () => {
    expect(cidOf({ a: 1, bb: -70_000 })).toBe(cidOf({ bb: -70_000, a: 1 }));
    expect(cidOf({ a: 1, bb: -70_000 })).not.toBe(cidOf({ a: 1, bb: -70_001 }));
    expect(() => cidOf({ half: 0.5 })).toThrow();
  });
});

describe('what the local Bluesky takes and complains of', () => {
  const text = '🪔 see https://example.org/a, then #StandWithThe6، ＃الستة';
  const right = [
    facet(9, 30, link('https://example.org/a')),
    facet(37, 51, tag('StandWithThe6')),
    facet(54, 67, tag('الستة')),
  ];

  it('is nothing where every hashtag and link has its facet', () => {
    expect(checkPost(record(text, { facets: right }))).toEqual([]);
  });

  it.each([
    ['a link without a facet', [right[1], right[2]], 'https://example.org/a,'],
    ['a hashtag without a facet', [right[0], right[2]], '#StandWithThe6'],
    ['a full-width hashtag without a facet', [right[0], right[1]], '＃الستة'],
    ['a facet out of the text', [...right, facet(60, 900, tag('x'))], 'outside'],
    ['an empty facet', [...right, facet(3, 3, tag('x'))], 'outside'],
    ['half of an emoji', [...right, facet(2, 4, tag('x'))], 'cuts a character'],
    ['a facet of UTF-16 units', [right[0], facet(35, 49, tag('StandWithThe6')), right[2]], 'no facet of its own'],
    ['a facet that stops early', [right[0], facet(37, 42, tag('Stan')), right[2]], 'stops inside'],
    ['the sign inside the tag', [right[0], facet(37, 51, tag('#StandWithThe6')), right[2]], 'covers'],
    ['a link to elsewhere', [facet(9, 30, link('https://example.org/b')), right[1], right[2]], 'covers'],
    ['two facets over each other', [...right, facet(38, 51, tag('tandWithThe6'))], 'overlaps'],
    ['a mention', [...right, facet(5, 8, { $type: 'app.bsky.richtext.facet#mention', did: 'did:plc:x' })], 'mentions'],
    ['a feature nobody knows', [...right, facet(5, 8, { $type: 'x' })], 'unknown kind'],
  ])('is %s', (_what, facets, words) => {
    expect(checkPost(record(text, { facets })).join('\n')).toContain(words);
  });

  it('goes out all the same, as on a real server, and is remembered', async () => {
    await using s = await stage();
    await s.login();
    expect((await s.put(key(1), record('#StandWithThe6'))).status).toBe(200);
    expect(s.local.complaints()).toEqual(['“#StandWithThe6” has no facet of its own: followers see plain text']);
  });

  it('is a method that it does not have', async () => {
    await using s = await stage();
    const response = await fetch(`${s.local.url}/xrpc/app.bsky.unknown.method`);
    expect([response.status, await response.json()]).toEqual([
      501,
      { error: 'MethodNotImplemented', message: 'Method Not Implemented' },
    ]);
    expect(s.local.complaints()).toHaveLength(1);
  });
});

describe('the limits of the local Bluesky', () => {
  const spend = (take: (points: number) => unknown, times: number, points: number) => {
    for (let n = 0; n < times; n += 1) take(points);
  };
  const refusal = (act: () => unknown): Refusal => {
    try {
      act();
    } catch (error) {
      if (error instanceof Refusal) return error;
    }
    throw new Error('nothing was refused');
  };

  it('let 1,666 posts through in an hour, and tell when the next may come', () => {
    let now = start;
    const { write } = limits(() => now);
    spend(write, 1_666, 3);
    const no = refusal(() => write(3));
    expect([no.status, no.error]).toEqual([429, 'RateLimitExceeded']);
    expect(no.headers).toEqual({
      'ratelimit-limit': '5000',
      'ratelimit-remaining': '0',
      'ratelimit-reset': String(start.add({ hours: 1 }).epochMilliseconds / 1000),
      'ratelimit-policy': '5000;w=3600',
      'retry-after': '3600',
    });
    write(2); // an update still fits
    now = now.add({ hours: 1 });
    expect(write(3)['ratelimit-remaining']).toBe('4997');
  });

  it('let 35,000 points through in a day', () => {
    let now = start;
    const { write } = limits(() => now);
    for (let hour = 0; hour < 7; hour += 1) {
      spend(write, 5, 1_000);
      now = now.add({ hours: 1 });
    }
    expect(refusal(() => write(1)).headers['ratelimit-policy']).toBe('35000;w=86400');
  });

  it('let 30 log-ins through in five minutes and 300 in a day', () => {
    let now = start;
    const { login } = limits(() => now);
    for (let window = 0; window < 10; window += 1) {
      spend(login, 30, 1);
      if (window < 9) expect(refusal(() => login(1)).headers['retry-after']).toBe('300');
      now = now.add({ minutes: 5 });
    }
    expect(refusal(() => login(1)).headers['ratelimit-policy']).toBe('300;w=86400');
  });

  it('are told with every write', async () => {
    await using s = await stage();
    await s.login();
    expect((await s.put(key(1))).headers.get('ratelimit-remaining')).toBe('4997');
    expect((await s.put(key(1))).headers.get('ratelimit-remaining')).toBe('4995');
  });
});

describe('what the local Bluesky shows', () => {
  it('is the account, its posts and their counts, in the words of the lexicon', async () => {
    await using s = await stage();
    const { did } = await s.login();
    for (const n of [2, 3, 4]) await s.put(key(n), record(`Post ${n}`));
    const uris = s.local.posts().map((post) => post.id);

    const profile = await s.get('app.bsky.actor.getProfile', { actor: did });
    expect(profile.body).toMatchObject({ handle: 'campaign.test', postsCount: 3, labels: [{ val: 'bot' }] });
    expect((await s.get('com.atproto.identity.resolveHandle', { handle: 'campaign.test' })).body.did).toBe(did);
    expect((await s.get('com.atproto.server.describeServer')).status).toBe(200);

    const feed = await s.get('app.bsky.feed.getAuthorFeed', { actor: did, limit: '2' });
    const rest = await s.get('app.bsky.feed.getAuthorFeed', { actor: did, cursor: feed.body.cursor as string });
    const shown = [feed, rest].flatMap(({ body }) =>
      (body.feed as { post: { uri: string } }[]).map(({ post }) => post.uri),
    );
    expect(shown).toEqual(uris.toReversed());

    const posts = await s.get('app.bsky.feed.getPosts', { uris });
    expect(posts.body.posts).toHaveLength(3);
    const many = Array.from({ length: 26 }, () => uris[0]);
    expect(said(await s.get('app.bsky.feed.getPosts', { uris: many }))).toBe('400 InvalidRequest');
  });

  it('is a page for people at its root', async () => {
    await using s = await stage();
    await s.login();
    await s.put(key(1), record('تضامنوا', { langs: ['ar'] }));
    const html = await (await fetch(s.local.url)).text();
    expect(html).toBe(s.local.timeline());
    expect(html).toContain('lang="ar" dir="rtl">تضامنوا<');
  });

  it('keeps records that the lexicon takes', async () => {
    await using s = await stage();
    await s.login();
    const { body } = await s.get('com.atproto.repo.getRecord', {
      repo: 'campaign.test',
      collection: 'app.bsky.actor.profile',
      rkey: 'self',
    });
    expect(() => lexicons.assertValidRecord('app.bsky.actor.profile', body.value)).not.toThrow();
  });
});
