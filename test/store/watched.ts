import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { followed } from '../../src/store/followed.ts';
import { sightings } from '../../src/store/sightings.ts';
import { openStore } from '../../src/store/store.ts';
import { watchKeys } from '../../src/store/watch-keys.ts';

export const key = 'a key for tests, and for nothing else';

/** A store of its own, with everything that watches; gone when disposed. `file`: on disk, where its bytes can be read. */
export const openWatched = async ({ file = false }: { file?: boolean } = {}) => {
  await using opened = new AsyncDisposableStack();
  const folder = file ? mkdtempSync(join(tmpdir(), 'watched-')) : undefined;
  if (folder) opened.defer(() => rmSync(folder, { recursive: true }));
  const { db } = opened.use(await openStore(folder ? join(folder, 'campaign.db') : ':memory:'));
  // Power cuts are not what this is about, and waiting for the disk is most of the time it would take.
  await sql`pragma synchronous = off`.execute(db);
  const keys = watchKeys(key);
  const resources = opened.move();
  return {
    ...{ db, keys, folder: folder ?? '', sightings: sightings(db, keys), followed: followed(db, keys) },
    /** Everything that lies in the folder. */
    bytes: () =>
      readdirSync(folder ?? '')
        .map((name) => readFileSync(join(folder ?? '', name), 'latin1'))
        .join('\n'),
    hours: () =>
      db
        .selectFrom('hour')
        .selectAll()
        .orderBy('network')
        .orderBy('hour_at')
        .orderBy('whose')
        .orderBy('lang')
        .execute(),
    authors: () => db.selectFrom('author').select(['network', 'week_at', 'day_at', 'whose', 'author_hash']).execute(),
    authorCounts: () => db.selectFrom('author_count').selectAll().execute(),
    engagement: () => db.selectFrom('engagement_hour').selectAll().execute(),
    count: async (table: 'sighting' | 'place' | 'author' | 'followed' | 'snapshot' | 'tombstone' | 'engagement_hour') =>
      (await db.selectFrom(table).selectAll().execute()).length,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
};

export type Watched = Awaited<ReturnType<typeof openWatched>>;
