import { type Kysely, sql } from 'kysely';
import type { Attempt, DeliveryId, NetworkName, Receipt } from '../model.ts';
import type { DeliveryTable, Schema } from './schema.ts';

/*
 * The ledger: claim, attempt, receipt. Each function is one statement or one transaction, so that a process may die
 * between any two of them and the next one finds out where it stood (docs/decisions/0001).
 */

/** Moments a claim is judged by: the campaign's and the network's time, and the machine's, in milliseconds since 1970. */
export type Moments = { readonly campaign: number; readonly network: number; readonly real: number };

export type Claimed = {
  readonly kind: 'claimed';
  readonly id: DeliveryId;
  readonly row: DeliveryTable;
  /** The attempt whose answer nobody has seen, if there is one: it is reconciled before anything else. */
  readonly open?: Attempt & { readonly lostAt?: number; readonly looks: number };
  /** Whether anything was ever tried: lateness is judged only when not. */
  readonly tried: boolean;
};

/** Why a delivery could not be claimed. `early` and `taken` say how long to sleep, `paused` waits for a person. */
export type NotClaimed =
  | { readonly kind: 'over' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'early'; readonly clock: 'campaign' | 'network'; readonly at: number }
  | { readonly kind: 'taken'; readonly untilReal: number };

const attemptFrom = (row: Schema['attempt'] & { id: unknown }, at: number): Claimed['open'] => ({
  id: Number(row.id),
  delivery: row.delivery as DeliveryId,
  step: row.step,
  text: row.text,
  lang: row.lang,
  hash: row.hash,
  key: row.key,
  createdAt: Temporal.Instant.fromEpochMilliseconds(at),
  looks: row.looks,
  ...(row.lost_at === null ? {} : { lostAt: row.lost_at }),
});

export type AfterClaim = 'planned' | 'queued' | 'rejected' | 'unconfirmed' | 'held' | 'skipped';

/** How a delivery is left: `notBefore` in the network's time, `held` in the campaign's. */
export type After = {
  readonly reason?: string;
  readonly notBefore?: number;
  readonly tries?: number;
  readonly held?: { readonly at: number; readonly kind: 'late' | 'course' | 'budget' };
};

const release = async (
  db: Kysely<Schema>,
  claim: Claimed,
  by: string,
  state: AfterClaim,
  more: After,
): Promise<void> => {
  await db
    .updateTable('delivery')
    .set({
      state,
      reason: more.reason ?? null,
      not_before_at: more.notBefore ?? null,
      tries: more.tries ?? 0,
      // Held again for the same kind of reason: the 24 hours run from the first time.
      held_at: more.held ? (claim.row.hold === more.held.kind ? claim.row.held_at : more.held.at) : null,
      hold: more.held?.kind ?? null,
      lease_by: null,
      lease_until_real: null,
    })
    .where('id', '=', claim.id)
    .where('state', '=', 'attempting')
    .where('lease_by', '=', by)
    .execute();
};

