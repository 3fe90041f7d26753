import { type Kysely, sql } from 'kysely';
import type { NetworkName } from '../../model.ts';
import type { Schema } from '../schema.ts';
import type { WatchKeys } from '../watch-keys.ts';
import type { Before, HashedSight, Known } from './batch.ts';
import { HOUR_MS } from './hours.ts';
import type { Marks } from './marks.ts';
import { lists } from './portions.ts';

const columns = ['post_hash', 'hour_at', 'day_at', 'whose', 'lang', 'author_hash', 'followed'] as const;

/** The weeks of which authors are known by their hashes: one, and for two hours two. */
export const openWeeks = async (db: Kysely<Schema>, network: NetworkName): Promise<number[]> => {
  const weeks: number[] = [];
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const { rows } = await sql<{ week: number | null }>`
      select min(week_at) as week from author where network = ${network} and week_at > ${after}`.execute(db);
    const week = rows[0]?.week;
    if (week === null || week === undefined) return weeks;
    weeks.push(week);
    after = week;
  }
};

/** Sightings of posts. The hash alone says which: asked for the network too, SQLite would walk through the key of the table. */
const ofPosts = async (db: Kysely<Schema>, hashes: readonly string[]): Promise<Known[]> => {
  const found: Known[] = [];
  for (const list of lists(hashes)) {
    found.push(...(await db.selectFrom('sighting').select(columns).where('post_hash', 'in', list).execute()));
  }
  return found;
};

/** Sightings of authors: a walk through the open weeks. Seldom asked for, so it has no index to be kept up with every post. */
const ofAuthors = async (
  db: Kysely<Schema>,
  network: NetworkName,
  openFrom: number,
  hashes: readonly string[],
): Promise<Known[]> => {
  const found: Known[] = [];
  for (const list of lists(hashes)) {
    let query = db.selectFrom('sighting').select(columns).where('network', '=', network);
    // A week may begin within an hour of UTC.
    query = query.where('hour_at', '>', openFrom - HOUR_MS);
    found.push(...(await query.where('author_hash', 'in', list).execute()));
  }
  return found;
};

/** Everything that the store holds of what a batch speaks of. */
export const readBefore = async (
  db: Kysely<Schema>,
  keys: WatchKeys,
  network: NetworkName,
  marks: Marks,
  sights: readonly HashedSight[],
): Promise<Before> => {
  const placed = sights.flatMap((sight) => ('place' in sight && sight.place !== undefined ? [sight.place] : []));
  const places = new Map<string, string>();
  for (const list of lists([...new Set(placed)])) {
    const query = db.selectFrom('place').select(['place_hash', 'post_hash']).where('network', '=', network);
    for (const row of await query.where('place_hash', 'in', list).execute()) places.set(row.place_hash, row.post_hash);
  }
  const posts = new Set(sights.flatMap((sight) => ('hash' in sight ? [sight.hash] : [])));
  for (const post of places.values()) posts.add(post);
  const authors = new Set(sights.flatMap((sight) => (sight.kind === 'author gone' ? sight.authors : [])));
  const known = [
    ...(await ofPosts(db, [...posts])),
    ...(await ofAuthors(db, network, Math.max(marks.openFrom, 0), [...authors])),
  ];
  const tombstones = new Map<string, number>();
  for (const list of lists([...posts, ...new Set(placed)])) {
    const query = db.selectFrom('tombstone').select(['hash', 'sealed']).where('network', '=', network);
    // Of a moment that cannot be read any more, only that it was.
    for (const row of await query.where('hash', 'in', list).execute())
      tombstones.set(row.hash, Number(keys.unseal(row.sealed) ?? Number.MAX_SAFE_INTEGER));
  }
  return { network, marks, sightings: new Map(known.map((row) => [row.post_hash, row])), places, tombstones };
};
