import type { Replayed, ReplayedBlock } from './replay.ts';

/*
 * What the recordings of all networks have in common.
 */

export const nothing = { events: 0, matched: 0, sights: [], buckets: [] } as const satisfies Replayed;

/** The JSON of a line; undefined for a line that is none. A file may begin with a byte order mark. */
export const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line.charCodeAt(0) === 0xfeff ? line.slice(1) : line);
  } catch {
    return undefined;
  }
};

/** Reads some of the lines of a block, one after the other. */
export const readAll = <Kept extends { readonly number: number }>(
  some: Iterable<Kept>,
  lines: number,
  read: (one: Kept) => Replayed | undefined,
): ReplayedBlock => {
  const sights: Replayed['sights'][number][] = [];
  const buckets: Replayed['buckets'][number][] = [];
  const unreadable: number[] = [];
  let [events, matched, from, at] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const one of some) {
    const told = read(one);
    if (!told) {
      unreadable.push(one.number);
      continue;
    }
    events += told.events;
    matched += told.matched;
    sights.push(...told.sights);
    buckets.push(...told.buckets);
    if (told.at !== undefined) {
      at = Math.max(at, told.at);
      from = Math.min(from, told.from ?? told.at);
    }
  }
  return { events, matched, sights, buckets, lines, unreadable, ...(at >= from ? { from, at } : {}) };
};

/** All lines of a block but the empty ones, and how many there are. */
export const linesOf = (
  bytes: Buffer,
): { readonly some: { line: string; number: number }[]; readonly lines: number } => {
  const all = bytes.toString('utf8').split('\n');
  if (all.at(-1) === '') all.pop();
  const some = all.map((line, number) => ({ line, number })).filter(({ line }) => line.trim() !== '');
  return { some, lines: all.length };
};
