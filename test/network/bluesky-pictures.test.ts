import { describe, expect, it } from 'vitest';
import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import type { Accompaniment, Picture, RemoteRef } from '../../src/model.ts';
import type { Network } from '../../src/network/network.ts';
import type { Fault } from '../../src/rehearsal/local.ts';
import { png } from '../rehearsal/small-pictures.ts';
import { answer, attemptOf, deleteRecord, getRecord, putRecord, soon, stage, uploadBlob } from './bluesky-stage.ts';

const picture = (alt = 'Six lamps in a window', width = 40, height = 30): Picture => ({
  bytes: png(width, height),
  type: 'image/png',
  width,
  height,
  alt,
});

const uploaded = async (network: Network, alt?: string) => {
  const { bytes: _, type: _type, ...shown } = picture(alt);
  return { ...shown, remoteId: (await network.upload(picture(alt), soon())).remoteId };
};

/** What a call came to: its error, or that there was none. */
const outcome = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'done',
    (error: unknown) => error,
  );

const close = (when: Fault['when']): Fault => ({ when, what: { kind: 'close' } });
const failed = answer(500, { error: 'InternalServerError', message: 'Internal Server Error' });
const refused = answer(400, { error: 'InvalidRequest', message: 'No' });

// What may be done twice: an answer that was lost puzzles nobody.
const fates: readonly (readonly [string, Fault, unknown])[] = [
  ['a connection closed before', close('before'), Unreachable],
  ['a connection closed after', close('after'), Unreachable],
  ['an answer cut in half', { when: 'after', what: { kind: 'half' } }, Unreachable],
  ['a 500', failed, Unreachable],
  ['a 502 in HTML', answer(502, '<html>Bad gateway</html>'), Unreachable],
  ['a 413', answer(413, { error: 'PayloadTooLarge', message: 'request entity too large' }), Rejected],
  ['a 400', refused, Rejected],
  ['a 402', answer(402, ''), Blocked],
  ['a 403', answer(403, { error: 'Forbidden', message: 'no' }), Blocked],
  ['a takedown', answer(400, { error: 'AccountTakedown', message: 'no' }), Blocked],
  ['a 429', answer(429, { error: 'RateLimitExceeded' }, { 'retry-after': '60' }), Throttled],
];

describe('uploading a picture to Bluesky', () => {
  it('gives the blob as its receipt, and no address', async () => {
    await using s = await stage();
    const receipt = await s.connect().upload(picture(), soon());
    expect(JSON.parse(receipt.remoteId)).toEqual({
      $type: 'blob',
      ref: { $link: expect.stringMatching(/^bafkrei[a-z2-7]{52}$/) },
      mimeType: 'image/png',
      size: picture().bytes.length,
    });
    expect(receipt.url).toBe('');
    expect(s.local.posts()).toEqual([]);
  });

  it.each([close('before'), close('after')])(
    'again, after a lost answer, gives the same receipt (%#)',
    async (fault) => {
      await using s = await stage();
      const bluesky = s.connect();
      const first = await bluesky.upload(picture(), soon());
      s.fail(uploadBlob, fault);
      expect(await outcome(bluesky.upload(picture(), soon()))).toBeInstanceOf(Unreachable);
      expect((await bluesky.upload(picture(), soon())).remoteId).toBe(first.remoteId);
      expect(s.local.complaints()).toEqual([]);
    },
  );

  it.each([...fates, ['a 200 that is HTML', answer(200, '<html>'), Unreachable] as const])(
    'knows what %s means',
    async (_what, fault, fate) => {
      await using s = await stage();
      s.fail(uploadBlob, fault);
      expect(await outcome(s.connect().upload(picture(), soon()))).toBeInstanceOf(fate);
    },
  );

  it('ends with its caller', async () => {
    await using s = await stage();
    const bluesky = s.connect();
    await bluesky.account(soon());
    s.fail(uploadBlob, { when: 'after', what: { kind: 'hang', milliseconds: 20_000 } });
    expect(await outcome(bluesky.upload(picture(), AbortSignal.timeout(200)))).toBeInstanceOf(Unreachable);
  });
});

