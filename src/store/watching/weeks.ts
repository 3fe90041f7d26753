import { type Kysely, sql } from 'kysely';
import { networkNames } from '../../model.ts';
import type { Schema } from '../schema.ts';
import { HOUR_MS } from './hours.ts';
import { marks, readMarks, setMark } from './marks.ts';

/* At the end of a week only the number of its authors remains (DESIGN section 6). */

/** Late posts are waited for so long: a server that was away for a while is read again first. */
const WAIT_MS = 2 * HOUR_MS;

/** Some hundred years: a calendar that never ends a week would keep us here. */
const MOST_WEEKS = 5_000;

/** The first week that is still open at `nowMs`, beginning with `first`. */
const firstOpen = (first: number, nowMs: number, endOfWeek: (weekAt: number) => number): number => {
  let week = first;
  for (let n = 0; n < MOST_WEEKS; n += 1) {
    const end = endOfWeek(week);
    if (end <= week || end + WAIT_MS > nowMs) return week;
    week = end;
  }
  return week;
};

/**
 * Counts the authors of weeks before `week`, and of their days. Where there is a count already (the key was lost in the middle of
 * the week) the larger one stays: at least so many there were.
 */
export const countAuthors = async (db: Kysely<Schema>, week = Number.MAX_SAFE_INTEGER): Promise<void> => {
  for (const [span, start] of [
    ['day', sql.ref('day_at')],
    ['week', sql.ref('week_at')],
  ] as const) {
    await sql`
      insert into author_count (network, span, start_at, whose, authors)
      select network, ${span}, ${start}, whose, count(distinct author_hash) from author where week_at < ${week}
      group by network, ${start}, whose
      on conflict (network, span, start_at, whose) do update set authors = excluded.authors
      where excluded.authors > author_count.authors`.execute(db);
  }
};

/** Closes the weeks that are over, and lets tombstones go that have done their work. */
export const closeWeeks = (db: Kysely<Schema>, nowMs: number, endOfWeek: (weekAt: number) => number): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await tx.deleteFrom('tombstone').where('until_at', '<', nowMs).execute();
    const { openFrom } = await readMarks(tx);
    const row = await tx
      .selectFrom('author')
      .select((e) => e.fn.min('week_at').as('first'))
      .executeTakeFirst();
    const begun = openFrom > Number.NEGATIVE_INFINITY ? openFrom : row?.first;
    if (begun === undefined || begun === null) return;
    const open = firstOpen(begun, nowMs, endOfWeek);
    if (open === begun) return;
    await countAuthors(tx, open);
    await tx
      .updateTable('sighting')
      .set({ author_hash: null, day_at: null })
      .where('network', 'in', networkNames)
      .where('hour_at', '<', open)
      .where('day_at', '<', open)
      .execute();
    await tx.deleteFrom('author').where('week_at', '<', open).execute();
    await setMark(tx, marks.weeks, open);
  });
