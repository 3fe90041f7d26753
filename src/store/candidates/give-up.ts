import { type Kysely, sql } from 'kysely';
import type { CandidateTable, Schema } from '../schema.ts';

type Boosting = Pick<CandidateTable, 'id' | 'delivery'>;

const mayBeOut = sql<boolean>`exists (select 1 from attempt where attempt.delivery = delivery.id
  and (attempt.outcome is null or attempt.outcome = 'published'))`;

/* Boosts that are laid down and that no worker can send any more. */

export const givingUp = (db: Kysely<Schema>) => ({
  /**
   * What becomes of such a delivery: `skipped` when nothing of it can be out, else `unconfirmed`, for a person to say. Undefined: a worker has it
   * in hand, or it is over already. The candidate hears of it as of every other end.
   */
  giveUp: (
    { delivery: id }: Boosting,
    realNow: number,
    reason: { readonly skipped: string; readonly unconfirmed: string },
  ): Promise<'skipped' | 'unconfirmed' | undefined> =>
    db.transaction().execute(async (tx) => {
      const open = tx
        .selectFrom('delivery')
        .select(['id', mayBeOut.as('out')])
        .where('id', '=', id ?? '')
        .where('state', 'in', ['planned', 'queued', 'held', 'attempting'])
        .where((e) => e.or([e('lease_until_real', 'is', null), e('lease_until_real', '<=', realNow)]));
      const row = await open.executeTakeFirst();
      if (!row) return undefined;
      const state = row.out ? 'unconfirmed' : 'skipped';
      await tx
        .updateTable('delivery')
        .set({ state, reason: reason[state], not_before_at: null, lease_by: null, lease_until_real: null })
        .where('id', '=', row.id)
        .execute();
      return state;
    }),
});
