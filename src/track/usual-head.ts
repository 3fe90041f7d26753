/*
 * The beginning that nearly every line of a recorded stream has, recognised by its bytes: keys in the order in which the servers write them, without white
 * space or with one space behind `:` and `,` (as Python writes JSON), with or without a `cursor`. A line that is written otherwise is only not recognised.
 */

export type Usual = 'post created' | 'post changed' | 'other';

/** A piece of text as the 32-bit words that DataView reads: the last may overlap the one before. */
type Piece = { readonly length: number; readonly at: Int32Array; readonly words: Int32Array };

const pieceOf = (text: string): Piece => {
  const bytes = Buffer.from(text, 'latin1');
  const at = Array.from({ length: Math.ceil(bytes.length / 4) }, (_, n) => Math.min(n * 4, bytes.length - 4));
  return { length: bytes.length, at: Int32Array.from(at), words: Int32Array.from(at, (one) => bytes.readInt32LE(one)) };
};

type Spelling = { readonly [piece in keyof typeof compact]: Piece };

const compact = {
  did: '"did":"',
  time: '"time_us":',
  kind: '"kind":"commit",',
  rev: '"commit":{"rev":"',
  operation: '","operation":"',
  collection: '","collection":"',
  cursor: '"cursor":',
};
const pieces = (space: (text: string) => string): Spelling => {
  const entries = Object.entries(compact).map(([name, text]) => [name, pieceOf(space(text))]);
  return Object.fromEntries(entries);
};
const tight = pieces((text) => text);
const loose = pieces((text) => text.replaceAll(/[:,]/g, '$& '));
const [create, post] = [pieceOf('create'), pieceOf('app.bsky.feed.post"')];

const [quote, comma, backslash, space, zero, nine] = [0x22, 0x2c, 0x5c, 0x20, 0x30, 0x39];

/** The position behind a piece that stands here; -1 where it does not. */
const after = (view: DataView, at: number, { length, at: offsets, words }: Piece): number => {
  if (at < 0 || at + length > view.byteLength) return -1;
  for (let n = 0; n < words.length; n++) if (view.getInt32(at + offsets[n]!, true) !== words[n]) return -1;
  return at + length;
};

/** The quote that ends a string without escapes; -1 where there is none. */
const endOfText = (bytes: Uint8Array, at: number): number => {
  if (at < 0) return -1;
  for (; ; at++) {
    const sign = bytes[at]!;
    if (sign === quote) return at;
    if (!(sign >= space) || sign === backslash) return -1;
  }
};

/** Behind a whole number, a comma and the space there may be; -1 where there is no such thing. */
const afterNumber = (bytes: Uint8Array, at: number): number => {
  if (at < 0) return -1;
  const start = at;
  while (bytes[at]! >= zero && bytes[at]! <= nine) at++;
  return at === start || bytes[at] !== comma ? -1 : afterSpace(bytes, at + 1);
};

const afterSpace = (bytes: Uint8Array, at: number): number => (bytes[at] === space ? at + 1 : at);

/** Of the line that begins at `from`; undefined where it is not the usual one. */
export const usualHead = (bytes: Uint8Array, view: DataView, from: number): Usual | undefined => {
  const spelling = bytes[from + 7] === space ? loose : tight;
  /** Passes over a cursor: no other key begins with `"cu`. */
  const key = (at: number, piece: Piece): number => {
    const there = at >= 0 && bytes[at + 1] === 0x63 && bytes[at + 2] === 0x75;
    return after(view, there ? afterNumber(bytes, after(view, at, spelling.cursor)) : at, piece);
  };
  if (bytes[from] !== 0x7b) return undefined;
  const didEnd = endOfText(bytes, key(from + 1, spelling.did));
  if (didEnd < 0 || bytes[didEnd + 1] !== comma) return undefined;
  const timeEnd = afterNumber(bytes, key(afterSpace(bytes, didEnd + 2), spelling.time));
  const revEnd = endOfText(bytes, key(key(timeEnd, spelling.kind), spelling.rev));
  const operation = after(view, revEnd, spelling.operation);
  const collection = after(view, endOfText(bytes, operation), spelling.collection);
  if (collection < 0) return undefined;
  if (after(view, collection, post) < 0) return endOfText(bytes, collection) < 0 ? undefined : 'other';
  return after(view, operation, create) < 0 ? 'post changed' : 'post created';
};
