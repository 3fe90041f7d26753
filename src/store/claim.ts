import { type Kysely, sql } from 'kysely';
import { type Accompaniment, type Attempt, type Content, type DeliveryId, FIRST_PICTURE_STEP } from '../model.ts';
import type { DeliveryTable, ReceiptTable, Schema } from './schema.ts';

/*
 * Taking a delivery: one UPDATE, so that of two workers one wins. It reads pauses and throttles too, so that both take
 * effect within one claim, in every process (docs/decisions/0001).
 */

/** Moments a claim is judged by: the campaign's and the network's time, and the machine's, in milliseconds since 1970. */
export type Moments = { readonly campaign: number; readonly network: number; readonly real: number };

/** A step that is done: a post that is out, or a picture that was taken. `with` is what its attempt carried. */
export type Done = Pick<ReceiptTable, 'step' | 'remote_id' | 'url' | 'version'> & {
  readonly hash: string;
  readonly with: Accompaniment;
};

export type Claimed = {
  readonly kind: 'claimed';
  readonly id: DeliveryId;
  readonly row: DeliveryTable;
  /** The attempt whose answer nobody has seen, if there is one: it is reconciled before anything else. */
  readonly open?: Attempt & { readonly lostAt?: number; readonly looks: number };
  /** Whether anything was ever tried: lateness is judged only when not. */
  readonly tried: boolean;
  readonly done: readonly Done[];
  /** What it sends, frozen when its first post was about to go out. */
  readonly content?: Content;
};

/** Why a delivery could not be claimed. `early` and `taken` say how long to sleep, `paused` waits for a person. */
export type NotClaimed =
  | { readonly kind: 'over' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'early'; readonly clock: 'campaign' | 'network'; readonly at: number }
  | { readonly kind: 'taken'; readonly untilReal: number };

export type ClaimTerms = {
  readonly leaseMs: number;
  /** Turns the campaign's lateness into real milliseconds. */
  readonly realPerCampaignMs: number;
};

/** Says why the claim found nothing to take. */
const refusal = async (db: Kysely<Schema>, id: string, moments: Moments): Promise<NotClaimed> => {
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
  if (row.send_now_at === null && row.slot_at > moments.campaign)
    return { kind: 'early', clock: 'campaign', at: row.slot_at };
  const network = await db
    .selectFrom('network')
    .select('throttled_until_at')
    .where('network', '=', row.network)
    .executeTakeFirst();
  return { kind: 'early', clock: 'network', at: Math.max(row.not_before_at ?? 0, network?.throttled_until_at ?? 0) };
};

const openAttempt = async (db: Kysely<Schema>, id: DeliveryId): Promise<{ open?: Claimed['open']; tried: boolean }> => {
  const rows = await db.selectFrom('attempt').selectAll().where('delivery', '=', id).orderBy('id').execute();
  const row = rows.find((one) => one.outcome === null);
  if (!row) return { tried: rows.length > 0 };
  const open = {
    id: row.id,
    delivery: id,
    step: row.step,
    text: row.text,
    lang: row.lang,
    hash: row.hash,
    key: row.key,
    createdAt: Temporal.Instant.fromEpochMilliseconds(row.created_at),
    with: JSON.parse(row.accompaniment) as Accompaniment,
    looks: row.looks,
    ...(row.lost_at === null ? {} : { lostAt: row.lost_at }),
  };
  return { open, tried: true };
};

/** Networks forget a picture that no post names (a day is usual), some without a word: after half of that it is uploaded again. */
const PICTURE_KEPT_MS = 12 * 3_600_000;

const stepsDone = async (db: Kysely<Schema>, id: DeliveryId, networkNow: number): Promise<Done[]> => {
  const rows = await db
    .selectFrom('receipt')
    .innerJoin('attempt', 'attempt.id', 'receipt.attempt')
    .select([
      'receipt.step',
      'receipt.remote_id',
      'receipt.url',
      'receipt.version',
      'attempt.hash',
      'attempt.accompaniment',
    ])
    .where('receipt.delivery', '=', id)
    .where((e) =>
      e.or([e('receipt.step', '<', FIRST_PICTURE_STEP), e('receipt.at', '>', networkNow - PICTURE_KEPT_MS)]),
    )
    .orderBy('receipt.step')
    .execute();
  return rows.map(({ accompaniment, ...row }) => ({ ...row, with: JSON.parse(accompaniment) as Accompaniment }));
};

/** Takes a delivery that is due, for one worker, until the lease ends; takes over what a dead worker left. */
export const claim = async (
  db: Kysely<Schema>,
  id: DeliveryId,
  by: string,
  moments: Moments,
  { leaseMs, realPerCampaignMs }: ClaimTerms,
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
    .where((e) => e.or([e('slot_at', '<=', moments.campaign), e('send_now_at', 'is not', null)]))
    .where((e) => e.or([e('not_before_at', 'is', null), e('not_before_at', '<=', moments.network)]))
    .where((e) =>
      e.or([
        e('state', '=', 'queued'),
        e.and([e('state', '=', 'attempting'), e('lease_until_real', '<=', moments.real)]),
      ]),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('pause')
            .select('scope')
            .where((p) => p.or([p('scope', '=', 'all'), p('scope', '=', p.ref('delivery.network'))])),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('network as n')
            .select('n.network')
            .whereRef('n.network', '=', 'delivery.network')
            .where('n.throttled_until_at', '>', moments.network),
        ),
      ),
    )
    .returningAll()
    .executeTakeFirst();
  if (!row) return refusal(db, id, moments);
  const { open, tried } = await openAttempt(db, id);
  return {
    kind: 'claimed',
    id,
    row,
    tried,
    done: await stepsDone(db, id, moments.network),
    ...(open ? { open } : {}),
    ...(row.content === null ? {} : { content: JSON.parse(row.content) as Content }),
  };
};
