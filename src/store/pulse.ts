import type { Kysely } from 'kysely';
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
};

/** `realTime` names the networks that live in real time although the campaign does not. */
export const pulse = async (db: Kysely<Schema>, nowReal: number, realTime: readonly NetworkName[]): Promise<Pulse> => {
  const paused = new Set<string>((await db.selectFrom('pause').select('scope').execute()).map((row) => row.scope));
  const throttles = new Map(
    (await db.selectFrom('network').select(['network', 'throttled_until_at']).execute()).map((row) => [
      row.network,
      row.throttled_until_at ?? 0,
    ]),
  );
  const rows = await db
    .selectFrom('delivery')
    .select(['network', 'state', 'slot_at', 'not_before_at', 'lease_until_real'])
    .where('state', 'in', ['planned', 'queued', 'attempting'])
    .orderBy('slot_at')
    .execute();
  let unfinished = 0;
  let claimed = 0;
  let waitingReal = 0;
  let next: number | undefined;
  for (const row of rows) {
    const holds = row.state === 'attempting' && (row.lease_until_real ?? 0) > nowReal;
    if (!holds && (paused.has('all') || paused.has(row.network))) continue;
    unfinished += 1;
    if (holds) {
      claimed += 1;
      continue;
    }
    const wait = Math.max(row.not_before_at ?? 0, throttles.get(row.network) ?? 0);
    const real = realTime.includes(row.network);
    if (real && wait > nowReal) {
      waitingReal += 1;
      continue;
    }
    const moment = real ? row.slot_at : Math.max(row.slot_at, wait);
    next = Math.min(next ?? moment, moment);
  }
  return { unfinished, claimed, next, waitingReal };
};
