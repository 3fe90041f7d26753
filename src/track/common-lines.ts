/*
 * The two kinds of line that a stream of posts is made of, in the way in which servers write nearly all of them: the same bytes at the same places, compared
 * four at a time. A line that is written otherwise is only not recognised.
 */

type Shape = {
  readonly matches: (view: DataView, from: number) => boolean;
  /** Where its free stretches begin: did, time, rev, rkey. */
  readonly free: readonly number[];
};

/** Where the words of a stretch begin; the last one may overlap the one before. */
const wordsOf = (from: number, length: number): number[] =>
  length < 4 ? [] : Array.from({ length: Math.ceil(length / 4) }, (_, n) => from + Math.min(n * 4, length - 4));

/** Pieces of text, and how many letters or digits stand between them. */
const shapeOf = (...parts: readonly (string | number)[]): Shape => {
  const template = Buffer.from(parts.map((part) => (typeof part === 'string' ? part : ' '.repeat(part))).join(''));
  const starts = parts.map((_, n) => parts.slice(0, n).reduce<number>((sum, part) => sum + lengthOf(part), 0));
  const fixedAt = Int32Array.from(
    parts.flatMap((part, n) => (typeof part === 'string' ? wordsOf(starts[n]!, part.length) : [])),
  );
  const fixedWord = Int32Array.from(fixedAt, (at) => template.readInt32LE(at));
  const freeAt = Int32Array.from(
    parts.flatMap((part, n) => (typeof part === 'number' ? wordsOf(starts[n]!, part) : [])),
  );
  return {
    free: starts.filter((_, n) => typeof parts[n] === 'number'),
    matches: (view, from) => {
      if (from + template.length > view.byteLength) return false;
      // From the end: that is where lines differ.
      for (let n = fixedAt.length - 1; n >= 0; n--) {
        if (view.getInt32(from + fixedAt[n]!, true) !== fixedWord[n]) return false;
      }
      // No quote ends these early: letters have the bit 0x40, digits 0x10, a quote has neither.
      for (let n = 0; n < freeAt.length; n++) {
        const word = view.getInt32(from + freeAt[n]!, true);
        if (((word | (word << 2)) & 0x40404040) !== 0x40404040) return false;
      }
      return true;
    },
  };
};

const lengthOf = (part: string | number): number => (typeof part === 'string' ? part.length : part);

const [did, time, rev] = [24, 16, 13];
const upTo = (operation: string) =>
  [
    '{"did":"did:plc:',
    did,
    '","time_us":',
    time,
    ',"kind":"commit","commit":{"rev":"',
    rev,
    `","operation":"${operation}","collection":"app.bsky.feed.post"`,
  ] as const;

const creation = shapeOf(...upTo('create'));
const deletionStart = [...upTo('delete')];
const deletion = shapeOf(...deletionStart.slice(0, -1), `${deletionStart.at(-1)},"rkey":"`, 13, '"}}');

const deletionLength = deletion.free.at(-1)! + 13 + '"}}'.length;

export const isCommonCreation = creation.matches;

export type Deletion = { readonly timeUs: number; readonly did: string; readonly rkey: string };

/** The deletion of a post that the line from `from` to `to` is; undefined where it is none, or not written in the common way. */
export const commonDeletion = (block: Buffer, view: DataView, from: number, to: number): Deletion | undefined => {
  // Asked of every line, and told by its length of nearly all.
  if (to - from !== deletionLength || !deletion.matches(view, from)) return undefined;
  const [didAt, timeAt, , rkeyAt] = deletion.free.map((at) => from + at) as [number, number, number, number];
  let timeUs = 0;
  for (let at = timeAt; at < timeAt + time; at++) {
    const digit = block[at]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    timeUs = timeUs * 10 + digit;
  }
  const [name, rkey] = [block.toString('latin1', didAt, didAt + did), block.toString('latin1', rkeyAt, rkeyAt + 13)];
  // An escape would have to be read.
  return name.includes('\\') || rkey.includes('\\') ? undefined : { timeUs, did: `did:plc:${name}`, rkey };
};
