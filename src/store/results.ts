import type { Kysely } from 'kysely';
import { type Content, type DeliveryState, FIRST_PICTURE_STEP, type NetworkName } from '../model.ts';
import type { Schema } from './schema.ts';

/** A post of ours that is out, as the ledger has it. */
export type PostOut = { readonly step: number; readonly remoteId: string; readonly url: string; readonly text: string };

/** A post of the plan with what became of it: for tables, pages and reports. Boosts are told apart (src/store/candidates.ts). */
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
  /** What it sends, once that is frozen. */
  readonly content?: Content;
  readonly out: readonly PostOut[];
  /** The text of the attempt that nobody has an answer for. */
  readonly open?: string;
};

export const results = async (db: Kysely<Schema>): Promise<Result[]> => {
  const rows = await db
    .selectFrom('delivery')
    .selectAll()
    .where('boost_of', 'is', null)
    .orderBy('slot_at')
    .orderBy('network')
    .execute();
  const receipts = await db
    .selectFrom('receipt')
    .innerJoin('attempt', 'attempt.id', 'receipt.attempt')
    .select(['receipt.delivery', 'receipt.step', 'receipt.remote_id', 'receipt.url', 'attempt.text'])
    .where('receipt.step', '<', FIRST_PICTURE_STEP)
    .where('receipt.retracted_at', 'is', null)
    .orderBy('receipt.step')
    .execute();
  const open = await db
    .selectFrom('attempt')
    .select(['delivery', 'text'])
    .where('outcome', 'is', null)
    .where('step', '<', FIRST_PICTURE_STEP)
    .execute();
  const out = Map.groupBy(receipts, (one) => one.delivery);
  const asked = new Map(open.map((one) => [one.delivery, one.text]));
  return rows.map((row) => {
    const text = asked.get(row.id);
    return {
      id: row.id,
      message: row.message,
      lang: row.lang,
      network: row.network,
      at: Temporal.Instant.fromEpochMilliseconds(row.slot_at),
      state: row.state,
      out: (out.get(row.id) ?? []).map((one) => ({
        step: one.step,
        remoteId: one.remote_id,
        url: one.url,
        text: one.text,
      })),
      ...(row.reason === null ? {} : { reason: row.reason }),
      ...(row.late_ms === null ? {} : { lateMs: row.late_ms }),
      ...(row.sent_at === null ? {} : { sentLate: row.sent_at - row.slot_at }),
      ...(row.content === null ? {} : { content: JSON.parse(row.content) as Content }),
      ...(text === undefined ? {} : { open: text }),
    };
  });
};
