import { describe, expect, it } from 'vitest';
import { emptyStand } from '../../src/jobs/boost/source.ts';
import type { Boosted, DeliveryId } from '../../src/model.ts';
import { type Candidate, candidates } from '../../src/store/candidates.ts';
import { ledger } from '../../src/store/ledger.ts';
import { openStore } from '../../src/store/store.ts';

const row = (id: string, change: Partial<Candidate> = {}): Omit<Candidate, 'revision'> => ({
  ...{ id, network: 'mastodon', partner: 'keepers', remote_id: `remote ${id}`, version: null, url: null, lang: 'en' },
  ...{ posted_at: 1_000, seen_at: 1_000, state: 'waiting', due_at: 1_000, reason: 'waiting', story: '[]', post: '{}' },
  ...{
    hold_from: null,
    answer: null,
    answered_by: null,
    delivery: null,
    boosted_at: null,
    undone_at: null,
    saying: null,
  },
  decided_at: 1_000,
  ...change,
});

const stage = async () => {
  const store = await openStore(':memory:');
  const c = candidates(store.db);
  const stand = { ...emptyStand('keepers', 'mastodon', '@keepers'), cursor: '7' };
  await c.take([row('a'), row('b')], stand);
  const lay = async (id: string, fits: (made: readonly Boosted[]) => boolean = () => true) =>
    c.lay(
      (await c.get(id))!,
      { id: `of ${id}` as DeliveryId, at: 5_000, lang: 'en', content: { posts: [''], pictures: [] } },
      0,
      fits,
      { due_at: null },
    );
  return { store, c, stand, lay, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
};

describe('candidates', () => {
  it('are taken once, with the place at which reading goes on', async () => {
    await using s = await stage();
    expect(await s.c.take([row('a', { reason: 'again' }), row('c')], { ...s.stand, cursor: '8' })).toBe(1);
    expect((await s.c.get('a'))?.reason).toBe('waiting');
    expect(await s.c.sources()).toMatchObject([{ partner: 'keepers', cursor: '8' }]);
  });

  it('are decided by one of two who decided on the same', async () => {
    await using s = await stage();
    const before = (await s.c.get('a'))!;
    expect(await s.c.decide(before, { reason: 'one' })).toBe(true);
    expect(await s.c.decide(before, { reason: 'two' })).toBe(false);
    expect((await s.c.get('a'))?.reason).toBe('one');
  });

  it('are laid down only when there is room beside what was laid down meanwhile', async () => {
    await using s = await stage();
    const one = (made: readonly Boosted[]) => made.length === 0;
    expect(await s.lay('a', one)).toBe(true);
    expect(await s.lay('b', one)).toBe(false);
    expect((await s.c.get('b'))?.state).toBe('waiting');
  });

  it('that are taken back keep their delivery, and are laid down again under its id and moment', async () => {
    await using s = await stage();
    await s.lay('a');
    const l = ledger(s.store.db);
    const moments = { campaign: 6_000, network: 6_000, real: 6_000 };
    const claim = await l.claim('of a' as DeliveryId, 'me', moments, { leaseMs: 1_000, realPerCampaignMs: 1 });
    expect(claim.kind).toBe('claimed');
    expect(await s.c.takeBack((await s.c.get('a'))!, 'another', false, { state: 'waiting' })).toBe(false);
    expect(await s.c.takeBack((await s.c.get('a'))!, 'me', false, { state: 'waiting' })).toBe(true);
    expect(await s.lay('a')).toBe(true);
    const rows = await s.store.db.selectFrom('delivery').selectAll().execute();
    expect(rows).toMatchObject([{ id: 'of a', state: 'queued', slot_at: 5_000, boost_of: 'a' }]);
  });

  it('are read at once when a stream has shown a post of theirs', async () => {
    await using s = await stage();
    await s.c.putSource({ ...s.stand, remote_id: 'did:plc:keepers', polled_at: 9 });
    expect(await s.c.nudge('mastodon', 'did:plc:keepers')).toBe(true);
    expect(await s.c.nudge('mastodon', 'did:plc:other')).toBe(false);
    expect((await s.c.sources())[0]?.polled_at).toBeNull();
  });

  it('count a boost made by hand', async () => {
    await using s = await stage();
    await s.c.decide((await s.c.get('a'))!, { state: 'boosted', boosted_at: 4_000 });
    expect(await s.c.made('mastodon', 0, 5_000)).toMatchObject([{ remoteId: 'remote a', byHand: true }]);
    expect(await s.c.made('mastodon', 4_500, 5_000)).toEqual([]);
  });

  it('remember what they said, unless they were undone', async () => {
    await using s = await stage();
    await s.c.decide((await s.c.get('a'))!, { state: 'boosted', boosted_at: 4_000, saying: 'a hash' });
    expect((await s.c.made('mastodon', 0, 5_000)).map(({ saying }) => saying)).toEqual(['a hash']);
    await s.c.decide((await s.c.get('a'))!, { state: 'undone' });
    expect((await s.c.made('mastodon', 0, 5_000)).map(({ saying }) => saying)).toEqual([undefined]);
  });

  it('leave no attempt when somebody else has taken the room since they were judged', async () => {
    await using s = await stage();
    await s.lay('a');
    const l = ledger(s.store.db);
    const moments = { campaign: 6_000, network: 6_000, real: 6_000 };
    const claim = await l.claim('of a' as DeliveryId, 'me', moments, { leaseMs: 1_000, realPerCampaignMs: 1 });
    if (claim.kind !== 'claimed') throw new Error('not claimed');
    await s.c.decide((await s.c.get('b'))!, { state: 'boosted', boosted_at: 5_500 });
    const what = {
      step: 0,
      text: '',
      lang: 'en',
      hash: '',
      key: '',
      createdAt: Temporal.Instant.fromEpochMilliseconds(1),
      with: {},
    };
    const attempt = await l.attempt(claim, 'me', {
      ...{ what, content: { posts: [''], pictures: [] }, moments, leaseMs: 1_000, gap: 0 },
      price: { micros: 0, month: '2026-11' },
      room: { since: 0, fits: (made) => made.length === 0 },
    });
    expect(attempt).toBe('turn');
    expect(await s.store.db.selectFrom('attempt').selectAll().execute()).toEqual([]);
  });
});
