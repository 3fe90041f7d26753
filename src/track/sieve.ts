import { hasMark, type Marks, noMarks } from './byte-marks.ts';
import { commonDeletion, type Deletion, isCommonCreation } from './common-lines.ts';
import type { HashtagMatcher } from './hashtag.ts';
import { endsWithBrace } from './jetstream-head.ts';
import type { Opening } from './opening.ts';
import { usualHead } from './usual-head.ts';

/*
 * Goes through a block of a recorded stream as it is in the file, and keeps the lines that have to be read: few of them, so that the rest
 * need not even become strings. What is left out are commits that cannot concern the hashtag.
 */

export type Sifted = {
  /** Lines in all; empty ones are counted, too, as the lines of a file are. */
  readonly lines: number;
  /** How many of them are left out for certain. */
  readonly quiet: number;
  /**
   * In their order, each with its number from 0. The first and the last one are always among them, as they tell the time. Of most deletions of posts,
   * everything is known already.
   */
  readonly kept: readonly Kept[];
};

export type Kept = { readonly number: number } & ({ readonly line: string } | { readonly deletion: Deletion });

const newline = 0x0a;

/** Bytes at a time: a larger string is not made in the young generation, which takes several times as long. */
const PIECE = 64 * 1024;

/** `block` is of whole lines, UTF-8. */
export const sift = (block: Buffer, { mayBegin }: Pick<HashtagMatcher, 'mayBegin'>): Sifted => {
  const sifted = { lines: 0, quiet: 0, kept: [] };
  for (let from = 0, to: number; from < block.length; from = to) {
    to = endOfPiece(block, from);
    siftPiece(block.subarray(from, to), to === block.length, mayBegin, sifted);
  }
  return sifted;
};

/** Behind the last line that ends within a piece; where none does, behind the next one. */
const endOfPiece = (block: Buffer, from: number): number => {
  if (block.length - from <= PIECE) return block.length;
  const last = block.lastIndexOf(newline, from + PIECE - 1);
  const end = last >= from ? last : block.indexOf(newline, from + PIECE);
  return end < 0 ? block.length : end + 1;
};

const siftPiece = (
  bytes: Buffer,
  isLast: boolean,
  mayBegin: Opening,
  sifted: { lines: number; quiet: number; readonly kept: Kept[] },
): void => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // One character a byte, which costs next to nothing: all that is looked for is ASCII, or known by its bytes.
  const text = bytes.toString('latin1');
  const marks = noMarks(mayBegin);
  for (let from = 0, to: number; from < text.length; from = to + 1) {
    to = text.indexOf('\n', from);
    if (to < 0) to = text.length;
    const number = sifted.lines++;
    if (isEmpty(text, from, to)) continue;
    const deletion = commonDeletion(bytes, view, from, to);
    if (deletion) {
      sifted.kept.push({ number, deletion });
      continue;
    }
    const telling = sifted.kept.length === 0 || (isLast && to + 1 >= text.length);
    if (!telling && endsWithBrace(text, to) && isCalm(bytes, text, view, from, to, marks)) sifted.quiet++;
    else sifted.kept.push({ number, line: bytes.toString('utf8', from, to) });
  }
};

/** Whether a line is a commit that can neither show the hashtag nor take it away. */
const isCalm = (bytes: Buffer, text: string, view: DataView, from: number, to: number, marks: Marks): boolean => {
  const what = isCommonCreation(view, from) ? 'post created' : usualHead(bytes, view, from);
  return what === 'other' || (what === 'post created' && !hasMark(text, from, to, marks));
};

const isEmpty = (text: string, from: number, to: number): boolean => {
  while (from < to && text.charCodeAt(from) <= 0x20) from++;
  return from === to;
};
