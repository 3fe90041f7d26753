import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

const moment = (at: number): string => Temporal.Instant.fromEpochMilliseconds(at).toString();

/** Everything that is on record about one delivery, one line each: for a person who wants to know how it came to this. */
export const story = async (db: Kysely<Schema>, id: string): Promise<string[]> => {
  const row = await db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return [`${id} is not on record`];
  const attempts = await db.selectFrom('attempt').selectAll().where('delivery', '=', id).orderBy('id').execute();
  const receipts = await db.selectFrom('receipt').selectAll().where('delivery', '=', id).orderBy('step').execute();
  return [
    `${id}: ${row.boost_of === null ? row.message : `boost of ${row.boost_of}`} (${row.lang}) on ${row.network}, due ${moment(row.slot_at)}, ${row.state}${row.reason ? `: ${row.reason}` : ''}`,
    ...attempts.map(
      (one) =>
        `attempt ${one.id} at step ${one.step}, ${moment(one.created_at)}, key ${one.key || 'none'}: ${one.outcome ?? 'no answer'}${one.detail ? ` (${one.detail})` : ''}${one.lost_at === null ? '' : `, looked for ${one.looks} times`}`,
    ),
    ...receipts.map((one) => `receipt of step ${one.step}: ${one.remote_id} ${one.url}`),
  ];
};
