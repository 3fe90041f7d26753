import { type Kysely, sql } from 'kysely';
import type { NetworkName } from '../model.ts';
import type { Schema } from './schema.ts';

/** Money: millionths of a US dollar, by calendar month in UTC (`YYYY-MM`), which is how X counts its cycle closest. */
export const spend = (db: Kysely<Schema>) => ({
  month: (at: Temporal.Instant): string => at.toString().slice(0, 7),

  spent: async (network: NetworkName, month: string): Promise<number> => {
    const row = await db
      .selectFrom('spend')
      .select(sql<number>`coalesce(sum(micros), 0)`.as('micros'))
      .where('network', '=', network)
      .where('month', '=', month)
      .executeTakeFirstOrThrow();
    return Number(row.micros);
  },

  /**
   * Books a call before it is made; exactly the same is booked once. False, and then nothing may be called, when it would pass `budget`
   * (US dollars a month). In one transaction: two workers may each have seen room for one.
   */
  afford: async (
    { network, at, dollars, what }: { network: NetworkName; at: Temporal.Instant; dollars: number; what: string },
    budget: number | undefined,
  ): Promise<boolean> => {
    const micros = Math.round(dollars * 1e6);
    if (micros === 0) return true;
    const month = spend(db).month(at);
    return db.transaction().execute(async (tx) => {
      const booked = tx.selectFrom('spend').select('id').where('network', '=', network).where('what', '=', what);
      if (await booked.executeTakeFirst()) return true;
      if (budget !== undefined && (await spend(tx).spent(network, month)) + micros > budget * 1e6) return false;
      await tx
        .insertInto('spend')
        .values({ network, month, at: at.epochMilliseconds, micros, attempt: null, what })
        .execute();
      return true;
    });
  },

  /** A call turned out to cost something else than was booked for it. */
  correct: async ({
    network,
    what,
    dollars,
  }: {
    network: NetworkName;
    what: string;
    dollars: number;
  }): Promise<void> => {
    await db
      .updateTable('spend')
      .set({ micros: Math.round(dollars * 1e6) })
      .where('network', '=', network)
      .where('what', '=', what)
      .execute();
  },
});

export type Spend = ReturnType<typeof spend>;
