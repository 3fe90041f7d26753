import type { Kysely } from 'kysely';
import type { Account, NetworkName } from '../model.ts';
import type { NetworkTable, Schema } from './schema.ts';

/** What was last learnt of each network's account and limits. */
export const seenNetworks = (db: Kysely<Schema>) => ({
  saw: async (network: NetworkName, account: Account, at: number): Promise<void> => {
    const automated =
      account.automated === 'unknown' ? ('unknown' as const) : account.automated ? ('yes' as const) : ('no' as const);
    const seen = {
      account_id: account.id,
      handle: account.handle,
      automated,
      limits: account.limits ? JSON.stringify(account.limits) : null,
      looked_at: at,
    };
    await db
      .insertInto('network')
      .values({ network, ...seen })
      .onConflict((c) => c.column('network').doUpdateSet(seen))
      .execute();
  },

  all: async (): Promise<ReadonlyMap<NetworkName, NetworkTable>> => {
    const rows = await db.selectFrom('network').selectAll().execute();
    return new Map(rows.map((row) => [row.network, row]));
  },
});

export type SeenNetworks = ReturnType<typeof seenNetworks>;
