import { describe, expect, it } from 'vitest';
import { type LocalWorld, localWorld as world } from './mastodon-world.ts';
import { jpeg, png } from './small-pictures.ts';

const never = Number.POSITIVE_INFINITY;

describe('pictures on a local Mastodon', () => {
  it('are kept with their text, and shown with their post', async () => {
    await using w = await world();
    const bytes = png(1_280, 720);
    const made = await w.upload(bytes, { description: 'ستة مصابيح' });
    expect([made.status, made.json]).toMatchObject([
      200,
      {
        type: 'image',
        description: 'ستة مصابيح',
        meta: { original: { width: 1_280, height: 720, size: '1280x720' }, small: { width: 640, height: 360 } },
      },
    ]);
    const posted = (await w.post('a', { media_ids: [made.json.id] })).json;
    expect(posted.media_attachments).toEqual([made.json]);
    expect(w.local.posts()[0]?.pictures).toMatchObject([{ alt: 'ستة مصابيح', width: 1_280, bytes: bytes.length }]);
    const shown = await fetch(made.json.url);
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(bytes);
    expect(w.local.complaints()).toEqual([]);
  });

  it('may be named in a form', async () => {
    await using w = await world();
    const ids = [(await w.upload(png())).json.id, (await w.upload(jpeg(), { type: 'image/jpeg' })).json.id];
    const body = new URLSearchParams({ status: 'a', language: 'en', visibility: 'public' });
    for (const id of ids) body.append('media_ids[]', id);
    const { json } = await w.call('POST', '/api/v1/statuses', { body, headers: { 'idempotency-key': 'k' } });
    expect(json.media_attachments.map(({ id }: { id: string }) => id)).toEqual(ids);
  });

  it('are worked on for as long as it is told, and cannot be posted meanwhile', async () => {
    await using w = await world({ looksUntilReady: 2 });
    const made = await w.upload(png());
    expect([made.status, made.json.url, made.json.preview_url]).toEqual([202, null, null]);
    const look = async () => {
      const { status, json } = await w.call('GET', `/api/v1/media/${made.json.id}`);
      return [status, typeof json.url];
    };
    expect(await look()).toEqual([206, 'object']);
    const early = await w.post('a', { media_ids: [made.json.id] });
    expect([early.status, early.json.error]).toEqual([422, expect.stringContaining('have not finished processing')]);
    expect(await look()).toEqual([200, 'string']);
    expect((await w.post('a', { media_ids: [made.json.id] })).status).toBe(200);
  });

  it('can be worked on for ever', async () => {
    await using w = await world({ looksUntilReady: never });
    const { id } = (await w.upload(png())).json;
    for (let n = 0; n < 5; n += 1) expect((await w.call('GET', `/api/v1/media/${id}`)).status).toBe(206);
  });

  it('get another text before they are posted, and none after', async () => {
    await using w = await world();
    const { id } = (await w.upload(png(), { description: 'first' })).json;
    const change = (description: string) => w.call('PUT', `/api/v1/media/${id}`, { body: { description } });
    expect((await change('second')).json.description).toBe('second');
    await w.post('a', { media_ids: [id] });
    expect((await change('third')).status).toBe(404);
    expect((await w.call('GET', `/api/v1/media/${id}`)).status).toBe(404);
    expect(w.local.posts()[0]?.pictures?.[0]?.alt).toBe('second');
  });

  it.each([
    [23, 200],
    [24, 422],
  ])('that no post took can be posted after %i hours: %i', async (hours, status) => {
    await using w = await world();
    const { id } = (await w.upload(png())).json;
    w.pass({ hours });
    expect((await w.post('a', { media_ids: [id] })).status).toBe(status);
  });

  it('belong to one post', async () => {
    await using w = await world();
    const { id } = (await w.upload(png())).json;
    await w.post('a', { media_ids: [id] });
    const second = await w.post('b', { media_ids: [id] });
    expect([second.status, second.json]).toEqual([
      422,
      { error: `Media ${id} not found or already attached to another post` },
    ]);
  });

  it.each([
    ['', 200],
    ['?delete_media=true', 422],
  ])('of a post deleted with "%s" can be posted again: %i', async (query, status) => {
    await using w = await world();
    const { id } = (await w.upload(png())).json;
    const post = (await w.post('a', { media_ids: [id] })).json;
    const deleted = (await w.call('DELETE', `/api/v1/statuses/${post.id}${query}`)).json;
    expect([deleted.text, deleted.media_attachments[0].id]).toEqual(['a', id]);
    expect((await w.post('a', { media_ids: [id] })).status).toBe(status);
  });

  it.each<[string, Buffer, { type?: string; description?: string }, RegExp]>([
    ['a text called a picture', Buffer.from('hello there'), {}, /could not be verified/],
    ['nothing', Buffer.alloc(0), {}, /could not be verified/],
    ['half a picture', png().subarray(0, 40), {}, /could not be verified/],
    ['a JPEG called a PNG', jpeg(), {}, /could not be verified/],
    ['a kind that it does not take', png(), { type: 'image/tiff' }, /content type is invalid/],
    ['too many bytes', Buffer.concat([png(), Buffer.alloc(2_000)]), {}, /must be less than/],
    ['too many pixels', png(101, 100), {}, /101x100 images are not supported/],
    ['too long a text', png(), { description: '𝔞'.repeat(31) }, /Description is too long \(maximum is 30/],
  ])('that are %s are refused with 422', async (_what, bytes, more, words) => {
    await using w = await world({ pictures: { bytes: 2_000, pixels: 10_000, altLength: 30 } });
    const refused = await w.upload(bytes, more);
    expect([refused.status, refused.json.error]).toEqual([422, expect.stringMatching(words)]);
    expect(w.local.complaints().join()).toMatch(words);
    expect((await w.upload(png(100, 100), { description: '𝔞'.repeat(30) })).status).toBe(200);
  });

  it('are refused without a file, and beyond what a post takes', async () => {
    await using w = await world({ pictures: { most: 2 } });
    const { status, json } = await w.call('POST', '/api/v2/media', { body: new FormData() });
    expect([status, json.error]).toEqual([422, "Validation failed: File can't be blank"]);
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push((await w.upload(png())).json.id);
    expect((await w.post('a', { media_ids: ids })).json).toEqual({ error: 'Cannot attach more than 2 files' });
    expect((await w.post('a', { media_ids: ids.slice(1) })).status).toBe(200);
  });

  it.each<[string, (w: LocalWorld) => Promise<unknown>, RegExp]>([
    ['no description', (w) => w.upload(png(), { description: ' ' }), /without a description/],
    ['Exif in a PNG', (w) => w.upload(png(4, 3, { eXIf: 'MM' })), /metadata \(Exif\)/],
    ['words in a PNG', (w) => w.upload(png(4, 3, { tEXt: 'Author\0N.N.' })), /metadata \(text\)/],
    ['XMP in a PNG', (w) => w.upload(png(4, 3, { iTXt: 'XML:com.adobe.xmp' })), /XMP/],
    [
      'Exif in a JPEG',
      (w) => w.upload(jpeg(4, 3, [[0xe1, 'Exif\0\0MM\0*']]), { type: 'image/jpeg' }),
      /metadata \(Exif\)/,
    ],
    [
      'XMP and more in a JPEG',
      (w) => {
        const more = [
          [0xe1, 'http://ns.adobe.com/xap/1.0/\0<x/>'],
          [0xed, 'Photoshop 3.0'],
          [0xfe, 'hello'],
        ] as const;
        return w.upload(jpeg(4, 3, more), { type: 'image/jpeg' });
      },
      /metadata \(XMP, IPTC, comment\)/,
    ],
  ])('with %s bring a complaint', async (_what, act, words) => {
    await using w = await world();
    await act(w);
    expect(w.local.complaints().join()).toMatch(words);
  });

  it('may carry a colour profile', async () => {
    await using w = await world();
    await w.upload(jpeg(7, 5, [[0xe2, 'ICC_PROFILE\0']]), { type: 'image/jpeg' });
    await w.upload(png(4, 3, { iCCP: 'p', pHYs: '000000000', gAMA: '0000' }));
    expect(w.local.complaints()).toEqual([]);
  });

  it('come at most thirty times in half an hour', async () => {
    await using w = await world();
    for (let n = 0; n < 30; n += 1) expect((await w.upload(png())).status).toBe(200);
    const refused = await w.upload(png());
    expect(refused.status).toBe(429);
    expect(refused.headers.get('x-ratelimit-reset')).toBe('2026-11-29T12:30:00.000000Z');
    w.pass({ minutes: 30 });
    expect((await w.upload(png())).status).toBe(200);
  });
});

describe('answers and warnings on a local Mastodon', () => {
  it('stand on the post, which counts its answers', async () => {
    await using w = await world();
    const first = (await w.post('one', { spoiler_text: 'prison' })).json;
    expect(first).toMatchObject({ spoiler_text: 'prison', sensitive: true, in_reply_to_id: null });
    const second = (await w.post('two', { in_reply_to_id: first.id })).json;
    expect(second).toMatchObject({ in_reply_to_id: first.id, in_reply_to_account_id: first.account.id });
    expect((await w.call('GET', `/api/v1/statuses/${first.id}`)).json.replies_count).toBe(1);
    expect(w.local.posts()).toMatchObject([{ contentWarning: 'prison' }, { replyTo: first.id }]);
  });

  it('answer nothing any more when the answered post is deleted', async () => {
    await using w = await world();
    const first = (await w.post('one')).json;
    const second = (await w.post('two', { in_reply_to_id: first.id })).json;
    await w.call('DELETE', `/api/v1/statuses/${first.id}`);
    expect((await w.call('GET', `/api/v1/statuses/${second.id}`)).json.in_reply_to_id).toBeNull();
    const third = await w.post('three', { in_reply_to_id: first.id });
    expect([third.status, third.json]).toEqual([
      404,
      { error: 'The post you are trying to reply to does not appear to exist.' },
    ]);
  });

  it('count the warning with the text, a link in it in full', async () => {
    await using w = await world({ characters: 30 });
    expect((await w.post('1234567890', { spoiler_text: 'x'.repeat(20) })).status).toBe(200);
    expect((await w.post('1234567890', { spoiler_text: 'x'.repeat(21) })).status).toBe(422);
    expect((await w.post('a', { spoiler_text: `https://example.org/${'a'.repeat(20)}` })).status).toBe(422);
  });

  it('are part of what one key stands for', async () => {
    await using w = await world();
    await w.post('a', {}, { 'idempotency-key': 'k' });
    await w.post('a', { spoiler_text: 'prison' }, { 'idempotency-key': 'k' });
    expect(w.local.complaints().join()).toMatch(/one Idempotency-Key for two different posts/);
  });
});

describe("a token's scopes on a local Mastodon", () => {
  const list = '/api/v1/accounts/109000000000000001/statuses';
  it.each([
    ['POST', '/api/v1/statuses', 'write:statuses'],
    ['DELETE', '/api/v1/statuses/1', 'write:statuses'],
    ['POST', '/api/v2/media', 'write:media'],
    ['GET', '/api/v1/media/1', 'write:media'],
    ['PUT', '/api/v1/media/1', 'write:media'],
    ['GET', '/api/v1/accounts/verify_credentials', 'read:accounts'],
    ['GET', list, 'read:statuses'],
    ['GET', '/api/v1/statuses/1', 'read:statuses'],
  ])('%s %s asks for %s', async (method, path, scope) => {
    const others = ['write:statuses', 'write:media', 'read:accounts', 'read:statuses'].filter((one) => one !== scope);
    await using without = await world({ scopes: others });
    const refused = await without.call(method, path);
    expect([refused.status, refused.json]).toEqual([403, { error: 'This action is outside the authorized scopes' }]);
    expect(without.local.complaints().join()).toContain(`lacks the scope ${scope}`);
    for (const scopes of [[scope], [scope.split(':')[0] ?? '']]) {
      await using allowed = await world({ scopes });
      expect((await allowed.call(method, path)).status).not.toBe(403);
    }
  });

  it('are told to their bearer, and do not bind strangers', async () => {
    await using w = await world({ scopes: ['write:statuses'] });
    const { id } = (await w.post('a')).json;
    expect((await w.call('GET', '/api/v1/apps/verify_credentials')).json.scopes).toEqual(['write:statuses']);
    expect((await w.call('GET', '/api/v1/apps/verify_credentials', { token: '' })).status).toBe(401);
    expect((await w.call('GET', `/api/v1/statuses/${id}`, { token: '' })).status).toBe(200);
  });
});

describe("a local Mastodon's limit on deleting", () => {
  it('allows thirty in half an hour', async () => {
    await using w = await world();
    const remove = async () => (await w.call('DELETE', `/api/v1/statuses/${(await w.post('a')).json.id}`)).status;
    for (let n = 0; n < 30; n += 1) expect(await remove()).toBe(200);
    expect(await remove()).toBe(429);
    w.pass({ minutes: 30 });
    expect(await remove()).toBe(200);
  });
});
