import type { Kysely, Selectable } from 'kysely';
import type { NetworkName } from '../../model.ts';
import type { PartnerSourceTable, Schema } from '../schema.ts';

/** Where reading a partner's account stands. Not in `cursor`: those of the watch are sealed, and are forgotten with its key. */

export type SourceStand = Selectable<PartnerSourceTable>;

export const putSource = async (db: Kysely<Schema>, stand: SourceStand): Promise<void> => {
  await db
    .insertInto('partner_source')
    .values(stand)
    .onConflict((c) => c.columns(['partner', 'network']).doUpdateSet(stand))
    .execute();
};

export const partnerSources = (db: Kysely<Schema>) => ({
  sources: (): Promise<SourceStand[]> => db.selectFrom('partner_source').selectAll().execute(),

  putSource: (stand: SourceStand): Promise<void> => putSource(db, stand),

  putSources: (stands: readonly SourceStand[]): Promise<void> =>
    db.transaction().execute(async (tx) => {
      for (const stand of stands) await putSource(tx, stand);
    }),

  /** The account has just posted: it is read at the next tick. True when it was not to be read already. */
  nudge: async (network: NetworkName, remoteId: string): Promise<boolean> => {
    const nudged = await db
      .updateTable('partner_source')
      .set({ polled_at: null })
      .where('network', '=', network)
      .where('remote_id', '=', remoteId)
      .where('polled_at', 'is not', null)
      .executeTakeFirst();
    return nudged.numUpdatedRows > 0n;
  },
});
