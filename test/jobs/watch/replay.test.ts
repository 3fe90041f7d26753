import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { replay } from '../../../src/jobs/watch/replay.ts';
import type { NetworkName } from '../../../src/model.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { watchKeys } from '../../../src/store/watch-keys.ts';

/* Recordings into a store: what the store counts is what is in the file, however often and however interrupted it was read. */

const folder = mkdtempSync(join(tmpdir(), 'recordings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const began = Temporal.Instant.from('2026-11-29T12:00:00Z').epochMilliseconds;
const letters = '234567abcdefghijklmnopqrstuvwxyz';
const key = (n: number) => `3l${letters[n >> 5]}${letters[n & 31]}aaaaaaaaa`;

const event = (n: number, minutes: number, commit: object, did = `did:plc:${'a'.repeat(23)}${letters[n % 7]}`) =>
  JSON.stringify({ did, time_us: (began + minutes * 60_000) * 1000 + n, kind: 'commit', commit });
const said = (n: number, text: string, minutes = n * 7, who = n) =>
  event(who, minutes, {
    ...{ rev: '3l', operation: 'create', collection: 'app.bsky.feed.post', rkey: key(n), cid: `c${n}` },
    record: { $type: 'app.bsky.feed.post', createdAt: '2026-11-29T00:00:00Z', langs: ['en'], text },
  });
const deleted = (n: number, minutes = n * 7 + 30) =>
  event(n, minutes, { rev: '3l', operation: 'delete', collection: 'app.bsky.feed.post', rkey: key(n) });

/** Posts with and without it, some twice, some deleted, one before it was heard of, an account that is gone. */
const recording = [
  ...Array.from({ length: 24 }, (_, n) => said(n, n % 3 === 0 ? 'nothing here' : `words ${n} #StandWithThe6`)),
  said(4, 'words 4 #StandWithThe6'),
  deleted(5),
  deleted(40, 1),
  said(40, 'too late #StandWithThe6', 0),
  said(5, 'words 5 #StandWithThe6'),
  deleted(3),
  JSON.stringify({
    ...{ did: `did:plc:${'a'.repeat(23)}${letters[1]}`, time_us: (began + 400 * 60_000) * 1000, kind: 'account' },
    account: {
      active: false,
      status: 'deleted',
      did: `did:plc:${'a'.repeat(23)}${letters[1]}`,
      seq: 1,
      time: '2026-11-29T20:00:00Z',
    },
  }),
  said(50, 'more #standwiththe6', 420),
];

const keys = watchKeys('a key for tests');
const into = async (store: Store, lines: readonly string[], network: NetworkName = 'bluesky') => {
  const file = join(folder, 'recording.jsonl');
  writeFileSync(file, `${lines.join('\n')}\n`);
  let id = 0;
  return replay({
    ...{ file, network, store, keys, hashtag: 'StandWithThe6', timeZone: 'Asia/Hebron' },
    whose: () => 'public',
    newId: () => {
      id += 1;
      return String(id);
    },
  });
};

/** Everything that is counted; what is sealed differs each time. */
const state = async ({ db }: Store) => ({
  hours: await db.selectFrom('hour').selectAll().orderBy('hour_at').execute(),
  authors: await db.selectFrom('author').selectAll().orderBy('author_hash').orderBy('day_at').execute(),
  known: (await db.selectFrom('sighting').select('post_hash').orderBy('post_hash').execute()).map(
    (row) => row.post_hash,
  ),
  coverage: await db.selectFrom('coverage').selectAll().execute(),
  buckets: await db.selectFrom('count_bucket').selectAll().orderBy('start_at').execute(),
});

describe('a recording of the stream', () => {
  it('is counted: posts with the hashtag that are still there at its end', async () => {
    await using store = await openStore(':memory:');
    const told = await into(store, recording);
    // 16 of the 24 have it; one was deleted; three are of the account that is gone; one more came after.
    const there = Array.from({ length: 24 }, (_, n) => n).filter((n) => n % 3 !== 0 && n !== 5 && n % 7 !== 1);
    expect(told).toMatchObject({
      events: recording.length,
      matched: 20,
      sightings: there.length + 1,
      unreadableLines: 0,
    });
  });

  it('changes nothing when it is read again', async () => {
    await using store = await openStore(':memory:');
    const first = await into(store, recording);
    const before = await state(store);
    expect(await into(store, recording)).toMatchObject({ sightings: first.sightings });
    expect(await state(store)).toEqual(before);
  });

  it('is counted the same wherever the first reading of it was cut off', async () => {
    await using whole = await openStore(':memory:');
    await into(whole, recording);
    const wanted = await state(whole);
    for (let cut = 0; cut <= recording.length; cut += 1) {
      await using store = await openStore(':memory:');
      await into(store, recording.slice(0, cut));
      await into(store, recording);
      expect(await state(store), `cut after line ${cut}`).toEqual(wanted);
    }
  });

  it('says which lines it could not read, and counts the others', async () => {
    await using store = await openStore(':memory:');
    const told = await into(store, [recording[1] as string, 'no JSON', '{"half":', recording[2] as string]);
    expect(told).toMatchObject({ matched: 2, sightings: 2, unreadable: [2, 3], unreadableLines: 2 });
  });

  it('of another kind altogether is refused with the file and the line', async () => {
    await using store = await openStore(':memory:');
    await expect(into(store, ['id,text', '1,hello'])).rejects.toThrow(/recording\.jsonl, line 1: .*bluesky/);
  });
});

describe('a recording of X', () => {
  const page = (posts: number) =>
    JSON.stringify({
      data: [{ start: '2026-11-29T12:00:00.000Z', end: '2026-11-29T13:00:00.000Z', post_count: posts }],
      meta: { total_post_count: posts },
    });

  it('is its own numbers; the same hour again is the newer number', async () => {
    await using store = await openStore(':memory:');
    expect(await into(store, [page(3)], 'x')).toMatchObject({ sightings: 3 });
    expect(await into(store, [page(5)], 'x')).toMatchObject({ sightings: 5 });
    expect(await into(store, [page(5)], 'x')).toMatchObject({ sightings: 5 });
  });
});
