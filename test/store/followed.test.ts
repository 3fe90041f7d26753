import { describe, expect, it } from 'vitest';
import type { Counts } from '../../src/model.ts';
import { candidates } from '../../src/store/candidates.ts';
import type { CandidateTable, DeliveryTable, ReceiptTable } from '../../src/store/schema.ts';
import { gone, HOUR, monday, post } from './public.ts';
import { openWatched, type Watched } from './watched.ts';

const MINUTE = 60_000;
const likes = (n: number): Counts => ({ likes: n, boosts: 0, replies: 0, quotes: 0 });
const later = monday + 20 * HOUR;

const follow = async (w: Watched, ...names: string[]) => {
  const sights = names.map((name, i) => post(name, { at: (10 + i) * HOUR + 1, nextAt: monday + (10 + i) * HOUR + 1 }));
  await w.sightings.take({ source: 'bluesky', sights });
  const due = await w.followed.due(later, 100);
  return names.map((name) => due.find(({ remoteId }) => remoteId.endsWith(`/${name}`))?.id ?? 0);
};

/** Posts of ours that went out, one a step. */
const publish = async (
  w: Watched,
  ...rows: (Partial<ReceiptTable> & { readonly network?: DeliveryTable['network'] })[]
) => {
  for (const [i, { network = 'bluesky', ...receipt }] of rows.entries()) {
    const id = `ours-${i}`;
    const delivery = { id, message: 'm', lang: 'pt-BR', network, slot_at: monday, text_hash: 'h', tries: 0 };
    await w.db
      .insertInto('delivery')
      .values({ ...delivery, state: 'published' } as DeliveryTable)
      .execute();
    const attempt = { delivery: id, step: 0, text: 't', lang: 'en', hash: 'h', key: '', created_at: monday, looks: 0 };
    const { id: made } = await w.db
      .insertInto('attempt')
      .values({ ...attempt, accompaniment: '{}' })
      .returning('id')
      .executeTakeFirstOrThrow();
    const url = 'https://ours.example/@campaign/1';
    const shown = { step: 0, remote_id: `remote-${i}`, url, version: null, at: monday + 8 * HOUR, retracted_at: null };
    await w.db
      .insertInto('receipt')
      .values({ delivery: id, attempt: made, ...shown, ...receipt })
      .execute();
  }
};

describe('posts of ours', () => {
  it('are followed once each, first five minutes after they went out; pictures are not', async () => {
    await using w = await openWatched();
    await publish(w, {}, { network: 'mastodon' }, { step: 100 }, { retracted_at: monday });
    expect(await w.followed.followOurs()).toBe(2);
    expect(await w.followed.followOurs()).toBe(0);
    const at = monday + 8 * HOUR;
    expect(await w.followed.due(at + 5 * MINUTE - 1, 9)).toEqual([]);
    expect(await w.followed.due(at + 5 * MINUTE, 9)).toMatchObject([
      { source: 'bluesky', network: 'bluesky', whose: 'ours', remoteId: 'remote-0', at, looks: 0 },
      { source: 'mastodon:ours.example', network: 'mastodon', whose: 'ours', remoteId: 'remote-1', at, looks: 0 },
    ]);
    expect(await w.db.selectFrom('followed').select('lang').execute()).toMatchObject([{ lang: 'pt' }, { lang: 'pt' }]);
  });

  it('are let go of when they are retracted, and keep their counts', async () => {
    await using w = await openWatched();
    await publish(w, {});
    await w.followed.followOurs();
    const [one] = await w.followed.due(later, 9);
    await w.followed.snapshot([{ id: one?.id ?? 0, at: later, counts: likes(3), next: { looks: 1, at: later + 7 } }]);
    expect(await w.db.selectFrom('followed').select('next_at').execute()).toEqual([{ next_at: later + 7 }]);
    await w.db
      .updateTable('receipt')
      .set({ retracted_at: later + 1 })
      .execute();
    await w.followed.followOurs();
    expect(await w.followed.due(later + HOUR, 9)).toEqual([]);
    expect(await w.db.selectFrom('followed').select(['gone_at', 'likes']).execute()).toEqual([
      { gone_at: later + 1, likes: 3 },
    ]);
    expect(await w.engagement()).toMatchObject([{ whose: 'ours', likes: 3 }]);
  });

  it('that their network does not show any more are noted, not forgotten', async () => {
    await using w = await openWatched();
    await publish(w, {});
    await w.followed.followOurs();
    const [one] = await w.followed.due(later, 9);
    await w.followed.snapshot([{ id: one?.id ?? 0, at: later, counts: likes(3), next: { looks: 1, at: later + 7 } }]);
    await w.followed.gone([one?.id ?? 0], later + 2);
    await w.followed.gone([one?.id ?? 0], later + 5);
    expect(await w.db.selectFrom('followed').select(['gone_at', 'next_at']).execute()).toEqual([
      { gone_at: later + 2, next_at: null },
    ]);
    expect(await w.count('snapshot')).toBe(1);
  });
});

