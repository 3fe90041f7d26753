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

  /** Whether exactly this was booked before. */
  booked: async (network: NetworkName, what: string): Promise<boolean> =>
    (await db
      .selectFrom('spend')
      .select('id')
      .where('network', '=', network)
      .where('what', '=', what)
      .executeTakeFirst()) !== undefined,

  book: async (network: NetworkName, month: string, at: number, micros: number, what: string): Promise<void> => {
    if (micros > 0) await db.insertInto('spend').values({ network, month, at, micros, attempt: null, what }).execute();
  },
});

export type Spend = ReturnType<typeof spend>;