describe('a post with pictures on Bluesky', () => {
  it('whose answer was lost is the same post when it is sent again', async () => {
    await using s = await stage();
    const bluesky = s.connect();
    const pictures = [await uploaded(bluesky, 'one'), await uploaded(bluesky, 'two')];
    const attempt = attemptOf('pictures', 'Look. #StandWithThe6', { pictures, contentWarning: 'War' });
    s.fail(putRecord, close('after'));
    expect(await outcome(bluesky.publish(attempt, soon()))).toBeInstanceOf(Ambiguous);
    const recall = await bluesky.recall(attempt, soon());
    const again = await bluesky.publish(attempt, soon());
    expect(recall).toMatchObject({ kind: 'found', receipt: { remoteId: again.remoteId, version: again.version } });
    expect(again.version).toMatch(/^bafyrei/);
    expect(s.local.posts()).toMatchObject([
      { contentWarning: 'graphic-media', pictures: [{ alt: 'one' }, { alt: 'two' }] },
    ]);
    expect(s.local.complaints()).toEqual([]);
  });

  it('that the server has forgotten asks for them anew, and then goes out as it was written down', async () => {
    await using s = await stage();
    const bluesky = s.connect();
    const attempt = attemptOf('forgotten', 'Look. #StandWithThe6', { pictures: [await uploaded(bluesky)] });
    s.pass({ hours: 24 });
    const thrown = await outcome(bluesky.publish(attempt, soon()));
    expect(thrown).toBeInstanceOf(Unreachable);
    expect(thrown).toMatchObject({ uploadAgain: true, message: expect.stringContaining('uploaded again') });
    expect(s.local.posts()).toEqual([]);
    await bluesky.upload(picture(), soon());
    await bluesky.publish(attempt, soon());
    expect(s.local.posts()).toHaveLength(1);
    expect(s.local.complaints()).toEqual([]);
  });

  // A PDS whose storage lost an upload says 500, for ever: only a new upload mends it.
  it('asks for them anew when the server fails at it and does not show it', async () => {
    await using s = await stage();
    const bluesky = s.connect();
    const attempt = attemptOf('dropped', 'Look. #StandWithThe6', { pictures: [await uploaded(bluesky)] });
    s.fail(putRecord, failed);
    expect(await outcome(bluesky.publish(attempt, soon()))).toMatchObject({ name: 'Unreachable', uploadAgain: true });
  });

  it('is taken for out when the server fails at it and shows it', async () => {
    await using s = await stage();
    const bluesky = s.connect();
    const attempt = attemptOf('shown', 'Look. #StandWithThe6', { pictures: [await uploaded(bluesky)] });
    s.fail(putRecord, { ...failed, when: 'after' });
    expect(await bluesky.publish(attempt, soon())).toMatchObject({ remoteId: s.local.posts()[0]?.id });
  });

  it.each([
    ['cannot be looked for', [failed], [answer(502, '')]],
    ['was cut off on the way', [close('before')], []],
    ['met a gateway that gave up', [answer(504, '')], []],
  ])('is ambiguous when it %s', async (_what, put, get) => {
    await using s = await stage();
    const bluesky = s.connect();
    const attempt = attemptOf('unknown', 'Look. #StandWithThe6', { pictures: [await uploaded(bluesky)] });
    s.fail(putRecord, ...put);
    s.fail(getRecord, ...get);
    expect(await outcome(bluesky.publish(attempt, soon()))).toBeInstanceOf(Ambiguous);
  });
});

describe('a thread on Bluesky', () => {
  const begin = async (bluesky: Network) => {
    const { remoteId, version } = await bluesky.publish(attemptOf('thread', 'One.'), soon());
    const root: RemoteRef = { remoteId, ...(version ? { version } : {}) };
    const reply = (parent: RemoteRef): Accompaniment => ({ reply: { root, parent } });
    return { root, reply };
  };

  it('names its posts by what their receipts say', async () => {
    await using s = await stage();
    const bluesky = s.connect();
    const { root, reply } = await begin(bluesky);
    const two = await bluesky.publish(attemptOf('thread', 'Two.', reply(root), 1), soon());
    const three = await bluesky.publish(attemptOf('thread', 'Three.', reply(two), 2), soon());
    expect(s.local.posts().map(({ replyTo }) => replyTo)).toEqual([undefined, root.remoteId, two.remoteId]);
    expect(new Set([root.remoteId, two.remoteId, three.remoteId]).size).toBe(3);
    expect([s.count(getRecord), s.local.complaints()]).toEqual([0, []]);
  });

  it('looks up a version that no receipt has kept', async () => {
    await using s = await stage();
    const bluesky = s.connect();
    const { root } = await begin(bluesky);
    const old = { remoteId: root.remoteId };
    await bluesky.publish(attemptOf('correction', 'It was seven.', { reply: { root: old, parent: old } }), soon());
    expect(s.local.posts()[1]?.replyTo).toBe(root.remoteId);
    expect(s.local.complaints()).toEqual([]);
  });

  it.each([
    ['was deleted', 'at://did:plc:localrehearsalaccount234/app.bsky.feed.post/3lc2ylbuk2222'],
    ['is no post', 'https://example.org'],
  ])('is not sent as an answer to what %s', async (_what, remoteId) => {
    await using s = await stage();
    const nowhere = { remoteId };
    const attempt = attemptOf('lonely', 'An answer.', { reply: { root: nowhere, parent: nowhere } });
    expect(await outcome(s.connect().publish(attempt, soon()))).toBeInstanceOf(Rejected);
    expect(s.count(putRecord)).toBe(0);
  });
});

describe('deleting a post from Bluesky', () => {
  it.each(fates)('knows what %s means, and can be done again', async (_what, fault, fate) => {
    await using s = await stage();
    const bluesky = s.connect();
    const { remoteId } = await bluesky.publish(attemptOf('mistake'), soon());
    s.fail(deleteRecord, fault);
    expect(await outcome(bluesky.remove(remoteId, soon()))).toBeInstanceOf(fate);
    await bluesky.remove(remoteId, soon());
    expect(s.local.posts()).toEqual([]);
  });

  it('is done where the server says that there is nothing to delete', async () => {
    await using s = await stage();
    s.fail(deleteRecord, answer(400, { error: 'RecordNotFound', message: 'Could not locate record' }));
    const remoteId = 'at://did:plc:localrehearsalaccount234/app.bsky.feed.post/3lc2ylbuk2222';
    expect(await outcome(s.connect().remove(remoteId, soon()))).toBe('done');
  });

  it.each(['at://did:plc:somebodyelse/app.bsky.feed.post/3lc2ylbuk2222', 'https://bsky.app/profile/a/post/b', ''])(
    'does not touch what is not ours: %j',
    async (remoteId) => {
      await using s = await stage();
      expect(await outcome(s.connect().remove(remoteId, soon()))).toBeInstanceOf(Rejected);
      expect(s.count(deleteRecord)).toBe(0);
    },
  );
});
