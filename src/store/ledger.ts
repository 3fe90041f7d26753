import { type Kysely, sql } from 'kysely';
import { type Attempt, type DeliveryId, FIRST_PICTURE_STEP, type NetworkName, type Receipt } from '../model.ts';
import { type Claimed, type ClaimTerms, claim, type Moments, type NotClaimed } from './claim.ts';
import { type Commitment, hindranceTo } from './commitment.ts';
import type { Schema } from './schema.ts';

/*
 * The ledger: claim, attempt, receipt. Each function is one statement or one transaction, so that a process may die
 * between any two of them and the next one finds out where it stood (docs/decisions/0001).
 */

export type AfterClaim = 'planned' | 'queued' | 'rejected' | 'unconfirmed' | 'held' | 'skipped';

/** How a delivery is left: `notBefore` in the network's time, `held` in the campaign's. */
export type After = {
  readonly reason?: string;
  readonly notBefore?: number;
  readonly tries?: number;
  readonly held?: { readonly at: number; readonly kind: 'late' | 'course' | 'budget' };
};

const hasQuestion = sql<boolean>`exists (select 1 from attempt where attempt.delivery = delivery.id and attempt.outcome is null)`;

/** A late answer came after a person was asked: there is no question any more, and the delivery goes on. */
const unask = async (db: Kysely<Schema>, id: string): Promise<void> => {
  await db
    .updateTable('delivery')
    .set({ state: 'queued', reason: null, not_before_at: null })
    .where('id', '=', id)
    .where('state', '=', 'unconfirmed')
    .where(sql<boolean>`not ${hasQuestion}`)
    .execute();
};

const release = async (
  db: Kysely<Schema>,
  held: Claimed,
  by: string,
  state: AfterClaim,
  more: After,
): Promise<boolean> => {
  const left = await db
    .updateTable('delivery')
    .set({
      state: state === 'unconfirmed' ? sql`case when ${hasQuestion} then 'unconfirmed' else 'queued' end` : state,
      reason: more.reason ?? null,
      not_before_at: more.notBefore ?? null,
      tries: more.tries ?? 0,
      // Held again for the same kind of reason: the 24 hours run from the first time.
      held_at: more.held ? (held.row.hold === more.held.kind ? held.row.held_at : more.held.at) : null,
      hold: more.held?.kind ?? null,
      lease_by: null,
      lease_until_real: null,
    })
    .where('id', '=', held.id)
    .where('state', '=', 'attempting')
    .where('lease_by', '=', by)
    .executeTakeFirst();
  return left.numUpdatedRows === 1n;
};

