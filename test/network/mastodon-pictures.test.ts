import { describe, expect, it } from 'vitest';
import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import type { Fault } from '../../src/rehearsal/local.ts';
import { png } from '../rehearsal/small-pictures.ts';
import { answer, attempt, gone, lost, noon, picture, soon, uploaded, world } from './mastodon-world.ts';

const media = '/api/v2/media';

describe('uploading a picture to Mastodon', () => {
  it('sends the bytes as they are, with the alt text, and no post', async () => {
    await using w = await world();
    const bytes = png(5, 2);
    const receipt = await w.network.upload(picture('ستة مصابيح «في نافذة»', bytes), soon());
    expect(receipt).toMatchObject({ url: '', at: noon });
    expect(w.local.posts()).toEqual([]);
    await w.network.publish(attempt('a', 'ar', noon, { pictures: [uploaded(receipt)] }), soon());
    expect(w.local.posts()[0]?.pictures).toEqual([
      {
        ...{ alt: 'ستة مصابيح «في نافذة»', type: 'image/png', width: 5, height: 2, bytes: bytes.length },
        data: `data:image/png;base64,${bytes.toString('base64')}`,
      },
    ]);
    expect(w.local.complaints()).toEqual([]);
  });

  it.each([0, 1, 3])('waits for a server that needs %i looks until it is done', async (looksUntilReady) => {
    await using w = await world({ looksUntilReady });
    const receipt = await w.network.upload(picture(), soon());
    expect(w.seen.map(({ method }) => method)).toEqual(['POST', ...Array<string>(looksUntilReady).fill('GET')]);
    await w.network.publish(attempt('a', 'en', noon, { pictures: [uploaded(receipt)] }), soon());
    expect(w.local.posts()[0]?.pictures).toHaveLength(1);
    expect(w.local.complaints()).toEqual([]);
  });

  it('looks again where the server does not know the picture yet, or answers a look with nothing', async () => {
    await using w = await world({ looksUntilReady: 1 });
    w.fail('/api/v1/media/', { when: 'before', what: answer(404, '{"error":"Record not found"}') });
    w.fail('/api/v1/media/', { when: 'before', what: answer(206, '') });
    await w.network.upload(picture(), soon());
    expect(w.seen).toHaveLength(4);
  });

  it('takes a picture for ready that has its address, whatever the status says', async () => {
    await using w = await world();
    w.fail(media, { when: 'after', what: answer(202, '{"id":"7","type":"image","url":"https://a.example/7.png"}') });
    expect((await w.network.upload(picture(), soon())).remoteId).toBe('7');
    expect(w.seen).toHaveLength(1);
  });

  it('gives up on a server that never finishes, with nothing posted, and looks less and less often', async () => {
    await using w = await world({ looksUntilReady: Number.POSITIVE_INFINITY });
    const thrown = await w.network.upload(picture(), AbortSignal.timeout(1_000)).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Unreachable);
    expect(String(thrown)).toContain('before the server had finished');
    expect(w.seen.length).toBeLessThanOrEqual(4); // the upload, and looks after 250 and 750 ms, perhaps one cut short
    expect(w.local.posts()).toEqual([]);
  });

  const refusal = 'Validation failed: File content type is invalid, File is invalid';
  const scope = '{"error":"This action is outside the authorized scopes"}';
  const fates: readonly [string, Fault, new (...words: never[]) => Error, string][] = [
    ['an upload lost on its way', gone, Unreachable, ''],
    ['an answer lost on its way', lost, Unreachable, ''],
    ['half an answer', { when: 'after', what: { kind: 'half' } }, Unreachable, ''],
    ['an answer without an id', { when: 'after', what: answer(200, '{"type":"image"}') }, Unreachable, ''],
    ['an HTML page with 200', { when: 'before', what: answer(200, '<html>') }, Unreachable, ''],
    [
      'a 500',
      { when: 'before', what: answer(500, '{"error":"Error processing thumbnail"}') },
      Unreachable,
      'thumbnail',
    ],
    ['an HTML page with 503', { when: 'before', what: answer(503, '<html>') }, Unreachable, '503'],
    ['a 422', { when: 'before', what: answer(422, JSON.stringify({ error: refusal })) }, Rejected, refusal],
    ['a 413', { when: 'before', what: answer(413, '<html>') }, Rejected, '413'],
    ['a 401', { when: 'before', what: answer(401, '{"error":"The access token is invalid"}') }, Blocked, 'invalid'],
    ['a missing scope', { when: 'before', what: answer(403, scope) }, Blocked, 'lacks the scope write:media'],
  ];
  it.each(fates)('knows what %s means', async (_what, fault, kind, words) => {
    await using w = await world();
    w.fail(media, fault);
    const thrown = await w.network.upload(picture(), soon()).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(kind);
    expect(String(thrown)).toContain(words);
    expect((await w.network.upload(picture(), soon())).remoteId).not.toBe('');
  });

  it('passes on the words of a server that could not make anything of the picture afterwards', async () => {
    await using w = await world({ looksUntilReady: 5 });
    w.fail('/api/v1/media/', { when: 'before', what: answer(422, '{"error":"Error processing thumbnail"}') });
    const thrown = await w.network.upload(picture(), soon()).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Rejected);
    expect(String(thrown)).toContain('Error processing thumbnail');
  });

  it('waits until the moment that the server names after thirty uploads', async () => {
    await using w = await world();
    for (let n = 0; n < 30; n += 1) await w.network.upload(picture(), soon());
    const thrown = await w.network.upload(picture(), soon()).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Throttled);
    expect((thrown as Throttled).until.toString()).toBe('2026-11-29T12:30:00Z');
  });
});

