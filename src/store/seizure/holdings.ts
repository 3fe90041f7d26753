import type { DatabaseSync } from 'node:sqlite';
import { columnsOf } from './tables.ts';

/* What a stranger learns from a store although nothing is wrong: for people who decide whether they can live with it. */

/** In the order of how much it tells. What is not named here is our own campaign's: plan, texts, approvals, money. */
const words: Readonly<Record<string, string>> = {
  author: 'authors of the running week, as keyed hashes: how many posted on which day, not who',
  sighting: 'posts that are followed: their hour, language and whose they are; address sealed, author as a keyed hash',
  place: 'keyed hashes of where Mastodon’s posts were seen',
  snapshot: 'counts of followed posts at single moments',
  tombstone: 'posts deleted in the last two days, as keyed hashes',
  hour: 'posts by hour, language, and whose they are',
  engagement_hour: 'likes, boosts, replies and quotes by hour',
  author_count: 'numbers of authors by day and week',
  count_bucket: 'X’s own hourly counts',
  copy_group: 'sizes of groups of pasted texts',
  coverage: 'when the campaign was watching',
  cursor: 'which sources are watched, and up to when',
  partner_account: 'accounts of partners that agreed to be boosted',
  partner_source: 'accounts of partners that agreed to be boosted, and where reading them stands',
  candidate: 'addresses of partners’ posts that the rules looked at, and why each was boosted or not; texts as hashes',
  attempt: 'texts of our own posts',
  receipt: 'addresses of our own posts',
  approval: 'names of those who approved our texts',
  pause: 'names of those who paused a network',
  spend: 'money spent on X',
  session: 'our own log-in sessions, sealed',
};

export type Holding = { readonly file: string; readonly what: string; readonly rows: number };

export const holdingsOf = (db: DatabaseSync, file: string): Holding[] => {
  const there = new Set(columnsOf(db).map(({ table }) => table));
  return Object.entries(words).flatMap(([table, what]) => {
    if (!there.has(table)) return [];
    const { rows } = db.prepare(`select count(*) as rows from "${table}"`).get() as { rows: number };
    return rows === 0 ? [] : { file, what, rows };
  });
};
