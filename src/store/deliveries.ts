import { type Kysely, sql } from 'kysely';
import { type DeliveryId, type DeliveryState, deliveryStates, type NetworkName, type Planned } from '../model.ts';
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
      .orderBy('slot_at')
      .orderBy('network')
      .execute(),

  inState: async (states: readonly DeliveryState[], before = Number.MAX_SAFE_INTEGER): Promise<DeliveryTable[]> =>
    db
      .selectFrom('delivery')
      .selectAll()
      .where('state', 'in', states)
      .where('slot_at', '<=', before)
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

  /** Moments of the campaign's time, from `from` on, that a late post of the network keeps its distance from; not those of `except`. */
  occupied: async (network: NetworkName, except: DeliveryId, from: number): Promise<number[]> => {
    const rows = await db
      .selectFrom('delivery')
      .select(['state', 'slot_at', 'sent_at'])
      .where('network', '=', network)
      .where('id', '<>', except)
      .where((e) =>
        e.or([
          e('sent_at', '>=', from),
          e.and([e('slot_at', '>=', from), e('state', 'in', ['planned', 'queued', 'attempting'])]),
        ]),
      )
      .execute();
    return rows.flatMap((row) => [row.sent_at ?? row.slot_at]).filter((at) => at >= from);
  },

  /** How many there are in each state; every state is there, zeros too. */
  counts: async (): Promise<Record<DeliveryState, number>> => {
    const rows = await db
      .selectFrom('delivery')
      .select(['state', sql<number>`count(*)`.as('n')])
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
