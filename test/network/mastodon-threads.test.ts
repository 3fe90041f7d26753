import { describe, expect, it } from 'vitest';
import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import { answer, answering, attempt, gone, lost, noon, picture, soon, uploaded, world } from './mastodon-world.ts';

type World = Awaited<ReturnType<typeof world>>;

describe('a thread on Mastodon', () => {
  it('answers post by post, with warning and pictures on the first alone', async () => {
    await using w = await world();
    const pictures = [uploaded(await w.network.upload(picture(), soon()))];
    const first = await w.network.publish(attempt('one', 'ar', noon, { pictures, contentWarning: 'سجن' }), soon());
    const second = await w.network.publish(attempt('two', 'ar', noon, answering(first)), soon());
    await w.network.publish(attempt('three', 'ar', noon, answering(second, first)), soon());
    expect(w.local.posts()).toMatchObject([
      { text: 'one', replyTo: undefined, contentWarning: 'سجن', pictures: [{ alt: 'Six lamps in a window' }] },
      { text: 'two', replyTo: first.remoteId, contentWarning: undefined, pictures: [] },
      { text: 'three', replyTo: second.remoteId, contentWarning: undefined, pictures: [] },
    ]);
    expect(w.local.complaints()).toEqual([]);
  });

  /** A thread of three of which the answer to one was lost; gives what is found of that one, and the posts. */
  const losing = async (w: World, step: number) => {
    const receipts = [];
    for (let n = 0; n < 3; n += 1) {
      const parent = receipts.at(-1);
      const mine = attempt(`post ${n}`, 'en', noon, parent ? answering(parent, receipts[0]) : {});
      if (n === step) {
        w.fail('/api/v1/statuses', lost);
        await expect(w.network.publish(mine, soon())).rejects.toBeInstanceOf(Ambiguous);
        const recall = await w.network.recall(mine, soon());
        if (recall.kind !== 'found') throw new Error(recall.why);
        receipts.push(recall.receipt);
      } else receipts.push(await w.network.publish(mine, soon()));
    }
    return receipts;
  };
  it.each([0, 1, 2])('goes on where the answer to post %i was lost', async (step) => {
    await using w = await world();
    const receipts = await losing(w, step);
    expect(w.local.posts().map(({ id, replyTo }) => [id, replyTo])).toEqual(
      receipts.map(({ remoteId }, n) => [remoteId, receipts[n - 1]?.remoteId]),
    );
  });

  it('does not take the same words of another thread, or standing alone, for a lost post', async () => {
    await using w = await world();
    const [a, b] = [await w.network.publish(attempt('a'), soon()), await w.network.publish(attempt('b'), soon())];
    const words = 'What you can do:';
    await w.network.publish(attempt(words, 'en', noon, answering(a)), soon());
    const recall = (more = {}) => w.network.recall(attempt(words, 'en', noon, more), soon());
    expect(await recall(answering(b))).toMatchObject({ kind: 'absent' });
    expect(await recall()).toMatchObject({ kind: 'absent' });
    expect(await recall(answering(a))).toMatchObject({ kind: 'found' });
    await w.network.publish(attempt(words), soon());
    expect(await recall(answering(b))).toMatchObject({ kind: 'absent' });
    expect(await recall()).toMatchObject({ kind: 'found' });
  });

  it('ends, in words, where the post to be answered is gone', async () => {
    await using w = await world();
    const first = await w.network.publish(attempt('one'), soon());
    await w.network.remove(first.remoteId, soon());
    const thrown = await w.network
      .publish(attempt('two', 'en', noon, answering(first)), soon())
      .catch((e: unknown) => e);
    expect(thrown).toBeInstanceOf(Rejected);
    expect(String(thrown)).toContain('the post that this one answers is not there any more');
    expect(w.local.posts()).toEqual([]);
  });

  it('does not blame the answered post for another refusal', async () => {
    await using w = await world({ characters: 10 });
    const first = await w.network.publish(attempt('one'), soon());
    const mine = attempt('far too long', 'en', noon, answering(first));
    const thrown = await w.network.publish(mine, soon()).catch((e: unknown) => e);
    expect(thrown).toBeInstanceOf(Rejected);
    expect(String(thrown)).not.toContain('answers');
  });
});

