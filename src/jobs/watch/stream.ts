import { setTimeout as pause } from 'node:timers/promises';
import type { Sight } from '../../model.ts';
import { knownAddresses } from './known.ts';
import { taken } from './taken.ts';
import { compare, type Watching } from './watching.ts';

/*
 * The consumer of Bluesky's stream: one at a time, however many processes run. Lines are read as they come; what concerns the campaign
 * is written in small batches, each in one transaction with the cursor, so that whoever goes on after a crash begins where the store stands.
 */

const SOURCE = 'bluesky';
export const STREAM_LEASE = 'watch:bluesky';

/** How far before the last event it begins again: events of one moment come in any order, and each host of the stream has a time of its own. */
const REWIND_MS = 5_000;

/** Real milliseconds: how often what was seen is written down; a lease outlives a slow write; how long until the next try. */
const FLUSH_MS = 200;
const LEASE_MS = 15_000;
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** Real milliseconds: when there is nothing to write, where it stands is written this often. */
const STAND_MS = 2_000;

/** Real milliseconds: what is not written down by then is seen again at the next start. */
export const FAREWELL_MS = 2_000;

type Span = { readonly from: number; readonly to: number };

/** Where a connection stands. Moments in milliseconds of the network's own time; `newestUs` is the stream's own, in microseconds. */
const connectionState = (before: number | undefined, openedAt: number) => {
  let newestUs = before ?? 0;
  let coveredFrom = before === undefined ? openedAt : undefined;
  let gap = false;
  return {
    saw: (timeUs: number): void => {
      if (coveredFrom === undefined && before !== undefined) {
        // Replay begins at the cursor, so the last event we had comes again; when it does not, the stream has lost it and what followed.
        gap = timeUs > before + REWIND_MS * 1000;
        coveredFrom = gap ? Math.min(timeUs / 1000, openedAt) : before / 1000;
      }
      newestUs = Math.max(newestUs, timeUs);
    },
    newestUs: () => newestUs,
    gap: () => gap,
    /** What is covered by now: up to the newest event, or up to now when nothing is waiting and the connection is alive. */
    covered: (now: number, quiet: boolean): Span | undefined => {
      if (coveredFrom === undefined) return undefined;
      const to = quiet ? now : Math.min(now, newestUs / 1000);
      return to > coveredFrom ? { from: coveredFrom, to } : undefined;
    },
  };
};

const follow = async (w: Watching, ending: AbortSignal): Promise<void> => {
  const { stream } = w;
  if (!stream) return;
  const clock = w.clockOf('bluesky');
  const now = () => clock.now().epochMilliseconds;
  const stand = await w.sightings.cursor(SOURCE);
  const before = stand?.cursor === undefined ? undefined : Number(stand.cursor);
  const live = (await w.sightings.live()).filter(({ network }) => network === 'bluesky');
  const known = knownAddresses(live);

  let pending: { readonly sight: Sight; readonly at: number }[] = [];
  let state = connectionState(before, now());
  let lastLine = w.realNow();
  let lastStand = 0;
  let written = 0;
  const connection = new AbortController();
  const signal = AbortSignal.any([ending, connection.signal]);

  const flush = async (last: boolean): Promise<void> => {
    const real = w.realNow();
    const quiet = real - lastLine > FLUSH_MS;
    if (pending.length === 0 && !last && real - lastStand < STAND_MS) return;
    // Somebody else has it now: what is left is theirs to see again.
    if (!(await w.lead(STREAM_LEASE, LEASE_MS))) return connection.abort();
    lastStand = real;
    const batch = pending;
    pending = [];
    const newest = state.newestUs();
    const covered = state.covered(now(), quiet && !last);
    if (batch.length === 0 && covered === undefined && newest === written) return;
    for (const { sight } of batch) compare(w, sight);
    await w.sightings.take({
      source: SOURCE,
      sights: batch.map(({ sight, at }) => taken(w, now(), at)(sight)),
      ...(newest > 0 ? { cursor: String(newest), seenAt: newest / 1000 } : {}),
      ...(covered ? { covered } : {}),
      ...(state.gap() ? { gap: { reason: 'the stream no longer held what was said in between' } } : {}),
      copies: w.copies.changed(),
    });
    written = newest;
  };

  const reading = stream.read(
    {
      ...(before === undefined ? {} : { cursor: String(Math.max(0, before - REWIND_MS * 1000)) }),
      opened: (host) => {
        state = connectionState(before, now());
        w.say('watching the stream', { host });
      },
      line: (line) => {
        const event = w.readLine(line);
        w.lineSeen?.(line);
        lastLine = w.realNow();
        if (!event) return;
        state.saw(event.timeUs);
        if (event.sight) for (const sight of known.news(event.sight, event.at)) pending.push({ sight, at: event.at });
      },
    },
    signal,
  );
  const over = reading.then(
    () => 'over' as const,
    () => 'over' as const,
  );
  try {
    let ended = false;
    while (!ended) {
      ended = (await Promise.race([over, pause(FLUSH_MS, 'on' as const)])) === 'over';
      await flush(ended);
    }
  } finally {
    connection.abort();
    await over;
  }
  await reading;
};

/** Follows the stream until disposed, whenever this process holds the lease. `ready`: whether our own posts can be told from others'. */
export const watchStream = (w: Watching & { readonly ready: () => Promise<boolean> }): AsyncDisposable => {
  const ending = new AbortController();
  const rest = (ms: number) => pause(ms, undefined, { signal: ending.signal }).catch(() => undefined);
  const running = (async () => {
    let failures = 0;
    while (!ending.signal.aborted) {
      try {
        if ((await w.lead(STREAM_LEASE, LEASE_MS)) && (await w.ready())) {
          await follow(w, ending.signal);
          failures = 0;
        }
      } catch (error) {
        failures += 1;
        if (failures === 1) w.say('the stream is away: trying again', { reason: (error as Error).message });
      }
      await rest(Math.min(RETRY_MS * 2 ** Math.min(failures, 6), LONGEST_RETRY_MS));
    }
  })();
  return {
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await Promise.race([running, pause(FAREWELL_MS, undefined, { ref: false })]);
      // Another process need not wait for this one's word to run out.
      await w.lead(STREAM_LEASE, 0).catch(() => undefined);
    },
  };
};
