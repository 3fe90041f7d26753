import { type Kysely, sql } from 'kysely';
import type { NetworkName } from '../../model.ts';
import type { Schema } from '../schema.ts';
import type { WatchKeys } from '../watch-keys.ts';
import type { Known } from './batch.ts';
import { unfollow } from './engagement.ts';
import { countHours, HOUR_MS } from './hours.ts';
import { lists, portions } from './portions.ts';

/* A post deleted on its network is forgotten here: no row of it, and no trace in a sum. */

/** How long late copies are kept out (DESIGN section 6). */
const TOMBSTONE_MS = 48 * HOUR_MS;

/** A day and an hour: clocks go back, and a day may begin within an hour of UTC. */
const DAY_MS = 26 * HOUR_MS;

/** Lets go of authors on days on which they said nothing else. */
const forgetAuthors = async (db: Kysely<Schema>, network: NetworkName, rows: readonly Known[]): Promise<void> => {
  for (const { author_hash, day_at, whose } of rows) {
    if (author_hash === null || day_at === null) continue;
    await sql`
      delete from author where network = ${network} and day_at = ${day_at} and whose = ${whose} and author_hash = ${author_hash}
      and week_at = (select max(week_at) from author where network = ${network} and week_at <= ${day_at})
      and not exists (select 1 from sighting where network = ${network} and author_hash = ${author_hash}
        and hour_at > ${day_at - HOUR_MS} and hour_at < ${day_at + DAY_MS} and day_at = ${day_at} and whose = ${whose})`.execute(
      db,
    );
  }
};

/** Forgets sightings, with everything that they had added. */
export const forgetSightings = async (
  db: Kysely<Schema>,
  network: NetworkName,
  rows: readonly Known[],
): Promise<void> => {
  if (rows.length === 0) return;
  for (const list of lists(rows.map((row) => row.post_hash))) {
    await db.deleteFrom('sighting').where('post_hash', 'in', list).execute();
    if (network === 'mastodon') await db.deleteFrom('place').where('post_hash', 'in', list).execute();
  }
  await countHours(db, network, rows, -1);
  await forgetAuthors(db, network, rows);
  await unfollow(
    db,
    rows.flatMap(({ followed }) => followed ?? []),
  );
};

/** Keeps late copies out. `gone`: from a hash to the moment of the deletion. */
export const bury = async (
  db: Kysely<Schema>,
  keys: WatchKeys,
  network: NetworkName,
  gone: ReadonlyMap<string, number>,
): Promise<void> => {
  const rows = [...gone].map(([hash, at]) => ({
    network,
    hash,
    until_at: Math.ceil((at + TOMBSTONE_MS) / HOUR_MS) * HOUR_MS,
    sealed: keys.seal(String(at)),
  }));
  for (const portion of portions(rows)) {
    await db
      .insertInto('tombstone')
      .values(portion)
      .onConflict((c) =>
        c
          .columns(['network', 'hash'])
          .doUpdateSet((e) => ({ until_at: e.ref('excluded.until_at'), sealed: e.ref('excluded.sealed') }))
          .whereRef('excluded.until_at', '>=', 'tombstone.until_at'),
      )
      .execute();
  }
};
