import type { Kysely } from 'kysely';
import type { Counts } from '../../model.ts';
import type { Schema } from '../schema.ts';
import { countGains, gained } from './engagement.ts';
import { lists, portions } from './portions.ts';
import { roundedLook } from './write.ts';

/** What one look at a followed post showed, at `at` (milliseconds since 1970), and when the next one is due. */
export type Look = {
  readonly id: number;
  readonly at: number;
  readonly counts: Counts;
  readonly next: { readonly looks: number; readonly at: number } | undefined;
};

/** Snapshots, the latest counts and the hours' sums, all at once. Posts that were forgotten meanwhile are left out. */
export const writeLooks = async (db: Kysely<Schema>, looks: readonly Look[]): Promise<void> => {
  const rows = new Map<number, { followed: RowOf; changed?: Look }>();
  for (const list of lists([...new Set(looks.map(({ id }) => id))])) {
    for (const row of await db.selectFrom('followed').selectAll().where('id', 'in', list).execute())
      rows.set(row.id, { followed: row });
  }
  const snapshots: Schema['snapshot'][] = [];
  const gains: Parameters<typeof countGains>[1][number][] = [];
  for (const look of looks) {
    const { id, at, counts } = look;
    const row = rows.get(id);
    if (!row || (row.followed.last_at !== null && at <= row.followed.last_at)) continue;
    const { likes, boosts, replies, quotes } = counts;
    snapshots.push({ followed: id, at, likes, boosts, replies, quotes });
    const { network, whose } = row.followed;
    gains.push({ network, whose, at, gain: gained(counts, row.followed) });
    rows.set(id, { followed: { ...row.followed, likes, boosts, replies, quotes, last_at: at }, changed: look });
  }
  for (const portion of portions(snapshots)) await db.insertInto('snapshot').values(portion).execute();
  for (const { followed, changed } of rows.values()) {
    if (!changed) continue;
    const { likes, boosts, replies, quotes, last_at } = followed;
    const { next } = changed;
    const exact = followed.remote_id !== null;
    const nextAt = next === undefined || followed.gone_at !== null ? null : exact ? next.at : roundedLook(next.at);
    await db
      .updateTable('followed')
      .set({ likes, boosts, replies, quotes, last_at, next_at: nextAt, looks: next?.looks ?? followed.looks + 1 })
      .where('id', '=', followed.id)
      .execute();
  }
  await countGains(db, gains, 1);
};

type RowOf = Schema['followed'];