describe('what is due', () => {
  it('is ours first, then the young, and at most so many of each source', async () => {
    await using w = await openWatched();
    await follow(w, 'old', 'young');
    await publish(w, { remote_id: 'ours' });
    await w.followed.followOurs();
    await w.sightings.take({
      source: 'mastodon:one.example',
      sights: [post('m', { source: 'mastodon:one.example', nextAt: monday })],
    });
    const due = async (most: number, ...sources: ('bluesky' | 'mastodon:one.example')[]) =>
      (await w.followed.due(later, most, sources.length > 0 ? sources : undefined)).map(({ remoteId }) =>
        remoteId.replace(/.*\//, ''),
      );
    expect(await due(9)).toEqual(['ours', 'young', 'old', '20-m']);
    expect(await due(1)).toEqual(['ours', '20-m']);
    expect(await due(9, 'bluesky')).toEqual(['ours', 'young', 'old']);
  });

  it('says exactly when it was published, which the row does not', async () => {
    await using w = await openWatched();
    await follow(w, 'a');
    expect((await w.followed.due(later, 1))[0]?.at).toBe(monday + 10 * HOUR + 1);
    expect(await w.db.selectFrom('followed').select(['at', 'next_at']).execute()).toEqual([
      { at: monday + 10 * HOUR, next_at: monday + 10 * HOUR + 5 * MINUTE },
    ]);
  });
});

describe('a post of a partner that is a sighting and is boosted', () => {
  const places = {
    bluesky: { source: 'bluesky', remoteId: post('a').post.uri },
    // Our own server calls it otherwise than the one on which it was seen.
    mastodon: { source: 'mastodon:one.example', remoteId: '4711' },
  } as const;
  const seen = (on: keyof typeof places) =>
    post('a', { source: places[on].source, whose: 'partner', at: 10 * HOUR, nextAt: monday + 10 * HOUR });
  const boost = async (w: Watched, on: keyof typeof places) => {
    const { remoteId: remote_id } = places[on];
    const candidate = { network: on, partner: 'keepers', remote_id, posted_at: monday + 10 * HOUR, lang: 'en' };
    const rest = { id: 'c', seen_at: 0, state: 'boosted', reason: '', story: '[]', decided_at: 0, revision: 0 };
    await w.db
      .insertInto('candidate')
      .values({ ...candidate, ...rest, post: JSON.stringify({ uri: seen(on).post.uri }) } as CandidateTable)
      .execute();
    const source = on === 'bluesky' ? 'bluesky' : 'mastodon:ours.example';
    await candidates(w.db).follow(candidate, source, monday + 11 * HOUR);
  };
  const lookAtAll = async (w: Watched, at: number, n: number) => {
    await w.followed.followOnce(at);
    const due = await w.followed.due(at, 9);
    await w.followed.snapshot(due.map(({ id }) => ({ id, at, counts: likes(n), next: { looks: 1, at: at + 1 } })));
    return due.length;
  };
  const at = (hour: number) => monday + hour * HOUR;

  describe.each(['bluesky', 'mastodon'] as const)('on %s', (on) => {
    it('is counted once, whichever was first', async () => {
      await using w = await openWatched();
      await w.sightings.take({ source: places[on].source, sights: [seen(on)] });
      expect(await lookAtAll(w, at(11), 3)).toBe(1);
      await boost(w, on);
      expect(await lookAtAll(w, at(30), 8)).toBe(1);
      expect(await w.engagement()).toMatchObject([
        { hour_at: at(11), whose: 'partner', likes: 3 },
        { hour_at: at(30), whose: 'partner', likes: 5 },
      ]);
      expect([await w.count('followed'), await w.count('snapshot')]).toEqual([1, 2]);

      await using other = await openWatched();
      await boost(other, on);
      expect(await lookAtAll(other, at(30), 3)).toBe(1);
      await other.sightings.take({ source: places[on].source, sights: [seen(on)] });
      expect(await lookAtAll(other, at(31), 8)).toBe(1);
      expect((await other.engagement()).map((row) => row.likes)).toEqual([3, 5]);
    });

    it('leaves nothing in the rows that leads from its address to its hash, and is forgotten as a whole when it is gone', async () => {
      await using w = await openWatched();
      await w.sightings.take({ source: places[on].source, sights: [seen(on)] });
      await boost(w, on);
      await lookAtAll(w, at(30), 8);
      expect(await w.db.selectFrom('sighting').select('followed').execute()).toEqual([{ followed: null }]);
      const [row] = await w.db.selectFrom('followed').select(['id', 'remote_id', 'partner']).execute();
      expect(row).toMatchObject({ remote_id: places[on].remoteId, partner: 'keepers' });
      await w.followed.gone([row?.id ?? 0], at(31));
      for (const table of ['followed', 'snapshot', 'sighting', 'engagement_hour'] as const)
        expect(await w.count(table)).toBe(0);
      expect(await w.hours()).toEqual([]);
      expect(await w.sightings.take({ source: places[on].source, sights: [seen(on)] })).toMatchObject({ added: 0 });
    });
  });
});

describe('a snapshot', () => {
  it('adds what was gained to the hour in which it was seen, less when it is less', async () => {
    await using w = await openWatched();
    const [a = 0, b = 0] = await follow(w, 'a', 'b');
    const next = { looks: 1, at: later };
    const at = (hour: number) => monday + hour * HOUR + 123;
    await w.followed.snapshot([
      { id: a, at: at(12), counts: { likes: 5, boosts: 2, replies: 1, quotes: 1 }, next },
      { id: b, at: at(12), counts: likes(1), next },
    ]);
    await w.followed.snapshot([{ id: a, at: at(13), counts: { likes: 3, boosts: 4, replies: 1, quotes: 1 }, next }]);
    expect(await w.engagement()).toEqual([
      { network: 'bluesky', hour_at: monday + 12 * HOUR, whose: 'public', likes: 6, boosts: 2, replies: 1, quotes: 1 },
      { network: 'bluesky', hour_at: monday + 13 * HOUR, whose: 'public', likes: -2, boosts: 2, replies: 0, quotes: 0 },
    ]);
  });

  it('is written once, however often it comes', async () => {
    await using w = await openWatched();
    const [a = 0] = await follow(w, 'a');
    const look = { id: a, at: later, counts: likes(5), next: { looks: 1, at: later + 1 } };
    await w.followed.snapshot([look, look]);
    await w.followed.snapshot([{ ...look, counts: likes(7) }]);
    await w.followed.snapshot([{ ...look, at: later - 1, counts: likes(2) }]);
    expect(await w.engagement()).toMatchObject([{ likes: 5 }]);
    expect(await w.count('snapshot')).toBe(1);
    expect(await w.db.selectFrom('followed').select(['next_at', 'looks']).execute()).toEqual([
      { next_at: later + 5 * MINUTE, looks: 1 },
    ]);
  });

  it('of a post that was deleted is taken out of every hour', async () => {
    await using w = await openWatched();
    const [a = 0, b = 0] = await follow(w, 'a', 'b');
    const next = { looks: 1, at: later };
    for (const hour of [12, 13, 14])
      await w.followed.snapshot([a, b].map((id) => ({ id, at: monday + hour * HOUR, counts: likes(hour), next })));
    await w.sightings.take({ source: 'bluesky', sights: [gone('a')] });
    expect((await w.engagement()).map((row) => row.likes)).toEqual([12, 1, 1]);
    await w.followed.gone([b], later);
    expect(await w.engagement()).toEqual([]);
    expect(await w.hours()).toEqual([]);
    for (const table of ['followed', 'snapshot', 'sighting', 'author'] as const) expect(await w.count(table)).toBe(0);
    const again = [post('b', { at: 11 * HOUR + 1 })];
    expect(await w.sightings.take({ source: 'bluesky', sights: again })).toMatchObject({ added: 0 });
  });

  it('of a post that is not followed any more is left out', async () => {
    await using w = await openWatched();
    const [a = 0] = await follow(w, 'a');
    await w.sightings.forgetOlder(later);
    await w.followed.snapshot([{ id: a, at: later, counts: likes(5), next: undefined }]);
    await w.followed.gone([a], later);
    expect(await w.engagement()).toEqual([]);
    expect(await w.hours()).toMatchObject([{ posts: 1 }]);
  });
});
