import type { Kysely } from 'kysely';
import type { Source } from '../../model.ts';
import type { Schema } from '../schema.ts';
import type { WatchKeys } from '../watch-keys.ts';
import { marks } from './marks.ts';

/** Where a source stands: its own cursor, the latest moment that it has shown, and what the watch noted of it. */
export type Stand = { readonly cursor?: string; readonly seenAt?: number; readonly notes?: string };

/*
 * Cursor and notes are sealed: on Mastodon they are ids of the posts that were read last, and those posts are somebody's. Only why a source
 * refuses stands in the clear, since reports say it. What was sealed under another key is not there any more, and the source begins anew.
 */

type KeptNotes = { readonly refused?: unknown; readonly sealed: string };

const keepNotes = (keys: WatchKeys, notes: string): string => {
  const { refused } = JSON.parse(notes) as { refused?: unknown };
  return JSON.stringify({ refused, sealed: keys.seal(notes) } satisfies KeptNotes);
};

export const readStand = async (db: Kysely<Schema>, keys: WatchKeys, source: Source): Promise<Stand | undefined> => {
  const row = await db.selectFrom('cursor').selectAll().where('source', '=', source).executeTakeFirst();
  if (!row) return undefined;
  const cursor = row.cursor === null ? undefined : keys.unseal(row.cursor);
  const notes = row.notes === null ? undefined : keys.unseal((JSON.parse(row.notes) as KeptNotes).sealed);
  return {
    ...(cursor === undefined ? {} : { cursor }),
    ...(row.seen_at === null ? {} : { seenAt: row.seen_at }),
    ...(notes === undefined ? {} : { notes }),
  };
};

/** A cursor only moves forward: a worker that lost its lease and did not know it yet changes nothing. Notes are the latest ones. */
export const moveStand = async (
  db: Kysely<Schema>,
  keys: WatchKeys,
  source: Source,
  { cursor, seenAt, notes }: Stand,
): Promise<void> => {
  if (cursor === undefined && seenAt === undefined && notes === undefined) return;
  const before = await readStand(db, keys, source);
  const back = seenAt !== undefined && before?.seenAt !== undefined && seenAt < before.seenAt;
  const [at, noted] = [(back ? undefined : cursor) ?? before?.cursor, notes ?? before?.notes];
  const row = {
    cursor: at === undefined ? null : keys.seal(at),
    seen_at: (back ? undefined : seenAt) ?? before?.seenAt ?? null,
    notes: noted === undefined ? null : keepNotes(keys, noted),
  };
  await db
    .insertInto('cursor')
    .values({ source, ...row })
    .onConflict((c) => c.column('source').doUpdateSet(row))
    .execute();
};

/** Whether this is the key that wrote the hashes here. The first one that asks is remembered. */
export const keyIs = (db: Kysely<Schema>, check: string): Promise<'same' | 'new' | 'other'> =>
  db.transaction().execute(async (tx) => {
    const row = await tx.selectFrom('cursor').select('notes').where('source', '=', marks.key).executeTakeFirst();
    if (row) return row.notes === check ? 'same' : 'other';
    await tx.insertInto('cursor').values({ source: marks.key, cursor: null, seen_at: null, notes: check }).execute();
    return 'new';
  });
