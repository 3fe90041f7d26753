import { type Kysely, sql } from 'kysely';
import { type Attempt, type DeliveryId, type DeliveryState, FIRST_PICTURE_STEP, type NetworkName } from '../model.ts';
import type { DeliveryTable, Schema } from './schema.ts';

/* What the other deliveries of a network mean for one of them: distance, caps, repetition. Moments are milliseconds since 1970. */

const waiting = ['planned', 'queued', 'attempting', 'held'] as const satisfies DeliveryState[];

/** Something of it went out, or may have. */
const isOut = sql<boolean>`exists (select 1 from attempt where attempt.delivery = delivery.id
  and attempt.step < ${FIRST_PICTURE_STEP} and (attempt.outcome is null or attempt.outcome = 'published'))`;

/**
 * Moments that count for a network's caps of the days between `from` and `to`: of what went out then, and of what is due then and keeps
 * its place, which is what is due from `dueFrom` on. What is due already and has not gone out counts at `from`: it will in a moment.
 */
export const counted = async (
  db: Kysely<Schema>,
  network: NetworkName,
  except: DeliveryId,
  { from, to, dueFrom }: { from: number; to: number; dueFrom: number },
): Promise<number[]> => {
  const out = await db
    .selectFrom('delivery')
    .select('sent_at as at')
    .where('network', '=', network)
    .where('id', '<>', except)
    .where('boost_of', 'is', null)
    .where('sent_at', '>=', from)
    .where('sent_at', '<', to)
    .where(isOut)
    .execute();
  const due = await db
    .selectFrom('delivery')
    .select('slot_at as at')
    .where('network', '=', network)
    .where('id', '<>', except)
    .where('boost_of', 'is', null)
    .where('slot_at', '>=', dueFrom)
    .where('slot_at', '<', to)
    .where('state', 'in', waiting)
    .where(({ not }) => not(isOut))
    .execute();
  return [...out, ...due].map(({ at }) => Math.max(at ?? from, from));
};

export const others = (db: Kysely<Schema>) => ({
  /** Moments of the campaign's time, from `from` on, that a late post of the network keeps its distance from; not those of `except`. */
  occupied: async (network: NetworkName, except: DeliveryId, from: number): Promise<number[]> => {
    const rows = await db
      .selectFrom('delivery')
      .select(['state', 'slot_at', 'sent_at'])
      .where('network', '=', network)
      .where('id', '<>', except)
      .where('boost_of', 'is', null)
      .where((e) =>
        e.or([
          e('sent_at', '>=', from),
          e.and([e('slot_at', '>=', from), e('state', 'in', ['planned', 'queued', 'attempting'])]),
        ]),
      )
      .execute();
    return rows.flatMap((row) => [row.sent_at ?? row.slot_at]).filter((at) => at >= from);
  },

  /** What counts for a network's caps from `from` to `to`, but for `except`; see `counted`. */
  counted: (network: NetworkName, except: DeliveryId, span: { from: number; to: number; dueFrom: number }) =>
    counted(db, network, except, span),

  /** When the text of a delivery last went out on its network by another one, and when it is next due there (`dueFrom` on). */
  said: async (
    { id, network, text_hash }: DeliveryTable,
    text: string,
    dueFrom: number,
  ): Promise<{ last: number | undefined; next: number | undefined }> => {
    const last = await db
      .selectFrom('attempt as a')
      .innerJoin('delivery as d', 'd.id', 'a.delivery')
      .select((e) => e.fn.max('d.sent_at').as('at'))
      .where('d.network', '=', network)
      .where('d.id', '<>', id)
      .where('a.step', '=', 0)
      .where('a.text', '=', text)
      .where((e) => e.or([e('a.outcome', 'is', null), e('a.outcome', '=', 'published')]))
      .executeTakeFirst();
    const next = await db
      .selectFrom('delivery')
      .select((e) => e.fn.min('slot_at').as('at'))
      .where('network', '=', network)
      .where('id', '<>', id)
      .where('text_hash', '=', text_hash)
      .where('slot_at', '>=', dueFrom)
      .where('state', 'in', waiting)
      .where(({ not }) => not(isOut))
      .executeTakeFirst();
    return { last: last?.at ?? undefined, next: next?.at ?? undefined };
  },

  /**
   * The ids of our posts on a network that have a receipt, by whether their attempts were made before or after this one. Undefined
   * when another answer for the same text is lost: then a post without a receipt may be that one's.
   */
  accountedFor: async (
    network: NetworkName,
    { id, text, with: { boost } }: Attempt,
  ): Promise<{ before: ReadonlySet<string>; after: ReadonlySet<string> } | undefined> => {
    // A boost has no text: it is known by the post that it boosts, and each is boosted by one delivery.
    const twin = await db
      .selectFrom('attempt')
      .innerJoin('delivery', 'delivery.id', 'attempt.delivery')
      .select('attempt.id')
      .where('delivery.boost_of', 'is', null)
      .$if(boost !== undefined, (q) => q.where(sql<boolean>`false`))
      .where('delivery.network', '=', network)
      .where('attempt.id', '<>', id)
      .where('attempt.text', '=', text)
      .where('attempt.outcome', 'is', null)
      .executeTakeFirst();
    if (twin) return undefined;
    const rows = await db
      .selectFrom('receipt')
      .innerJoin('delivery', 'delivery.id', 'receipt.delivery')
      .select(['receipt.remote_id', 'receipt.attempt'])
      .where('delivery.network', '=', network)
      .where('receipt.step', '<', FIRST_PICTURE_STEP)
      .execute();
    const ids = (of: typeof rows) => new Set(of.map((row) => row.remote_id));
    return { before: ids(rows.filter((row) => row.attempt < id)), after: ids(rows.filter((row) => row.attempt > id)) };
  },
});
