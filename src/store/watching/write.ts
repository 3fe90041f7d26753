import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { CopyGroup } from '../../model.ts';
import type { FollowedTable, Schema, SightingTable } from '../schema.ts';
import type { WatchKeys } from '../watch-keys.ts';
import type { Before, Outcome, PostSight } from './batch.ts';
import { noCounts } from './engagement.ts';
import { bury, forgetSightings } from './forget.ts';
import { countHours, HOUR_MS } from './hours.ts';
import { portions } from './portions.ts';

/** The public's posts are looked at together, at whole five minutes: when exactly a post is due tells when it was written. */
const LOOKS_MS = 5 * 60_000;
export const roundedLook = (at: number): number => Math.ceil(at / LOOKS_MS) * LOOKS_MS;

/**
 * Rows of one hour lie together, and within it in no order. An hour's number since 1970 takes 19 bits; 32 random ones are left, so that of
 * 10,000 posts in one hour two have the same with a chance of 1 in 85: then the batch fails and comes again.
 */
export const followedId = (at: number): number => Math.floor(at / HOUR_MS) * 2 ** 32 + randomBytes(4).readUInt32BE();

const followedRow = (network: Before['network'], { known, source, nextAt }: PostSight): FollowedTable | undefined =>
  nextAt === undefined
    ? undefined
    : {
        ...{ id: followedId(known.hour_at), network, source, whose: known.whose, lang: known.lang, at: known.hour_at },
        ...{ delivery: null, step: null, partner: null, remote_id: null, next_at: roundedLook(nextAt), looks: 0 },
        ...{ ...noCounts, last_at: null, gone_at: null },
      };

/** Writes what a batch made of the store. */
export const writeOutcome = async (
  db: Kysely<Schema>,
  keys: WatchKeys,
  network: Before['network'],
  { add, places, forget, bury: gone }: Outcome,
): Promise<void> => {
  await forgetSightings(db, network, forget);
  await bury(db, keys, network, gone);

  const made = add.map((sight) => ({ sight, row: followedRow(network, sight) }));
  for (const portion of portions(made.flatMap(({ row }) => row ?? []))) {
    await db.insertInto('followed').values(portion).execute();
  }
  const sightings = made.map(
    ({ sight, row }): SightingTable => ({
      ...sight.known,
      network,
      sealed: sight.address(),
      followed: row?.id ?? null,
    }),
  );
  for (const portion of portions(sightings)) await db.insertInto('sighting').values(portion).execute();
  const placed = [...places].map(([place_hash, post_hash]) => ({ network, place_hash, post_hash }));
  for (const portion of portions(placed)) await db.insertInto('place').values(portion).execute();

  const authors = add.flatMap(({ weekAt, known: { author_hash, day_at, whose } }) =>
    author_hash === null || day_at === null ? [] : { network, week_at: weekAt, day_at, whose, author_hash },
  );
  for (const portion of portions(authors)) {
    await db
      .insertInto('author')
      .values(portion)
      .onConflict((c) => c.doNothing())
      .execute();
  }
  await countHours(
    db,
    network,
    add.map(({ known }) => known),
    1,
  );
};

/** A group's row and hours become what it is now; a group that has lost its posts is no more. */
export const writeCopies = async (db: Kysely<Schema>, groups: readonly CopyGroup[]): Promise<void> => {
  for (const { id, network, posts, authors, hours } of groups) {
    await db.deleteFrom('copy_hour').where('copy_group', '=', id).execute();
    if (posts === 0) {
      await db.deleteFrom('copy_group').where('id', '=', id).execute();
      continue;
    }
    const row = { network, posts, authors };
    await db
      .insertInto('copy_group')
      .values({ id, ...row })
      .onConflict((c) => c.column('id').doUpdateSet(row))
      .execute();
    const rows = [...hours].map(([hour_at, inHour]) => ({ copy_group: id, network, hour_at, posts: inHour }));
    for (const portion of portions(rows)) await db.insertInto('copy_hour').values(portion).execute();
  }
};
