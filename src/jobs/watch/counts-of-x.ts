import { isFate } from '../../queue/fate.ts';
import { pace } from './money.ts';
import type { Watching } from './watching.ts';
import { bookReading, leftForReading } from './x-budget.ts';

/*
 * X counts posts with the hashtag itself, by the hour, for the last seven days. Each request costs the same whatever it spans, so where money is
 * short fewer of them are made, and none of the hours is lost.
 */

const SOURCE = 'x';
const HOUR_MS = 3_600_000;
/** X counts the last seven days; a margin of ten minutes, since it refuses a start that is a moment too old. */
const LOOK_BACK_MS = 7 * 24 * HOUR_MS - 10 * 60_000;
/** X wants the end at least ten seconds in the past. */
const SETTLED_MS = 15_000;
const LEASE_MS = 120_000;
/** After a refusal. */
const AGAIN_MS = HOUR_MS;

type Notes = { readonly askedAt?: number; readonly refused?: string };

export const countX = async (w: Watching): Promise<void> => {
  const { countsOfX } = w;
  if (!countsOfX) return;
  const now = w.clockOf('x').now().epochMilliseconds;
  const to = Math.floor((now - SETTLED_MS) / HOUR_MS) * HOUR_MS;
  const until = await w.countsOfXStore.until();
  const from = Math.max(until ?? 0, Math.ceil((now - LOOK_BACK_MS) / HOUR_MS) * HOUR_MS);
  if (from >= to) return;
  const stand = await w.sightings.cursor(SOURCE);
  const notes = stand?.notes === undefined ? {} : (JSON.parse(stand.notes) as Notes);
  if (notes.refused !== undefined && now - (notes.askedAt ?? 0) < AGAIN_MS) return;
  const left = await leftForReading(w, now);
  const every = left === undefined ? HOUR_MS : pace(left, Math.round(countsOfX.price * 1e6), now, HOUR_MS);
  const remember = (kept: Notes) => w.sightings.take({ source: SOURCE, sights: [], notes: JSON.stringify(kept) });
  if (every === undefined) {
    const refused = 'the month’s budget leaves nothing for counting, after what is planned';
    if (notes.refused !== refused) w.say('X is not counted', { reason: refused });
    return remember({ askedAt: now, refused }).then(() => undefined);
  }
  // The first hour that is whole is asked for at once; then at the pace that the money allows.
  if (notes.askedAt !== undefined && notes.refused === undefined && now - notes.askedAt < every - HOUR_MS / 2) return;
  if (!(await w.lead('watch:x', LEASE_MS))) return;
  if (countsOfX.room().calls < 1) return;

  const span = {
    from: Temporal.Instant.fromEpochMilliseconds(from),
    to: Temporal.Instant.fromEpochMilliseconds(to),
  };
  let next: string | undefined;
  let page = 0;
  try {
    do {
      page += 1;
      if (
        !(await bookReading(
          w,
          countsOfX.price,
          now,
          `count of ${span.from} to ${span.to}, asked at ${now}, page ${page}`,
        ))
      ) {
        await remember({ askedAt: now, refused: 'the month’s budget is spent' });
        return;
      }
      const answer = await countsOfX.buckets(
        { ...span, ...(next === undefined ? {} : { next }) },
        AbortSignal.timeout(w.callMs),
      );
      await w.countsOfXStore.take(answer.buckets);
      next = answer.next;
    } while (next !== undefined);
  } catch (error) {
    if (!isFate(error)) throw error;
    const refused = (error as Error).message;
    if (notes.refused !== refused) w.say('X could not be asked for its counts', { reason: refused });
    await remember({ askedAt: now, refused });
    return;
  }
  await w.sightings.take({
    source: SOURCE,
    sights: [],
    covered: { from, to },
    gap: { reason: notes.refused ?? 'X counts only the last seven days, and was not asked in that time' },
    notes: JSON.stringify({ askedAt: now } satisfies Notes),
  });
};
