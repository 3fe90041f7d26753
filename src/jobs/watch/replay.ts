import { closeSync, openSync, readSync } from 'node:fs';
import { UsageError } from '../../errors.ts';
import type { NetworkName, Source, Whose } from '../../model.ts';
import { countsOfX } from '../../store/counts-of-x.ts';
import { type Sightings, sightings, type Taken } from '../../store/sightings.ts';
import type { Store } from '../../store/store.ts';
import type { WatchKeys } from '../../store/watch-keys.ts';
import { calendar } from '../../track/calendar.ts';
import { copyWatch } from '../../track/copies.ts';
import { hashtagMatcher } from '../../track/hashtag.ts';
import { replayReader } from '../../track/replay.ts';
import { knownAddresses } from './known.ts';
import { taken } from './taken.ts';
import { compare } from './watching.ts';

/*
 * What was recorded of a network, through the same code as what is heard live, into a store of its own. The time is the file's; what is in the
 * store already is not counted again.
 */

export type ReplaySettings = {
  readonly file: string;
  readonly network: NetworkName;
  readonly hashtag: string;
  readonly timeZone: string;
  readonly store: Store;
  readonly keys: WatchKeys;
  readonly whose: (network: NetworkName, author: string) => Whose;
  readonly newId: () => string;
};

export type ReplayedFile = {
  /** What the file holds: events of a stream, posts of a page, buckets of a count. */
  readonly events: number;
  /** Of those, with the hashtag. */
  readonly matched: number;
  /** In the store, after this file. */
  readonly sightings: number;
  /** Lines that are neither an event nor an answer of the network, by their number; the first twenty. */
  readonly unreadable: readonly number[];
  readonly unreadableLines: number;
};

/** Bytes read at once: memory stays flat however long the file is. */
const CHUNK = 1 << 20;
/** Sights written in one transaction. */
const BATCH = 2_000;
const NAMED = 20;

const NEWLINE = 10;

/** Whole lines of a file, some thousands at a time. A block is over when the next is asked for: one buffer is read into again and again. */
function* blocksOf(file: string): Generator<Buffer> {
  const opened = openSync(file, 'r');
  try {
    let buffer = Buffer.allocUnsafeSlow(2 * CHUNK);
    for (let rest = 0; ; ) {
      // A line longer than what is read at once.
      if (buffer.length - rest < CHUNK) buffer = Buffer.concat([buffer], 2 * buffer.length);
      const read = readSync(opened, buffer, rest, CHUNK, null);
      const filled = buffer.subarray(0, rest + read);
      const end = read === 0 ? filled.length : filled.lastIndexOf(NEWLINE) + 1;
      if (end > 0) yield filled.subarray(0, end);
      if (read === 0) return;
      rest = filled.length - end;
      buffer.copyWithin(0, end, filled.length);
    }
  } finally {
    closeSync(opened);
  }
}

const sourceOf = (network: NetworkName): Source => (network === 'mastodon' ? 'mastodon:recorded' : network);

type Waiting = { readonly sights: Taken[]; from: number; to: number };

const write = async (
  kept: Sightings,
  source: Source,
  waiting: Waiting,
  copies: ReturnType<typeof copyWatch>,
): Promise<void> => {
  const { sights, from, to } = waiting;
  await kept.take({
    source,
    sights: sights.splice(0),
    copies: copies.changed(),
    ...(to > from ? { covered: { from, to } } : {}),
    gap: { reason: 'not in the recording' },
  });
};

export const replay = async (settings: ReplaySettings): Promise<ReplayedFile> => {
  const { network, store, keys, whose } = settings;
  const matcher = hashtagMatcher(settings.hashtag);
  const reader = replayReader({ network, matcher });
  const kept = sightings(store.db, keys);
  const counts = countsOfX(store.db);
  const source = sourceOf(network);
  const known =
    network === 'bluesky' ? knownAddresses((await kept.live()).filter((one) => one.network === network)) : undefined;
  let clock = 0;
  const copies = copyWatch({ now: () => clock, newId: settings.newId });
  const w = { calendar: calendar(settings.timeZone), whose };
  const waiting: Waiting = { sights: [], from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  let events = 0;
  let matched = 0;
  let number = 0;
  let unreadableLines = 0;
  const unreadable: number[] = [];

  for (const block of blocksOf(settings.file)) {
    const told = reader.block(block);
    for (const line of told.unreadable) if (unreadable.length < NAMED) unreadable.push(number + line + 1);
    unreadableLines += told.unreadable.length;
    number += told.lines;
    events += told.events;
    matched += told.matched;
    if (told.at !== undefined) {
      clock = Math.max(clock, told.at);
      waiting.from = Math.min(waiting.from, told.from ?? told.at);
      waiting.to = Math.max(waiting.to, told.at);
    }
    if (told.buckets.length > 0) await counts.take(told.buckets);
    for (const { sight, now } of told.sights) {
      for (const news of known ? known.news(sight, now) : [sight]) {
        compare({ copies }, news);
        waiting.sights.push(taken(w, now, now)(news));
      }
      if (waiting.sights.length >= BATCH) await write(kept, source, waiting, copies);
    }
  }
  await write(kept, source, waiting, copies);
  await counts.take(reader.rest());
  if (events === 0 && unreadableLines > 0) {
    throw new UsageError(
      `${settings.file}, line ${unreadable[0]}: this is neither an event nor an answer of ${network}; one JSON document a line is expected, as ${network} sends it`,
    );
  }
  const posts = network === 'x' ? await counts.total() : await kept.total();
  return { events, matched, sightings: posts, unreadable, unreadableLines };
};
