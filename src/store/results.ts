import type { Kysely } from 'kysely';
import type { DeliveryState, NetworkName } from '../model.ts';
import type { Schema } from './schema.ts';

/** A delivery with what became of it: for tables, pages and reports. */
export type Result = {
  readonly id: string;
  readonly message: string;
  readonly lang: string;
  readonly network: NetworkName;
  readonly at: Temporal.Instant;
  readonly state: DeliveryState;
  readonly reason?: string;
  /** Milliseconds of real time from the due moment to the worker having it, and of the campaign's time to its last attempt. */
  readonly lateMs?: number;
  readonly sentLate?: number;
  /** As it was last tried. */
  readonly text?: string;
  readonly remoteId?: string;
  readonly url?: string;
};

export const results = async (db: Kysely<Schema>): Promise<Result[]> => {
  const rows = await db
    .selectFrom('delivery')
    .leftJoin('receipt', 'receipt.delivery', 'delivery.id')
    .leftJoin(
      (e) =>
        e
          .selectFrom('attempt')
          .select(['delivery', (f) => f.fn.max('id').as('last')])
          .groupBy('delivery')
          .as('tried'),
      (j) => j.onRef('tried.delivery', '=', 'delivery.id'),
    )
    .leftJoin('attempt', 'attempt.id', 'tried.last')
    .select([
      'delivery.id',
      'delivery.message',
      'delivery.lang',
      'delivery.network',
      'delivery.slot_at',
      'delivery.state',
      'delivery.reason',
      'delivery.late_ms',
      'delivery.sent_at',
      'attempt.text',
      'receipt.remote_id',
      'receipt.url',
    ])
    .orderBy('delivery.slot_at')
    .orderBy('delivery.network')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    message: row.message,
    lang: row.lang,
    network: row.network,
    at: Temporal.Instant.fromEpochMilliseconds(row.slot_at),
    state: row.state,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.late_ms === null ? {} : { lateMs: row.late_ms }),
    ...(row.sent_at === null ? {} : { sentLate: row.sent_at - row.slot_at }),
    ...(row.text === null ? {} : { text: row.text }),
    ...(row.remote_id === null ? {} : { remoteId: row.remote_id }),
    ...(row.url === null ? {} : { url: row.url }),
  }));
};
