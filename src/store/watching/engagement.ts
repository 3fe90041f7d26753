import type { Kysely } from 'kysely';
import type { Counts, NetworkName, Whose } from '../../model.ts';
import type { Schema } from '../schema.ts';
import { HOUR_MS } from './hours.ts';
import { lists } from './portions.ts';

/* What followed posts gained, by the hour in which it was seen. */

export const kinds = ['likes', 'boosts', 'replies', 'quotes'] as const;

export const noCounts: Counts = { likes: 0, boosts: 0, replies: 0, quotes: 0 };

/** A count that a network takes back is less, too. */
export const gained = (now: Counts, before: Counts): Counts => ({
  likes: now.likes - before.likes,
  boosts: now.boosts - before.boosts,
  replies: now.replies - before.replies,
  quotes: now.quotes - before.quotes,
});

type Gain = { readonly network: NetworkName; readonly whose: Whose; readonly at: number; readonly gain: Counts };

/** Adds gains to their hours (`by` 1), or takes them out again (`by` -1). */
export const countGains = async (db: Kysely<Schema>, gains: readonly Gain[], by: 1 | -1): Promise<void> => {
  const hourOf = (at: number) => Math.floor(at / HOUR_MS) * HOUR_MS;
  const groups = Map.groupBy(gains, ({ network, whose, at }) => `${network} ${whose} ${hourOf(at)}`);
  for (const group of groups.values()) {
    const { network, whose, at } = group[0] as Gain;
    const sum = (kind: keyof Counts) => by * group.reduce((all, { gain }) => all + gain[kind], 0);
    const sums = { likes: sum('likes'), boosts: sum('boosts'), replies: sum('replies'), quotes: sum('quotes') };
    if (kinds.every((kind) => sums[kind] === 0)) continue;
    const key = { network, whose, hour_at: hourOf(at) };
    await db
      .insertInto('engagement_hour')
      .values({ ...key, ...sums })
      .onConflict((c) =>
        c.columns(['network', 'hour_at', 'whose']).doUpdateSet((e) => ({
          likes: e('engagement_hour.likes', '+', e.ref('excluded.likes')),
          boosts: e('engagement_hour.boosts', '+', e.ref('excluded.boosts')),
          replies: e('engagement_hour.replies', '+', e.ref('excluded.replies')),
          quotes: e('engagement_hour.quotes', '+', e.ref('excluded.quotes')),
        })),
      )
      .execute();
    let empty = db.deleteFrom('engagement_hour').where('network', '=', network).where('whose', '=', whose);
    empty = empty.where('hour_at', '=', key.hour_at);
    for (const kind of kinds) empty = empty.where(kind, '=', 0);
    await empty.execute();
  }
};

/** Takes out what the snapshots of posts had added, with the snapshots and the posts' rows. */
export const unfollow = async (db: Kysely<Schema>, ids: readonly number[]): Promise<void> => {
  for (const list of lists(ids)) {
    const rows = await db
      .selectFrom('snapshot')
      .innerJoin('followed', 'followed.id', 'snapshot.followed')
      .select(['followed.id', 'network', 'whose', 'snapshot.at'])
      .select(['snapshot.likes', 'snapshot.boosts', 'snapshot.replies', 'snapshot.quotes'])
      .where('followed.id', 'in', list)
      .orderBy('snapshot.followed')
      .orderBy('snapshot.at')
      .execute();
    const gains = rows.map((row, i) => {
      const before = rows[i - 1]?.id === row.id ? (rows[i - 1] as Counts) : noCounts;
      return { network: row.network, whose: row.whose, at: row.at, gain: gained(row, before) };
    });
    await countGains(db, gains, -1);
    await db.deleteFrom('snapshot').where('followed', 'in', list).execute();
    await db.deleteFrom('followed').where('id', 'in', list).execute();
  }
};
