import type { Kysely } from 'kysely';
import type { NetworkName } from '../model.ts';
import type { Schema } from './schema.ts';

type Count = { readonly posts: number; readonly until?: number };

/** How many posts with the hashtag are counted on each network; X only up to the moment until which it was asked. */
export const counted = async (db: Kysely<Schema>): Promise<ReadonlyMap<NetworkName, Count>> => {
  const rows = await db
    .selectFrom('hour')
    .select((e) => ['network', e.fn.sum<number>('posts').as('posts')])
    .groupBy('network')
    .execute();
  const x = await db
    .selectFrom('count_bucket')
    .select((e) => [e.fn.sum<number>('posts').as('posts'), e.fn.max('end_at').as('until')])
    .executeTakeFirst();
  const counts = new Map<NetworkName, Count>(rows.map((row) => [row.network, { posts: Number(row.posts) }]));
  if (x?.until) counts.set('x', { posts: Number(x.posts), until: x.until });
  return counts;
};
