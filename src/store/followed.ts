import type { Kysely } from 'kysely';
import type { Counts, NetworkName, Source, Whose } from '../model.ts';
import type { Schema } from './schema.ts';
import type { WatchKeys } from './watch-keys.ts';
import { unfollow } from './watching/engagement.ts';
import { bury, forgetSightings } from './watching/forget.ts';
import { openAddress } from './watching/hashed.ts';
import { type Look, writeLooks } from './watching/looks.ts';
import { boostedPosts, followOnce } from './watching/once.ts';
import { followOurs } from './watching/ours.ts';
import { lists } from './watching/portions.ts';

export type { Look } from './watching/looks.ts';

/* Posts whose counts are looked at: ours, boosted partners', and live sightings. */

export type FollowedPost = {
  readonly id: number;
  readonly network: NetworkName;
  readonly source: Source;
  readonly whose: Whose;
  /** Its id at the source. */
  readonly remoteId: string;
  /** When it was published, in milliseconds since 1970. */
  readonly at: number;
  readonly looks: number;
  /** The latest counts. */
  readonly counts: Counts;
};

export type FollowedSettings = { readonly source?: (network: NetworkName) => Source };

export const followed = (db: Kysely<Schema>, keys: WatchKeys, { source: sourceOf }: FollowedSettings = {}) => ({
  /** Follows posts of ours that have a receipt and are not followed yet; lets go of those that were retracted. How many are new. */
  followOurs: (): Promise<number> => followOurs(db, sourceOf),

  /** Whatever is followed both as a sighting and because we boosted it is followed once. */
  followOnce: (nowMs: number): Promise<void> => followOnce(db, keys, nowMs),

  /** What is due, at most `most` of each source: one that is away leaves the others their turn. Ours first, then the young. */
  due: async (nowMs: number, most: number, sources?: readonly Source[]): Promise<FollowedPost[]> => {
    const all = async () =>
      (
        await db
          .selectFrom('followed')
          .select('source')
          .distinct()
          .where('next_at', 'is not', null)
          .orderBy('source')
          .execute()
      ).map(({ source }) => source as Source);
    const found: FollowedPost[] = [];
    for (const source of sources ?? (await all())) {
      const rows = await db
        .selectFrom('followed')
        .leftJoin('sighting', 'sighting.followed', 'followed.id')
        .selectAll('followed')
        .select('sighting.sealed')
        .where('source', '=', source)
        .where('next_at', '<=', nowMs)
        .where('gone_at', 'is', null)
        .orderBy((e) => e.case().when('followed.whose', '=', 'ours').then(0).else(1).end())
        .orderBy('at', 'desc')
        .limit(most)
        .execute();
      for (const { id, network, whose, remote_id, at, looks, likes, boosts, replies, quotes, sealed } of rows) {
        const address = sealed === null ? undefined : openAddress(keys, sealed);
        const remoteId = remote_id ?? address?.remoteId;
        if (remoteId === undefined) continue; // sealed under another key
        const counts = { likes, boosts, replies, quotes };
        found.push({ id, network, source, whose, remoteId, at: address?.at ?? at, looks, counts });
      }
    }
    return found;
  },

  /** Writes what looks at posts showed. The same look again changes nothing, nor does one that is not later than the latest. */
  snapshot: (looks: readonly Look[]): Promise<void> => db.transaction().execute((tx) => writeLooks(tx, looks)),

  /** Their network does not show them any more: of ours that is noted, others are forgotten. */
  gone: (ids: readonly number[], at: number): Promise<void> =>
    db.transaction().execute(async (tx) => {
      for (const list of lists(ids)) {
        await tx
          .updateTable('followed')
          .set({ gone_at: at, next_at: null })
          .where('id', 'in', list)
          .where('whose', '=', 'ours')
          .where('gone_at', 'is', null)
          .execute();
        const boosted = await boostedPosts(tx, keys, { ids: list });
        const rows = await tx
          .selectFrom('sighting')
          .selectAll()
          .where((e) =>
            e.or([
              e('followed', 'in', list),
              e(
                'post_hash',
                'in',
                boosted.map(({ hash }) => hash),
              ),
            ]),
          )
          .execute();
        for (const [network, sightings] of Map.groupBy(rows, (row) => row.network)) {
          await forgetSightings(tx, network, sightings);
          await bury(tx, keys, network, new Map(sightings.map(({ post_hash }) => [post_hash, at])));
        }
        // A boosted post of a partner: no sighting leads to it.
        const left = await tx
          .selectFrom('followed')
          .select('id')
          .where('id', 'in', list)
          .where('whose', '<>', 'ours')
          .execute();
        await unfollow(
          tx,
          left.map(({ id }) => id),
        );
      }
    }),
});

export type Followed = ReturnType<typeof followed>;
