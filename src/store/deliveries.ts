import { type Kysely, sql } from 'kysely';
import {
  type Content,
  type DeliveryId,
  type DeliveryState,
  deliveryStates,
  FIRST_PICTURE_STEP,
  type Planned,
} from '../model.ts';
import { others } from './others.ts';
import type { DeliveryTable, Schema } from './schema.ts';

/* The plan as rows: what the planner writes, and what others ask about it. Moments are milliseconds since 1970. */

/** How many rows one statement carries: SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const ROWS_A_STATEMENT = 1_000;

const batches = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / ROWS_A_STATEMENT) }, (_, i) =>
    all.slice(i * ROWS_A_STATEMENT, (i + 1) * ROWS_A_STATEMENT),
  );

export const deliveries = (db: Kysely<Schema>) => ({
  /** Stores planned rows; what is there already stays as it is. */
  add: async (rows: readonly (Planned & { readonly textHash: string })[]): Promise<void> =>
    db.transaction().execute(async (tx) => {
      for (const batch of batches(rows)) {
        await tx
          .insertInto('delivery')
          .values(
            batch.map((row) => ({
              id: row.id,
              message: row.message,
              lang: row.lang,
              network: row.network,
              slot_at: row.at.epochMilliseconds,
              text_hash: row.textHash,
              state: 'planned' as const,
              tries: 0,
            })),
          )
          .onConflict((c) => c.column('id').doNothing())
          .execute();
      }
    }),

  between: async (from: number, to: number): Promise<DeliveryTable[]> =>
    db
      .selectFrom('delivery')
      .selectAll()
      .where('slot_at', '>=', from)
      .where('slot_at', '<', to)
      .where('boost_of', 'is', null)
      .orderBy('slot_at')
      .orderBy('network')
      .execute(),

  /** Rows that are due in a span of time, and those that went out in it although they were due before. */
  standing: async (from: number, to: number): Promise<DeliveryTable[]> =>
    db
      .selectFrom('delivery')
      .selectAll()
      .where((e) =>
        e.or([
          e.and([e('slot_at', '>=', from), e('slot_at', '<', to)]),
          e.and([e('slot_at', '<', from), e('sent_at', '>=', from)]),
        ]),
      )
      .where('boost_of', 'is', null)
      .orderBy('slot_at')
      .orderBy('network')
      .execute(),

  /** Posts; with `what`, boosts or both. */
  inState: async (
    states: readonly DeliveryState[],
    before = Number.MAX_SAFE_INTEGER,
    what: 'posts' | 'boosts' | 'both' = 'posts',
  ): Promise<DeliveryTable[]> =>
    db
      .selectFrom('delivery')
      .selectAll()
      .where('state', 'in', states)
      .$if(what === 'posts', (q) => q.where('boost_of', 'is', null))
      .$if(what === 'boosts', (q) => q.where('boost_of', 'is not', null))
      .where((e) => e.or([e('slot_at', '<=', before), e('send_now_at', 'is not', null)]))
      .orderBy('slot_at')
      .orderBy('network')
      .execute(),

  get: (id: string): Promise<DeliveryTable | undefined> =>
    db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirst(),

  /** Moves rows that are in one of `from`; a row that has moved on in the meantime stays where it is. Returns how many moved. */
  move: async (
    ids: readonly string[],
    from: readonly DeliveryState[],
    to: DeliveryState,
    reason: string | null = null,
  ): Promise<number> => {
    let moved = 0;
    for (const batch of batches(ids)) {
      const result = await db
        .updateTable('delivery')
        .set({ state: to, reason, ...(to === 'queued' ? { not_before_at: null } : {}) })
        .where('id', 'in', batch)
        .where('state', 'in', from)
        .executeTakeFirst();
      moved += Number(result.numUpdatedRows);
    }
    return moved;
  },

  /** A person says "now": due at once, whatever its slot. False when it is not waiting any more. */
  sendNow: async (id: string, at: number): Promise<boolean> => {
    const result = await db
      .updateTable('delivery')
      .set({ state: 'queued', send_now_at: at, not_before_at: null, held_at: null, hold: null, reason: null })
      .where('id', '=', id)
      .where('boost_of', 'is', null)
      .where('state', 'in', ['planned', 'queued', 'held'])
      .executeTakeFirst();
    return result.numUpdatedRows === 1n;
  },

  /** A correction: a reply of its own words to a post that is out, due at once. Adding it twice is adding it once. */
  correct: async (row: {
    id: DeliveryId;
    of: DeliveryTable;
    textHash: string;
    content: Content;
    at: number;
  }): Promise<void> => {
    const { id, of, textHash, content, at } = row;
    await db
      .insertInto('delivery')
      .values({
        id,
        message: of.message,
        lang: of.lang,
        network: of.network,
        slot_at: at,
        text_hash: textHash,
        state: 'queued',
        tries: 0,
        content: JSON.stringify(content),
        send_now_at: at,
        correction_of: of.id,
      })
      .onConflict((c) => c.column('id').doNothing())
      .execute();
  },

  /** The posts of a delivery that are out, first to last; those that were deleted are not among them. */
  postsOut: (id: string) =>
    db
      .selectFrom('receipt')
      .selectAll()
      .where('delivery', '=', id)
      .where('step', '<', FIRST_PICTURE_STEP)
      .where('retracted_at', 'is', null)
      .orderBy('step')
      .execute(),

  /** One post is deleted; with the last of them the delivery is retracted. */
  retracted: async (id: string, step: number, at: number, by: string): Promise<void> =>
    db.transaction().execute(async (tx) => {
      await tx
        .updateTable('receipt')
        .set({ retracted_at: at })
        .where('delivery', '=', id)
        .where('step', '=', step)
        .execute();
      const left = await tx
        .selectFrom('receipt')
        .select('step')
        .where('delivery', '=', id)
        .where('step', '<', FIRST_PICTURE_STEP)
        .where('retracted_at', 'is', null)
        .executeTakeFirst();
      if (left) return;
      await tx
        .updateTable('delivery')
        .set({ state: 'retracted', reason: `retracted by ${by}` })
        .where('id', '=', id)
        .execute();
    }),

  ...others(db),

  /** A lease cannot end later than one lease from now: one that does was given before the machine's clock was set back. */
  clampLeases: async (latestReal: number): Promise<void> => {
    await db
      .updateTable('delivery')
      .set({ lease_until_real: latestReal })
      .where('state', '=', 'attempting')
      .where('lease_until_real', '>', latestReal)
      .execute();
  },

  /** How many posts there are in each state; every state is there, zeros too. */
  counts: async (): Promise<Record<DeliveryState, number>> => {
    const rows = await db
      .selectFrom('delivery')
      .select(['state', sql<number>`count(*)`.as('n')])
      .where('boost_of', 'is', null)
      .groupBy('state')
      .execute();
    const found = new Map(rows.map((row) => [row.state, Number(row.n)]));
    return Object.fromEntries(deliveryStates.map((state) => [state, found.get(state) ?? 0])) as Record<
      DeliveryState,
      number
    >;
  },
});

export type Deliveries = ReturnType<typeof deliveries>;
