import { hasMark, type Marks, noMarks } from './byte-marks.ts';
import { commonDeletion, type Deletion, isCommonCreation } from './common-lines.ts';
import type { HashtagMatcher } from './hashtag.ts';
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

/** `block` is of whole lines, UTF-8. */
export const sift = (block: Buffer, { mayBegin }: Pick<HashtagMatcher, 'mayBegin'>): Sifted => {
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  const marks = noMarks(mayBegin);
  const kept: Kept[] = [];
  let lines = 0;
  let quiet = 0;
  for (let from = 0, to: number; from < block.length; from = to + 1) {
    to = block.indexOf(newline, from);
    if (to < 0) to = block.length;
    const number = lines++;
    if (isEmpty(block, from, to)) continue;
    const deletion = commonDeletion(block, view, from, to);
    if (deletion) {
      kept.push({ number, deletion });
      continue;
    }
    const calm = endsWithBrace(block, to) && isCalm(block, view, from, to, marks);
    if (calm && kept.length > 0 && to + 1 < block.length) quiet++;
    else kept.push({ number, line: block.toString('utf8', from, to) });
  }
  return { lines, quiet, kept };
};

/** Whether a line is a commit that can neither show the hashtag nor take it away. */
const isCalm = (block: Buffer, view: DataView, from: number, to: number, marks: Marks): boolean => {
  const what = isCommonCreation(view, from) ? 'post created' : usualHead(block, view, from);
  return what === 'other' || (what === 'post created' && !hasMark(block, from, to, marks));
};

const isEmpty = (block: Buffer, from: number, to: number): boolean => {
  while (from < to && block[from]! <= 0x20) from++;
  return from === to;
};

/** A line cut short does not. */
const endsWithBrace = (block: Buffer, to: number): boolean => {
  let at = to - 1;
  while (at > 0 && block[at]! <= 0x20) at--;
  return block[at] === 0x7d;
};
