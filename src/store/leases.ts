import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** When the planner last ticked says whether anything can be published: a tick goes through Redis, a worker and the store. */
export const HEARTBEAT = 'heartbeat';

/** Written at every tick; good for `ms` of real time. */
export const beat = async (db: Kysely<Schema>, holder: string, nowReal: number, ms: number): Promise<void> => {
  const values = { holder, until_real: nowReal + ms };
  await db
    .insertInto('lease')
    .values({ name: HEARTBEAT, ...values })
    .onConflict((c) => c.column('name').doUpdateSet(values))
    .execute();
};

/** Nothing can be published from now on, and somebody knows it: the next tick takes the word back. `holder`: only when it ticked last. */
export const endBeat = async (db: Kysely<Schema>, holder?: string): Promise<void> => {
  await db
    .updateTable('lease')
    .set({ until_real: 0 })
    .where('name', '=', HEARTBEAT)
    .$if(holder !== undefined, (q) => q.where('holder', '=', holder ?? ''))
    .execute();
};

/** Whether a planner has ticked lately. */
export const beats = async (db: Kysely<Schema>, nowReal: number): Promise<boolean> => {
  const row = await db.selectFrom('lease').select('until_real').where('name', '=', HEARTBEAT).executeTakeFirst();
  return row !== undefined && row.until_real > nowReal;
};

export const leaseHolder = async (db: Kysely<Schema>, name: string): Promise<string | undefined> =>
  (await db.selectFrom('lease').select('holder').where('name', '=', name).executeTakeFirst())?.holder;

/** One holder at a time, by the machine's clock. True when `holder` now has it until `nowReal + ms`. */
export const takeLease = async (
  db: Kysely<Schema>,
  name: string,
  holder: string,
  nowReal: number,
  ms: number,
): Promise<boolean> => {
  const row = await db
    .insertInto('lease')
    .values({ name, holder, until_real: nowReal + ms })
    .onConflict((c) =>
      c
        .column('name')
        .doUpdateSet({ holder, until_real: nowReal + ms })
        .where((e) => e.or([e('lease.holder', '=', holder), e('lease.until_real', '<=', nowReal)])),
    )
    .returning('holder')
    .executeTakeFirst();
  return row?.holder === holder;
};
