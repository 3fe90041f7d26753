import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import type { WatchKeys } from '../watch-keys.ts';
import { unfollow } from './engagement.ts';
import { lists } from './portions.ts';

/*
 * A partner's post with the hashtag that we boosted is a sighting too: its counts are taken once, as the boosted post's. Which sighting that is
 * the key tells and no row: nothing in the folder leads from an address to what is hashed.
 */

/** Sightings are followed for 14 days at the most, and a post may be boosted a day after it was written. */
const SINCE_MS = 16 * 86_400_000;

type Boosted = { readonly id: number; readonly hash: string };

/** Posts that are followed because we boosted them, with the hashes that their sightings would have. */
export const boostedPosts = async (
  db: Kysely<Schema>,
  keys: WatchKeys,
  which: { readonly since: number } | { readonly ids: readonly number[] },
): Promise<Boosted[]> => {
  const rows = await db
    .selectFrom('followed')
    .select(['id', 'network', 'remote_id'])
    .where('network', 'in', ['bluesky', 'mastodon'])
    // As the index `followed_named` is written, else every sighting is read.
    .where('whose', '<>', sql.lit('public'))
    .where('partner', 'is not', null)
    .where('remote_id', 'is not', null)
    .$if('since' in which, (q) => q.where('at', '>=', 'since' in which ? which.since : 0))
    .$if('ids' in which, (q) => q.where('id', 'in', 'ids' in which ? [...which.ids] : []))
    .execute();
  const there = rows.flatMap(({ network, remote_id }) => (network === 'mastodon' ? (remote_id ?? []) : []));
  const addresses = new Map<string, string>();
  for (const list of lists(there)) {
    const known = await db
      .selectFrom('candidate')
      .select(['remote_id', 'post'])
      .where('network', '=', 'mastodon')
      .where('remote_id', 'in', list)
      .execute();
    for (const { remote_id, post } of known) {
      const { uri } = JSON.parse(post) as { uri?: string };
      if (uri !== undefined) addresses.set(remote_id, uri);
    }
  }
  return rows.flatMap(({ id, network, remote_id: remoteId }) => {
    // X's posts are counted and not read.
    const uri = network === 'bluesky' ? remoteId : network === 'mastodon' ? addresses.get(remoteId ?? '') : null;
    return uri == null ? [] : [{ id, hash: keys.post(network, uri) }];
  });
};

/** What the sighting's looks had shown is the boosted post's, which has none yet; its hours' sums stay as they are. */
const hand = async (db: Kysely<Schema>, from: number, to: number): Promise<void> => {
  const [given, taking] = await Promise.all(
    [from, to].map((id) => db.selectFrom('followed').selectAll().where('id', '=', id).executeTakeFirstOrThrow()),
  );
  if (!given || !taking) return;
  if (given.last_at !== null && taking.last_at === null && given.whose === taking.whose) {
    const { likes, boosts, replies, quotes, last_at } = given;
    await db.updateTable('snapshot').set({ followed: to }).where('followed', '=', from).execute();
    await db.updateTable('followed').set({ likes, boosts, replies, quotes, last_at }).where('id', '=', to).execute();
  }
  await unfollow(db, [from]);
};

/** Lets go of what is followed twice. */
export const followOnce = (db: Kysely<Schema>, keys: WatchKeys, now: number): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const boosted = new Map(
      (await boostedPosts(tx, keys, { since: now - SINCE_MS })).map(({ id, hash }) => [hash, id]),
    );
    for (const list of lists([...boosted.keys()])) {
      const twice = await tx
        .selectFrom('sighting')
        .select(['post_hash', 'followed'])
        .where('post_hash', 'in', list)
        .where('followed', 'is not', null)
        .execute();
      for (const { post_hash, followed } of twice) {
        await tx.updateTable('sighting').set({ followed: null }).where('post_hash', '=', post_hash).execute();
        await hand(tx, followed ?? 0, boosted.get(post_hash) ?? 0);
      }
    }
  });
