import type { Kysely } from 'kysely';
import type { Content } from '../model.ts';
import type { Schema } from './schema.ts';

/*
 * A person's answers about deliveries of which nobody could tell whether they are out.
 */

const openOf = (db: Kysely<Schema>, id: string) =>
  db
    .selectFrom('attempt')
    .innerJoin('delivery', 'delivery.id', 'attempt.delivery')
    .select(['attempt.id', 'attempt.step', 'attempt.key', 'delivery.content', 'delivery.network'])
    .where('delivery.id', '=', id)
    .where('delivery.state', '=', 'unconfirmed')
    .where('attempt.outcome', 'is', null)
    .executeTakeFirst();

export const settling = (db: Kysely<Schema>) => ({
  /** The question that is open; undefined when the delivery is not unconfirmed. */
  question: (id: string) => openOf(db, id),

  /** "It is out": takes the receipt. A thread goes on with its next post. False when there was no such question any more. */
  isOut: async (id: string, receipt: { remoteId: string; url: string; at: number }): Promise<boolean> =>
    db.transaction().execute(async (tx) => {
      const open = await openOf(tx, id);
      if (!open) return false;
      await tx
        .insertInto('receipt')
        .values({
          delivery: id,
          step: open.step,
          attempt: open.id,
          remote_id: receipt.remoteId,
          url: receipt.url,
          version: null,
          at: receipt.at,
          retracted_at: null,
        })
        .onConflict((c) => c.columns(['delivery', 'step']).doNothing())
        .execute();
      await tx
        .updateTable('attempt')
        .set({ outcome: 'published', detail: 'settled by a person' })
        .where('id', '=', open.id)
        .execute();
      const posts = open.content === null ? 1 : (JSON.parse(open.content) as Content).posts.length;
      const complete = open.step === posts - 1;
      await tx
        .updateTable('delivery')
        .set({ state: complete ? 'published' : 'queued', reason: null, not_before_at: null })
        .where('id', '=', id)
        .execute();
      return true;
    }),

  /** "It is not out, send it": the attempt is closed, and the delivery is due at once. */
  send: async (id: string, at: number): Promise<boolean> =>
    db.transaction().execute(async (tx) => {
      const open = await openOf(tx, id);
      if (!open) return false;
      await tx
        .updateTable('attempt')
        .set({ outcome: 'absent', detail: 'settled by a person: send it' })
        .where('id', '=', open.id)
        .execute();
      await tx
        .updateTable('delivery')
        .set({ state: 'queued', reason: null, not_before_at: null, send_now_at: at })
        .where('id', '=', id)
        .execute();
      return true;
    }),
});
