import { type Kysely, sql } from 'kysely';
import type { Boosted, NetworkName } from '../../model.ts';
import type { Schema } from '../schema.ts';

/** Something of the delivery went out, or may have. */
const isOut = sql<boolean>`exists (select 1 from attempt where attempt.delivery = delivery.id
  and (attempt.outcome is null or attempt.outcome = 'published'))`;

/** Of one that is undone: an author who posts the same once more has corrected something. */
const saying = sql<string | null>`case when candidate.state = 'undone' then null else candidate.saying end`.as(
  'saying',
);

type Row = {
  readonly partner: string;
  readonly lang: string;
  readonly remoteId: string;
  readonly at: number | null;
  readonly saying: string | null;
};

/**
 * Boosts of our account on a network, from `since` on, but for the candidate `except`. What was laid down and has not gone out counts at `now`:
 * it will in a moment. One that was undone counts all the same: it was seen.
 */
export const boostsMade = async (
  db: Kysely<Schema>,
  network: NetworkName,
  since: number,
  now: number,
  except = '',
  which: 'out' | 'all' = 'all',
): Promise<Boosted[]> => {
  const sent = await db
    .selectFrom('delivery')
    .innerJoin('candidate', 'candidate.id', 'delivery.boost_of')
    .select(['candidate.partner', 'candidate.lang', 'candidate.remote_id as remoteId', 'delivery.sent_at as at'])
    .select(saying)
    .where('delivery.network', '=', network)
    .where('delivery.sent_at', '>=', since)
    .where('candidate.id', '<>', except)
    .where(isOut)
    .execute();
  const laid = await db
    .selectFrom('candidate')
    .innerJoin('delivery', 'delivery.id', 'candidate.delivery')
    .select(['candidate.partner', 'candidate.lang', 'candidate.remote_id as remoteId'])
    .select(saying)
    .where('candidate.network', '=', network)
    .where('candidate.state', '=', 'boosting')
    .where('delivery.state', 'in', ['queued', 'attempting', 'held'])
    .where('candidate.id', '<>', except)
    .where(({ not }) => not(isOut))
    .execute();
  const byHand = await db
    .selectFrom('candidate')
    .leftJoin('delivery', (j) => j.onRef('delivery.id', '=', 'candidate.delivery').on(isOut))
    .select(['candidate.partner', 'candidate.lang', 'candidate.remote_id as remoteId', 'boosted_at as at'])
    .select(saying)
    .where('candidate.network', '=', network)
    .where('boosted_at', '>=', since)
    .where('delivery.id', 'is', null)
    .where('candidate.id', '<>', except)
    .execute();
  const made = (rows: readonly Row[]) =>
    rows.map(({ partner, lang, remoteId, at, saying }) => ({
      at: Temporal.Instant.fromEpochMilliseconds(at ?? now),
      partner,
      lang,
      remoteId,
      ...(saying === null ? {} : { saying }),
    }));
  return [
    ...made(sent),
    ...(which === 'all' ? made(laid.map((row) => ({ ...row, at: null }))) : []),
    ...made(byHand).map((one) => ({ ...one, byHand: true })),
  ];
};
