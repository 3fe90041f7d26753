import { type Kysely, sql } from 'kysely';
import type { NetworkName, Source } from '../../model.ts';
import type { PauseTable, Schema } from '../schema.ts';
import { noCounts } from '../watching/engagement.ts';
import { followedId } from '../watching/write.ts';
import { nextAge } from './next-age.ts';

/* What follows a boost: its post's counts are taken, and refusals in a row stop boosting on that network. */

type Boosted = {
  readonly network: NetworkName;
  readonly partner: string;
  readonly remote_id: string;
  readonly posted_at: number;
  readonly lang: string;
};

/** A row of `partner_source` that is no partner's: up to which refusal the brake has counted. */
const BRAKE = '';

export const afterBoosts = (db: Kysely<Schema>) => ({
  /** Has the post's counts taken. Twice is once. */
  follow: ({ network, partner, remote_id, posted_at, lang }: Boosted, source: Source, now: number): Promise<void> =>
    db.transaction().execute(async (tx) => {
      const known = await tx
        .selectFrom('followed')
        .select('id')
        .where('network', '=', network)
        .where('remote_id', '=', remote_id)
        .where('whose', '<>', sql.lit('public'))
        .executeTakeFirst();
      if (known) return;
      const next = nextAge(posted_at, now);
      await tx
        .insertInto('followed')
        .values({
          ...{ id: followedId(posted_at), network, source, whose: 'partner', delivery: null, step: null, partner },
          ...{ remote_id, at: posted_at, lang: lang.toLowerCase().split('-')[0] ?? '', ...noCounts },
          ...{ next_at: next?.at ?? null, looks: next?.looks ?? 0, last_at: null, gone_at: null },
        })
        .execute();
    }),

  /** The boost is undone: its post is nothing of ours any more. What was counted stays. */
  followNoMore: async (network: NetworkName, remoteId: string): Promise<void> => {
    await db
      .updateTable('followed')
      .set({ next_at: null })
      .where('network', '=', network)
      .where('remote_id', '=', remoteId)
      .where('whose', '=', 'partner')
      .execute();
  },

  /** Boosts refused up to this moment have stopped boosting once. */
  brakeMark: async (network: NetworkName): Promise<number> =>
    (
      await db
        .selectFrom('partner_source')
        .select('polled_at')
        .where('partner', '=', BRAKE)
        .where('network', '=', network)
        .executeTakeFirst()
    )?.polled_at ?? Number.MIN_SAFE_INTEGER,

  brake: ({ upTo, network, ...pause }: PauseTable & { upTo: number; network: NetworkName }): Promise<void> =>
    db.transaction().execute(async (tx) => {
      const row = { partner: BRAKE, network, named: 'brake', polled_at: upTo };
      await tx
        .insertInto('partner_source')
        .values(row)
        .onConflict((c) => c.columns(['partner', 'network']).doUpdateSet(row))
        .execute();
      await tx
        .insertInto('pause')
        .values(pause)
        .onConflict((c) => c.column('scope').doNothing())
        .execute();
    }),
});