export const ledger = (db: Kysely<Schema>) => {
  const throttled = (network: NetworkName) =>
    db.selectFrom('network').select('throttled_until_at').where('network', '=', network).executeTakeFirst();

  /** Says why the claim below found nothing to take. */
  const refusal = async (id: string, moments: Moments): Promise<NotClaimed> => {
    const row = await db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row || (row.state !== 'queued' && row.state !== 'attempting')) return { kind: 'over' };
    const paused = await db
      .selectFrom('pause')
      .select('scope')
      .where('scope', 'in', ['all', row.network])
      .executeTakeFirst();
    if (paused) return { kind: 'paused' };
    if (row.state === 'attempting' && (row.lease_until_real ?? 0) > moments.real) {
      return { kind: 'taken', untilReal: row.lease_until_real ?? 0 };
    }
    if (row.slot_at > moments.campaign) return { kind: 'early', clock: 'campaign', at: row.slot_at };
    const wait = Math.max(row.not_before_at ?? 0, (await throttled(row.network))?.throttled_until_at ?? 0);
    return { kind: 'early', clock: 'network', at: wait };
  };

  return {
    /**
     * Takes a delivery that is due, for one worker, until `leaseMs` from now: one UPDATE, so that of two workers one wins.
     * Takes over what a dead worker left. `realPerCampaignMs` turns the campaign's lateness into real milliseconds.
     */
    claim: async (
      id: DeliveryId,
      by: string,
      moments: Moments,
      { leaseMs, realPerCampaignMs }: { leaseMs: number; realPerCampaignMs: number },
    ): Promise<Claimed | NotClaimed> => {
      const row = await db
        .updateTable('delivery')
        .set({
          state: 'attempting',
          lease_by: by,
          lease_until_real: moments.real + leaseMs,
          claimed_at: sql`coalesce(claimed_at, ${moments.campaign})`,
          late_ms: sql`coalesce(late_ms, cast((${moments.campaign} - slot_at) * ${realPerCampaignMs} as integer))`,
        })
        .where('id', '=', id)
        .where('slot_at', '<=', moments.campaign)
        .where((e) => e.or([e('not_before_at', 'is', null), e('not_before_at', '<=', moments.network)]))
        .where((e) =>
          e.or([
            e('state', '=', 'queued'),
            e.and([e('state', '=', 'attempting'), e('lease_until_real', '<=', moments.real)]),
          ]),
        )
        .where((e) =>
          e.not(
            e.exists(
              e
                .selectFrom('pause')
                .select('scope')
                .where((p) =>
                  p.or([p('scope', '=', 'all'), p('pause.scope', '=', p.ref('delivery.network') as never)]),
                ),
            ),
          ),
        )
        .where((e) =>
          e.not(
            e.exists(
              e
                .selectFrom('network as n')
                .select('n.network')
                .whereRef('n.network', '=', 'delivery.network')
                .where('n.throttled_until_at', '>', moments.network),
            ),
          ),
        )
        .returningAll()
        .executeTakeFirst();
      if (!row) return refusal(id, moments);
      const attempts = await db.selectFrom('attempt').selectAll().where('delivery', '=', id).orderBy('id').execute();
      const open = attempts.find((attempt) => attempt.outcome === null);
      return {
        kind: 'claimed',
        id,
        row,
        tried: attempts.length > 0,
        ...(open ? { open: attemptFrom(open as never, open.created_at) } : {}),
      };
    },

    /**
     * Commits what is about to be sent, before it is sent; books its price. Throws when the claim is not this worker's
     * any more: then nothing may be sent. With `gap`, the last attempt of the network must be that many milliseconds
     * of the campaign's time ago, else nothing is written and the answer is undefined.
     */
    attempt: async (
      claim: Claimed,
      by: string,
      what: Omit<Attempt, 'id' | 'delivery'>,
      moments: Moments,
      price: { readonly micros: number; readonly month: string },
      gap = 0,
    ): Promise<Attempt | undefined> =>
      db.transaction().execute(async (tx) => {
        const mine = await tx
          .selectFrom('delivery')
          .select('id')
          .where('id', '=', claim.id)
          .where('state', '=', 'attempting')
          .where('lease_by', '=', by)
          .where('lease_until_real', '>', moments.real)
          .executeTakeFirst();
        if (!mine)
          throw new Error(`delivery ${claim.id}: the lease ran out before the attempt was written; nothing was sent`);
        if (gap > 0) {
          const close = await tx
            .selectFrom('delivery')
            .select('id')
            .where('network', '=', claim.row.network)
            .where('id', '<>', claim.id)
            .where('sent_at', '>', moments.campaign - gap)
            .executeTakeFirst();
          if (close) return undefined;
        }
        await tx.updateTable('delivery').set({ sent_at: moments.campaign }).where('id', '=', claim.id).execute();
        const { id } = await tx
          .insertInto('attempt')
          .values({
            delivery: claim.id,
            step: what.step,
            text: what.text,
            lang: what.lang,
            hash: what.hash,
            key: what.key,
            created_at: what.createdAt.epochMilliseconds,
            looks: 0,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        if (price.micros > 0) {
          await tx
            .insertInto('spend')
            .values({
              network: claim.row.network,
              month: price.month,
              at: moments.network,
              micros: price.micros,
              attempt: id,
              what: 'publish',
            })
            .execute();
        }
        return { id, delivery: claim.id, ...what };
      }),

    /** The network said yes. Whoever learns it writes it down, lease or not: a receipt is always true. */
    receive: async (attempt: Attempt, receipt: Receipt): Promise<void> =>
      db.transaction().execute(async (tx) => {
        await tx
          .insertInto('receipt')
          .values({
            delivery: attempt.delivery,
            step: attempt.step,
            attempt: attempt.id,
            remote_id: receipt.remoteId,
            url: receipt.url,
            at: receipt.at.epochMilliseconds,
          })
          .onConflict((c) => c.columns(['delivery', 'step']).doNothing())
          .execute();
        await tx.updateTable('attempt').set({ outcome: 'published' }).where('id', '=', attempt.id).execute();
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
     * delivery goes to `state`, in one transaction.
     */
    refuse: async (
      claim: Claimed,
      by: string,
      attempt: Attempt,
      outcome: 'rejected' | 'throttled' | 'unreachable' | 'blocked' | 'absent',
      state: AfterClaim,
      more: After,
    ): Promise<void> =>
      db.transaction().execute(async (tx) => {
        await tx
          .updateTable('attempt')
          .set({ outcome, detail: more.reason ?? null })
          .where('id', '=', attempt.id)
          .where('outcome', 'is', null)
          .execute();
        await tx.deleteFrom('spend').where('attempt', '=', attempt.id).execute();
        await release(tx, claim, by, state, more);
      }),

    /** The answer is lost: the attempt stays open, nobody holds it, and it is looked for again at `next` (network's time). */
    lose: async (attempt: Attempt, lostAt: number, looks: number, next: number, reason: string): Promise<void> =>
      db.transaction().execute(async (tx) => {
        await tx
          .updateTable('attempt')
          .set({ lost_at: lostAt, looks, detail: reason })
          .where('id', '=', attempt.id)
          .execute();
        await tx
          .updateTable('delivery')
          .set({ not_before_at: next, lease_by: null, lease_until_real: 0, reason })
          .where('id', '=', attempt.delivery)
          .where('state', '=', 'attempting')
          .execute();
      }),

    /** Ends this worker's claim: the delivery goes to `state`. Does nothing when the claim is no longer this worker's. */
    release: (claim: Claimed, by: string, state: AfterClaim, more: After = {}): Promise<void> =>
      release(db, claim, by, state, more),

    /** The network asked the whole account to wait: no delivery of it is claimed before `until` (network's time). */
    throttle: async (network: NetworkName, until: number): Promise<void> => {
      await db
        .insertInto('network')
        .values({ network, throttled_until_at: until })
        .onConflict((c) => c.column('network').doUpdateSet({ throttled_until_at: until }))
        .execute();
    },
  };
};

export type Ledger = ReturnType<typeof ledger>;
