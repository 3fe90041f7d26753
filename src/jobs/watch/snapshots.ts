import type { Source } from '../../model.ts';
import type { CountReader } from '../../network/reading.ts';
import { isFate } from '../../queue/fate.ts';
import { afterLook } from '../../track/cadence.ts';
import type { Watching } from './watching.ts';
import { bookReading } from './x-budget.ts';

/*
 * The counts of our posts, of partners' that we boosted and of live sightings, at ages that grow apart; in batches, and never more calls than the
 * network's limit leaves beside publishing.
 */

/** Posts that one run looks at; the next run takes the following ones. */
const MOST = 1_000;
const LEASE_MS = 120_000;

type Due = Awaited<ReturnType<Watching['followed']['due']>>[number];

const look = async (w: Watching, reader: CountReader, due: readonly Due[]): Promise<void> => {
  const network = reader.source.startsWith('mastodon') ? 'mastodon' : (reader.source as 'bluesky' | 'x');
  const clock = w.clockOf(network);
  // A server may turn out to take fewer at once than was thought, so its batch is asked for anew.
  for (let from = 0, size = reader.batch; from < due.length; from += size, size = reader.batch) {
    const batch = due.slice(from, from + size);
    if (reader.room().calls < 1) return;
    const now = clock.now().epochMilliseconds;
    const what = `counts of ${batch.length} posts from ${batch[0]?.id} at ${now}`;
    if (!(await bookReading(w, reader.price * batch.length, now, what))) return;
    const counts = await reader.counts(
      batch.map(({ remoteId }) => remoteId),
      AbortSignal.timeout(w.callMs),
    );
    const at = clock.now().epochMilliseconds;
    const looks = batch.flatMap(({ id, remoteId, at: published, looks }) => {
      const told = counts.get(remoteId);
      return told === undefined || told === 'gone'
        ? []
        : [{ id, at, counts: told, next: afterLook(published, looks, at) }];
    });
    await w.followed.snapshot(looks);
    const gone = batch.filter(({ remoteId }) => counts.get(remoteId) === 'gone').map(({ id }) => id);
    if (gone.length > 0) await w.followed.gone(gone, at);
  }
};

/** Takes the snapshots that are due. */
export const takeSnapshots = async (w: Watching): Promise<void> => {
  if (!(await w.lead('snapshot', LEASE_MS))) return;
  await w.followed.followOurs();
  const now = w.clock.now().epochMilliseconds;
  await w.followed.followOnce(now);
  const due = await w.followed.due(now, MOST, [...w.readers.keys()]);
  const bySource = Map.groupBy(due, ({ source }) => source as Source);
  for (const [source, posts] of bySource) {
    const reader = w.readers.get(source);
    if (!reader) continue;
    // One network that does not answer hides nothing of another.
    await look(w, reader, posts).catch((error: unknown) => {
      if (!isFate(error)) throw error;
      w.say('counts could not be read', { source, reason: (error as Error).message });
    });
  }
};
