import type { Kysely, Selectable } from 'kysely';
import type { PartnerAccountTable, Schema } from './schema.ts';

/** Accounts of partners, and our own, as their networks know them. */
export const partnerAccounts = (db: Kysely<Schema>) => ({
  all: (): Promise<Selectable<PartnerAccountTable>[]> => db.selectFrom('partner_account').selectAll().execute(),

  put: async (row: PartnerAccountTable): Promise<void> => {
    await db
      .insertInto('partner_account')
      .values(row)
      .onConflict((c) => c.columns(['partner', 'network']).doUpdateSet(row))
      .execute();
  },
});

export type PartnerAccounts = ReturnType<typeof partnerAccounts>;
