import { weightOf, wordsOf } from './words.ts';

/*
 * Whether two texts are the same words, a few of them changed: MinHash (Broder, 1997) over runs of characters, which asks no script for word
 * boundaries.
 */

export type Sketch = {
  /** What texts that are alike probably share one of. */
  readonly bands: readonly string[];
  /** The smallest hash of each function; empty for a short text. */
  readonly least: readonly number[];
};

/**
 * Letters of weight. Slogans and stock phrases of up to sixty (“solidarity with the … people today and every day” has 50) are written by many who never
 * saw each other's posts: below, nothing is said of a text. Up to a hundred, texts that share most of their runs may yet say different things: only equal ones are alike.
 */
const LEAST = 60;
const SHORT = 100;
/** Characters of a run. */
const RUN = 4;
/** 25 bands of 5: two texts that share 80 % of their runs share a band in 9,999 cases of 10,000, two that share 30 % in 600. */
const BANDS = 25;
const ROWS = 5;
/** Of their runs together, so much is shared by texts that are alike; by 125 hashes it is known to 4 %. With less, texts from
 * the same few phrases begin to be taken for copies (docs/organic-share.md). */
const ALIKE = 0.8;

/** FNV-1a over UTF-16 units, 32 bits. */
const hashOf = (text: string, from: number, to: number): number => {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
};

/** Other hashes of the same run: multiplied and added by odd numbers of a fixed series (Knuth's golden ratio constant). */
const functions = Array.from({ length: BANDS * ROWS }, (_, n) => ({
  by: (Math.imul(n + 1, 0x9e3779b1) | 1) >>> 0,
  plus: Math.imul(n + 7, 0x85ebca6b) >>> 0,
}));

const mixed = (hash: number): number => {
  const once = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return (once ^ (once >>> 15)) >>> 0;
};

/** Undefined: the text is too short to say anything. */
export const sketchOf = (text: string): Sketch | undefined => {
  const words = wordsOf(text);
  const weight = weightOf(words);
  if (weight < LEAST) return undefined;
  if (weight < SHORT) return { bands: [`= ${words}`], least: [] };
  const runs = new Set<number>();
  for (let at = 0; at + RUN <= words.length; at++) runs.add(hashOf(words, at, at + RUN));
  const least = functions.map(({ by, plus }) => {
    let smallest = 0xffffffff;
    for (const run of runs) smallest = Math.min(smallest, mixed((Math.imul(run, by) + plus) >>> 0));
    return smallest;
  });
  return {
    bands: Array.from({ length: BANDS }, (_, n) => `${n} ${least.slice(n * ROWS, (n + 1) * ROWS).join(' ')}`),
    least,
  };
};

/** Of two that share a band. */
export const sameWords = (one: Sketch, other: Sketch): boolean => {
  if (one.least.length === 0 || other.least.length === 0) return one.bands[0] === other.bands[0];
  const shared = one.least.filter((hash, n) => hash === other.least[n]).length;
  return shared / one.least.length >= ALIKE;
};