describe('a post with pictures on Mastodon', () => {
  /** A server that has a picture of ours, and the post that names it. */
  const ready = async (w: Awaited<ReturnType<typeof world>>) => {
    const pictures = [uploaded(await w.network.upload(picture(), soon()))];
    return attempt('With a picture. #StandWithThe6', 'en', noon, { pictures });
  };

  it('shows four pictures in their order, each with its own text', async () => {
    await using w = await world();
    const alts = ['one', 'two', 'three', 'four'];
    const pictures = [];
    for (const alt of alts) pictures.push(uploaded(await w.network.upload(picture(alt), soon()), alt));
    pictures.reverse();
    await w.network.publish(attempt('a', 'en', noon, { pictures }), soon());
    expect(w.local.posts()[0]?.pictures?.map(({ alt }) => alt)).toEqual(alts.toReversed());
    expect(w.local.complaints()).toEqual([]);
  });

  it('is found again when the answer was lost, and one post when sent again', async () => {
    await using w = await world();
    const mine = await ready(w);
    w.fail('/api/v1/statuses', lost);
    await expect(w.network.publish(mine, soon())).rejects.toBeInstanceOf(Ambiguous);
    const found = await w.network.recall(mine, soon());
    expect(found).toMatchObject({ kind: 'found', receipt: { remoteId: w.local.posts()[0]?.id } });
    expect((await w.network.publish(mine, soon())).remoteId).toBe(w.local.posts()[0]?.id);
    expect(w.local.posts()).toHaveLength(1);
    expect(w.local.complaints()).toEqual([]);
  });

  it('asks for a new upload when the server has forgotten the picture after a day', async () => {
    await using w = await world();
    const mine = await ready(w);
    w.pass({ hours: 24 });
    const thrown = await w.network.publish(mine, soon()).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Unreachable);
    expect((thrown as Unreachable).uploadAgain).toBe(true);
    expect(String(thrown)).toContain('not found or already attached');
    expect(w.local.posts()).toEqual([]);
    const again = { ...mine, with: { pictures: [uploaded(await w.network.upload(picture(), soon()))] } };
    await w.network.publish(again, soon());
    expect(w.local.posts()).toHaveLength(1);
  });

  it('understands a server that speaks of the missing picture in another language', async () => {
    await using w = await world();
    const mine = await ready(w);
    w.pass({ hours: 24 });
    w.fail('/api/v1/statuses', { when: 'before', what: answer(422, '{"error":"الوسائط غير موجودة"}') });
    expect(await w.network.publish(mine, soon()).catch((error: unknown) => error)).toMatchObject({ uploadAgain: true });
  });

  it('asks for a new upload when another post has the picture', async () => {
    await using w = await world();
    const mine = await ready(w);
    await w.network.publish(mine, soon());
    const other = attempt('Another. #StandWithThe6', 'en', noon, mine.with);
    expect(await w.network.publish(other, soon()).catch((error: unknown) => error)).toMatchObject({
      uploadAgain: true,
    });
  });

  it('waits, and uploads nothing again, while the server is not done with the picture', async () => {
    await using w = await world();
    const mine = await ready(w);
    w.fail('/api/v1/statuses', { when: 'before', what: answer(422, '{"error":"Cannot attach files that …"}') });
    w.fail('/api/v1/media/', { when: 'before', what: answer(206, '{"id":"1","type":"image","url":null}') });
    const thrown = await w.network.publish(mine, soon()).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Unreachable);
    expect(thrown).toMatchObject({ uploadAgain: false });
  });

  it('is rejected for good when the refusal has nothing to do with its pictures', async () => {
    await using w = await world({ characters: 10 });
    const mine = await ready(w);
    const thrown = await w.network.publish(mine, soon()).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Rejected);
    expect(String(thrown)).toContain('character limit of 10 exceeded');
  });

  it('is rejected in the end by a server that refuses it and tells of none of its pictures', async () => {
    await using w = await world({ characters: 10 });
    const mine = await ready(w);
    const uploads: unknown[] = [];
    for (let n = 0; n < 4; n += 1) {
      w.fail('/api/v1/media/', { when: 'before', what: answer(404, '{"error":"Not found"}') });
      uploads.push(await w.network.publish(mine, soon()).catch((error: unknown) => (error as Unreachable).uploadAgain));
    }
    expect(uploads).toEqual([true, true, true, undefined]);
  });

  it('tries again later when the server refused it and then could not be asked why', async () => {
    await using w = await world();
    const mine = await ready(w);
    w.fail('/api/v1/statuses', { when: 'before', what: answer(422, '{"error":"no"}') });
    w.fail('/api/v1/media/', gone);
    const thrown = await w.network.publish(mine, soon()).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Unreachable);
    expect(thrown).toMatchObject({ uploadAgain: false });
  });
});
