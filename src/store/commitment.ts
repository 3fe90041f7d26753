import type { Kysely } from 'kysely';
import type { Attempt, Boosted, Content } from '../model.ts';
import { boostsMade } from './candidates/made.ts';
import type { Claimed, Moments } from './claim.ts';
import { counted } from './others.ts';
import type { Schema } from './schema.ts';
import { spend } from './spend.ts';

/*
 * What is committed before a network is called, and what may stand in its way at that moment: another post too near, a day that is full, money. It
 * is asked in the transaction that commits, and not only where it is judged: two workers may each have seen room for one.
 */

/** What is committed before a call. `price` is booked with it; with `gap`, see below. */
export type Commitment = {
  readonly what: Omit<Attempt, 'id' | 'delivery'>;
  readonly content: Content;
  readonly moments: Moments;
  readonly leaseMs: number;
  /** `budget`: what the month may cost in all, in the same millionths. */
  readonly price: { readonly micros: number; readonly month: string; readonly budget?: number };
  /** The last attempt of the network must be that many milliseconds of the campaign's time ago. */
  readonly gap: number;
  /** It must be this day of the campaign's calendar, and the day must have room beside what is due in it and at most `lateAfter` late. */
  readonly day?: { readonly start: number; readonly end: number; readonly cap: number; readonly lateAfter: number };
  /** Of a boost: whether our account has room for it beside those made since `since`, in the campaign's time. */
  readonly room?: { readonly since: number; readonly fits: (made: readonly Boosted[]) => boolean };
};

const tooClose = async (db: Kysely<Schema>, held: Claimed, since: number): Promise<boolean> =>
  (await db
    .selectFrom('delivery')
    .select('id')
    .where('network', '=', held.row.network)
    .where('id', '<>', held.id)
    .where('boost_of', 'is', null)
    .where('sent_at', '>', since)
    .executeTakeFirst()) !== undefined;

const dayIsFull = async (db: Kysely<Schema>, held: Claimed, now: number, day: Commitment['day']): Promise<boolean> => {
  if (!day) return false;
  const { start: from, end: to, cap, lateAfter } = day;
  if (now < from || now >= to) return true;
  return (await counted(db, held.row.network, held.id, { from, to, dueFrom: now - lateAfter })).length >= cap;
};

/** What is laid down beside it waits for the same moment and gives way: only what is out, or may be, counts. */
const hasRoom = async (
  db: Kysely<Schema>,
  { row }: Claimed,
  now: number,
  { since, fits }: NonNullable<Commitment['room']>,
): Promise<boolean> => fits(await boostsMade(db, row.network, since, now, row.boost_of ?? '', 'out'));

/** What stands in its way; undefined: nothing. `turn`: others go first; `budget`: there is no money for it. */
export const hindranceTo = async (
  db: Kysely<Schema>,
  held: Claimed,
  { moments, price, gap, day, room }: Commitment,
): Promise<'turn' | 'budget' | undefined> => {
  const now = moments.campaign;
  if (gap > 0 && (await tooClose(db, held, now - gap))) return 'turn';
  if (await dayIsFull(db, held, now, day)) return 'turn';
  if (room && !(await hasRoom(db, held, now, room))) return 'turn';
  if (price.budget === undefined) return undefined;
  const left = price.budget - (await spend(db).spent(held.row.network, price.month));
  return left < price.micros ? 'budget' : undefined;
};
