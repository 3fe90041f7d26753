import { type Kysely, sql } from 'kysely';
import { networkNames } from '../../model.ts';
import type { Schema } from '../schema.ts';
import { BUSY_MS } from '../sqlite.ts';
import { marks, setMark } from './marks.ts';
import { countAuthors } from './weeks.ts';

/* When posts are no longer followed, links and hashes go, and sums stay (DESIGN section 6). */

/** The rows of hours before it, by the key of the table. */
const old = (beforeMs: number) => sql`network in (${sql.join([...networkNames])}) and hour_at < ${beforeMs}`;

/** Rows of `followed` that go with their sightings; those of posts that were boosted stay. */
const theirs = (beforeMs: number) => sql`
  select id from followed where remote_id is null and id in (select followed from sighting where ${old(beforeMs)})`;

const forget = async (db: Kysely<Schema>, beforeMs: number): Promise<void> => {
  await sql`delete from snapshot where followed in (${theirs(beforeMs)})`.execute(db);
  await sql`delete from followed where id in (${theirs(beforeMs)})`.execute(db);
  await sql`delete from sighting where ${old(beforeMs)}`.execute(db);
  await sql`
    delete from place where not exists (
      select 1 from sighting where sighting.post_hash = place.post_hash)`.execute(db);
};

/** Forgets posts of hours before `beforeMs`; what they added to the sums stays. Posts of those hours are not counted any more. */
export const forgetOlder = (db: Kysely<Schema>, beforeMs: number): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await forget(tx, beforeMs);
    await setMark(tx, marks.forgotten, beforeMs);
  });

/**
 * Forgets every link and every hash, because the key that they were made with is lost. What comes again from before cannot be told from
 * new posts, so nothing up to the latest moment seen is counted any more.
 */
export const forgetAll = (db: Kysely<Schema>): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ at: number | null }>`
      select max(at) as at from (
        select max(seen_at) as at from cursor where source not in (${marks.weeks}, ${marks.forgotten})
        union all select max(to_at) from coverage union all select max(hour_at) from sighting) as seen`.execute(tx);
    await countAuthors(tx);
    await forget(tx, Number.MAX_SAFE_INTEGER);
    for (const table of ['sighting', 'place', 'author', 'tombstone'] as const) await tx.deleteFrom(table).execute();
    await tx.deleteFrom('cursor').where('source', '=', marks.key).execute();
    const at = rows[0]?.at;
    if (at !== null && at !== undefined) await setMark(tx, marks.keyLost, at);
  });

/** How long to wait for readers before trying again at the next upkeep: SQLite waits in this thread, which publishes too. */
const PATIENCE_MS = 200;

/**
 * Empties the write-ahead log, in which the rows just forgotten would stand until it is overwritten. False when somebody is reading an older
 * state: then it is done the next time.
 */
export const emptyLog = (db: Kysely<Schema>): Promise<boolean> =>
  db.connection().execute(async (one) => {
    await sql`pragma busy_timeout = ${sql.raw(String(PATIENCE_MS))}`.execute(one);
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(one);
    await sql`pragma busy_timeout = ${sql.raw(String(BUSY_MS))}`.execute(one);
    return rows[0]?.busy === 0;
  });
