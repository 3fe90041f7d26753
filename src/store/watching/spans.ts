import type { Kysely } from 'kysely';
import type { Source } from '../../model.ts';
import type { Schema } from '../schema.ts';

/** Spans that are no further apart are one: an event a second later belongs to the same watch. */
const TOUCH_MS = 1_000;

/**
 * Notes that a source was watched from `from` to `to`. What touches a row makes it longer (and joins rows that are no longer apart); what
 * does not begins a new row, which says why there is a gap before it.
 */
export const cover = async (
  db: Kysely<Schema>,
  source: Source,
  covered: { readonly from: number; readonly to: number },
  reason: string,
): Promise<void> => {
  const [from, to] = [Math.floor(covered.from), Math.floor(covered.to)];
  if (to < from) return;
  const rows = await db.selectFrom('coverage').selectAll().where('source', '=', source).orderBy('from_at').execute();
  const touching = rows.filter((row) => row.from_at <= to + TOUCH_MS && row.to_at + TOUCH_MS >= from);
  const [first] = touching;
  if (!first) {
    const early = rows.every((row) => row.from_at > to);
    await db
      .insertInto('coverage')
      .values({ source, from_at: from, to_at: to, gap_reason: early ? null : reason })
      .execute();
    // What was the first row has a gap before it now.
    const [next] = rows;
    if (early && next && next.gap_reason === null) {
      await db
        .updateTable('coverage')
        .set({ gap_reason: reason })
        .where('source', '=', source)
        .where('from_at', '=', next.from_at)
        .execute();
    }
    return;
  }
  const whole = {
    from_at: Math.min(from, first.from_at),
    to_at: Math.max(to, ...touching.map((row) => row.to_at)),
  };
  if (touching.length === 1 && whole.from_at === first.from_at) {
    if (whole.to_at === first.to_at) return;
    await db
      .updateTable('coverage')
      .set({ to_at: whole.to_at })
      .where('source', '=', source)
      .where('from_at', '=', first.from_at)
      .execute();
    return;
  }
  const starts = touching.map((row) => row.from_at);
  await db.deleteFrom('coverage').where('source', '=', source).where('from_at', 'in', starts).execute();
  await db
    .insertInto('coverage')
    .values({ source, ...whole, gap_reason: first.gap_reason })
    .execute();
};