describe('a content warning on Mastodon', () => {
  it('is counted with the text, by the server and so by the rules', async () => {
    await using w = await world({ characters: 20 });
    const rules = await w.network.rules(soon());
    expect(rules.warningCounts).toBe(true);
    const send = (contentWarning: string) =>
      w.network.publish(attempt('x'.repeat(15), 'en', noon, { contentWarning }), soon());
    expect(rules.length('prison')).toBe(6);
    await expect(send('prison')).rejects.toBeInstanceOf(Rejected);
    expect(w.local.posts()).toEqual([]);
    await send('jail!');
    expect(w.local.posts()).toMatchObject([{ contentWarning: 'jail!' }]);
  });

  it('does not hide a lost post from us', async () => {
    await using w = await world();
    const mine = attempt('a', 'en', noon, { contentWarning: 'spyware' });
    w.fail('/api/v1/statuses', lost);
    await expect(w.network.publish(mine, soon())).rejects.toBeInstanceOf(Ambiguous);
    expect(await w.network.recall(mine, soon())).toMatchObject({ kind: 'found' });
  });
});

describe('deleting a post on Mastodon', () => {
  it('is done once, and stays done the second time', async () => {
    await using w = await world();
    const pictures = [uploaded(await w.network.upload(picture(), soon()))];
    const { remoteId } = await w.network.publish(attempt('a', 'en', noon, { pictures }), soon());
    await w.network.publish(attempt('b'), soon());
    await w.network.remove(remoteId, soon());
    await w.network.remove(remoteId, soon());
    expect(w.local.posts().map(({ text }) => text)).toEqual(['b']);
    const address = `${w.local.url}/system/media_attachments/files/${pictures[0]?.remoteId}/original`;
    expect((await fetch(address)).status).toBe(404); // the picture is out of reach at once
    expect(w.local.complaints()).toEqual([]);
  });

  it('can be done again when the answer was lost', async () => {
    await using w = await world();
    const { remoteId } = await w.network.publish(attempt('a'), soon());
    w.fail('/api/v1/statuses/', lost);
    await expect(w.network.remove(remoteId, soon())).rejects.toBeInstanceOf(Unreachable);
    await w.network.remove(remoteId, soon());
    expect(w.local.posts()).toEqual([]);
  });

  it.each<[string, Parameters<World['fail']>[1], new (...words: never[]) => Error]>([
    ['a request that never arrived', gone, Unreachable],
    ['a page of HTML with 200', { when: 'before', what: answer(200, '<html>') }, Unreachable],
    ['a page of HTML with 404, which Mastodon never writes', { when: 'before', what: answer(404, '<html>') }, Blocked],
    ['a 500', { when: 'before', what: answer(500, '{"error":"oh"}') }, Unreachable],
    ['a 401', { when: 'before', what: answer(401, '{"error":"The access token is invalid"}') }, Blocked],
    ['a 429', { when: 'before', what: answer(429, '{"error":"Too many requests"}') }, Throttled],
  ])('is not done after %s', async (_what, fault, kind) => {
    await using w = await world();
    const { remoteId } = await w.network.publish(attempt('a'), soon());
    w.fail('/api/v1/statuses/', fault);
    await expect(w.network.remove(remoteId, soon())).rejects.toBeInstanceOf(kind);
    expect(w.local.posts()).toHaveLength(1);
  });

  it('waits after thirty in half an hour', async () => {
    await using w = await world();
    for (let n = 0; n < 30; n += 1) await w.network.remove(`${n}`, soon());
    const thrown = await w.network.remove('30', soon()).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Throttled);
    expect((thrown as Throttled).until.toString()).toBe('2026-11-29T12:30:00Z');
  });
});