export const ledger = (db: Kysely<Schema>) => ({
  claim: (id: DeliveryId, by: string, moments: Moments, terms: ClaimTerms): Promise<Claimed | NotClaimed> =>
    claim(db, id, by, moments, terms),

  /**
   * Commits what is about to be sent, before it is sent, and renews the lease. Throws when the claim is not this worker's any
   * more: then nothing may be sent. Writes nothing when another attempt of the network is nearer than `gap` or the `day` is
   * full or boosts have no room (`turn`), or when there is no money for it (`budget`).
   */
  attempt: async (held: Claimed, by: string, commitment: Commitment): Promise<Attempt | 'turn' | 'budget'> =>
    db.transaction().execute(async (tx) => {
      const { what, content, moments, leaseMs, price } = commitment;
      const hindrance = await hindranceTo(tx, held, commitment);
      if (hindrance) return hindrance;
      const mine = await tx
        .updateTable('delivery')
        .set({ sent_at: moments.campaign, content: JSON.stringify(content), lease_until_real: moments.real + leaseMs })
        .where('id', '=', held.id)
        .where('state', '=', 'attempting')
        .where('lease_by', '=', by)
        .where('lease_until_real', '>', moments.real)
        .executeTakeFirst();
      if (mine.numUpdatedRows !== 1n) {
        throw new Error(`delivery ${held.id}: the lease ran out before the attempt was written; nothing was sent`);
      }
      const { id } = await tx
        .insertInto('attempt')
        .values({
          delivery: held.id,
          step: what.step,
          text: what.text,
          lang: what.lang,
          hash: what.hash,
          key: what.key,
          created_at: what.createdAt.epochMilliseconds,
          accompaniment: JSON.stringify(what.with),
          looks: 0,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      if (price.micros > 0) {
        const booked = { network: held.row.network, month: price.month, at: moments.network, micros: price.micros };
        await tx
          .insertInto('spend')
          .values({ ...booked, attempt: id, what: 'publish' })
          .execute();
      }
      return { id, delivery: held.id, ...what };
    }),

  /**
   * The network said yes. Whoever learns it writes it down, lease or not: a receipt is always true. With `complete` it was
   * the last step, and the delivery is published.
   */
  receive: async (attempt: Attempt, receipt: Receipt, complete: boolean): Promise<void> =>
    db.transaction().execute(async (tx) => {
      const values = {
        attempt: attempt.id,
        remote_id: receipt.remoteId,
        url: receipt.url,
        version: receipt.version ?? null,
        at: receipt.at.epochMilliseconds,
      };
      await tx
        .insertInto('receipt')
        .values({ delivery: attempt.delivery, step: attempt.step, ...values })
        // A picture may be uploaded anew; a post has one receipt for ever.
        .onConflict((c) => {
          const known = c.columns(['delivery', 'step']);
          return attempt.step >= FIRST_PICTURE_STEP ? known.doUpdateSet(values) : known.doNothing();
        })
        .execute();
      // Its step is no question any more, also where a person had it sent again meanwhile.
      await tx
        .updateTable('attempt')
        .set({ outcome: 'published' })
        .where('delivery', '=', attempt.delivery)
        .where('step', '=', attempt.step)
        .where((e) => e.or([e('id', '=', attempt.id), e('outcome', 'is', null)]))
        .execute();
      if (!complete) return unask(tx, attempt.delivery);
      await tx
        .updateTable('delivery')
        .set({
          state: 'published',
          reason: null,
          lease_by: null,
          lease_until_real: null,
          not_before_at: null,
          tries: 0,
        })
        .where('id', '=', attempt.delivery)
        .where('state', '<>', 'retracted')
        .execute();
    }),

  /**
   * It is certain that this attempt did not go out: it is closed with the reason, its price is given back, and the
   * delivery goes to `state`, in one transaction. Does nothing when the claim is no longer this worker's: a "no" speaks of
   * its own call, and whoever took over may have sent the attempt again.
   */
  refuse: async (
    held: Claimed,
    by: string,
    attempt: Attempt,
    outcome: 'rejected' | 'throttled' | 'unreachable' | 'blocked' | 'absent',
    state: AfterClaim,
    more: After,
  ): Promise<void> =>
    db.transaction().execute(async (tx) => {
      if (!(await release(tx, held, by, state, more))) return;
      await tx
        .updateTable('attempt')
        .set({ outcome, detail: more.reason ?? null })
        .where('id', '=', attempt.id)
        .where('outcome', 'is', null)
        .execute();
      await tx.deleteFrom('spend').where('attempt', '=', attempt.id).execute();
    }),

  /** Closes an attempt that may be made again without harm (an upload), and keeps the claim. */
  abandon: async (attempt: Attempt, detail: string): Promise<void> => {
    await db
      .updateTable('attempt')
      .set({ outcome: 'absent', detail })
      .where('id', '=', attempt.id)
      .where('outcome', 'is', null)
      .execute();
  },

  /** The network has forgotten the pictures of a delivery: they are uploaded again. */
  forgetPictures: async (id: DeliveryId): Promise<void> => {
    await db.deleteFrom('receipt').where('delivery', '=', id).where('step', '>=', FIRST_PICTURE_STEP).execute();
  },

  /**
   * The answer is lost: the attempt stays open, nobody holds it, and it is looked for again at `next` (network's time). Does
   * nothing when the claim is no longer this worker's: whoever took over looks for it.
   */
  lose: async (
    attempt: Attempt,
    by: string,
    lostAt: number,
    looks: number,
    next: number,
    reason: string,
  ): Promise<void> =>
    db.transaction().execute(async (tx) => {
      const mine = await tx
        .updateTable('delivery')
        .set({ not_before_at: next, lease_by: null, lease_until_real: 0, reason })
        .where('id', '=', attempt.delivery)
        .where('state', '=', 'attempting')
        .where('lease_by', '=', by)
        .executeTakeFirst();
      if (mine.numUpdatedRows !== 1n) return;
      await tx
        .updateTable('attempt')
        .set({ lost_at: lostAt, looks, detail: reason })
        .where('id', '=', attempt.id)
        .execute();
    }),

  /** Before an attempt is sent again: true when the claim is still this worker's, and from now on for a whole lease. */
  renew: async (held: Claimed, by: string, real: number, leaseMs: number): Promise<boolean> => {
    const renewed = await db
      .updateTable('delivery')
      .set({ lease_until_real: real + leaseMs })
      .where('id', '=', held.id)
      .where('state', '=', 'attempting')
      .where('lease_by', '=', by)
      .where('lease_until_real', '>', real)
      .executeTakeFirst();
    return renewed.numUpdatedRows === 1n;
  },

  /** Ends this worker's claim: the delivery goes to `state`. Does nothing when the claim is no longer this worker's. */
  release: (held: Claimed, by: string, state: AfterClaim, more: After = {}): Promise<boolean> =>
    release(db, held, by, state, more),

  /** The network asked the whole account to wait: no delivery of it is claimed before `until` (network's time). */
  throttle: async (network: NetworkName, until: number): Promise<void> => {
    await db
      .insertInto('network')
      .values({ network, throttled_until_at: until })
      .onConflict((c) => c.column('network').doUpdateSet({ throttled_until_at: until }))
      .execute();
  },
});

export type Ledger = ReturnType<typeof ledger>;
