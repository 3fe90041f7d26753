import { type Kysely, sql } from 'kysely';
import type { NetworkName } from '../model.ts';
import type { Schema } from './schema.ts';

/** What a rehearsal's clock has to know before it may jump. Moments are milliseconds since 1970. */
export type Pulse = {
  /** Deliveries that are not over yet; those held or on a paused network are not among them. */
  readonly unfinished: number;
  /** Deliveries that a worker holds, by the machine's clock. */
  readonly claimed: number;
  /** When, in the campaign's time, the next of the others is to be looked at; undefined when there is none. */
  readonly next: number | undefined;
  /** Deliveries that wait for a moment of real time, on a network that lives in it. */
  readonly waitingReal: number;
  /** Partners' posts that are to be decided on at a certain moment, and the first of these moments in the campaign's time. */
  readonly undecided: number;
  readonly decide: number | undefined;
};

/** When a delivery may be claimed at the earliest, in its network's time. */
const wait = sql<number>`max(coalesce(d.not_before_at, 0), coalesce(n.throttled_until_at, 0))`;

/** A boost that was taken back waits as a candidate, not as a delivery. */
const toCome = sql<boolean>`not (d.state = 'planned' and d.boost_of is not null)`;

/** Deliveries that are to be looked at between two moments of the campaign's time. */
export const dueBetween = async (
  db: Kysely<Schema>,
  from: number,
  to: number,
): Promise<readonly { readonly id: string; readonly network: NetworkName }[]> => {
  const due = sql<number>`max(d.slot_at, ${wait})`;
  return db
    .selectFrom('delivery as d')
    .leftJoin('network as n', 'n.network', 'd.network')
    .select(['d.id', 'd.network'])
    .where('d.state', 'in', ['planned', 'queued', 'attempting'])
    .where(toCome)
    .where(due, '>=', from)
    .where(due, '<=', to)
    .execute();
};

/**
 * `realTime` names the networks that live in real time although the campaign does not. Partners' posts that were due at `givenUp` or before are left
 * out. Asked many times a second, so SQL does the sums.
 */
export const pulse = async (
  db: Kysely<Schema>,
  nowReal: number,
  realTime: readonly NetworkName[],
  givenUp = Number.NEGATIVE_INFINITY,
): Promise<Pulse> => {
  const paused = new Set<string>((await db.selectFrom('pause').select('scope').execute()).map((row) => row.scope));
  const holds = sql<number>`d.state = 'attempting' and coalesce(d.lease_until_real, 0) > ${nowReal}`;
  const rows = await db
    .selectFrom('delivery as d')
    .leftJoin('network as n', 'n.network', 'd.network')
    .select([
      'd.network',
      sql<number>`count(*)`.as('unfinished'),
      sql<number>`sum(${holds})`.as('claimed'),
      sql<number | null>`min(case when not (${holds}) then max(d.slot_at, ${wait}) end)`.as('next'),
      sql<number | null>`min(case when not (${holds}) and ${wait} <= ${nowReal} then d.slot_at end)`.as('nextReal'),
      sql<number>`sum(not (${holds}) and ${wait} > ${nowReal})`.as('waitingReal'),
    ])
    .where('d.state', 'in', ['planned', 'queued', 'attempting'])
    .where(toCome)
    .groupBy('d.network')
    .execute();
  let unfinished = 0;
  let claimed = 0;
  let waitingReal = 0;
  let next: number | undefined;
  for (const row of rows) {
    claimed += row.claimed;
    if (paused.has('all') || paused.has(row.network)) {
      unfinished += row.claimed;
      continue;
    }
    unfinished += row.unfinished;
    const real = realTime.includes(row.network);
    if (real) waitingReal += row.waitingReal;
    const moment = real ? row.nextReal : row.next;
    if (moment !== null) next = Math.min(next ?? moment, moment);
  }
  const decided = await db
    .selectFrom('candidate as c')
    .leftJoin('network as n', 'n.network', 'c.network')
    .select((e) => [
      'c.network',
      e.fn.countAll<number>().as('many'),
      sql<number>`min(max(c.due_at, coalesce(n.throttled_until_at, 0)))`.as('at'),
    ])
    .where('c.state', 'in', ['held', 'review', 'waiting'])
    .where('c.due_at', '>', Math.max(givenUp, Number.MIN_SAFE_INTEGER))
    .groupBy('c.network')
    .execute();
  const open = decided.filter(({ network }) => !paused.has('all') && !paused.has(network));
  return {
    ...{ unfinished, claimed, next, waitingReal },
    undecided: open.reduce((sum, { many }) => sum + many, 0),
    decide: open.length === 0 ? undefined : Math.min(...open.map(({ at }) => at)),
  };
};
