import type { Opening } from './opening.ts';

/*
 * Where a line of JSON may name a tag: a word behind a `#`, a facet (whose type holds a `#`, as those of links and mentions do), or the list `tags`. A line
 * holds few `#`, `[` and `\`: looking for these bytes takes a tenth of the time of parsing, and most lines end here.
 */

/** The next of each kind of mark in a block: looked for once, then waited for, line by line. */
export type Marks = { readonly mayBegin: Opening; sign: number; wide: number; tags: number; hidden: number };

export const noMarks = (mayBegin: Opening): Marks => ({ mayBegin, sign: -1, wide: -1, tags: -1, hidden: -1 });

/** Whether one lies between `from` and `to`; lines are asked about in their order. */
export const hasMark = (block: Buffer, from: number, to: number, marks: Marks): boolean => {
  if (marks.sign < from) marks.sign = nextSign(block, from, marks.mayBegin);
  if (marks.sign < to) return true;
  if (marks.tags < from) marks.tags = nextTags(block, from);
  if (marks.tags < to) return true;
  if (marks.hidden < from) marks.hidden = nextHidden(block, from);
  if (marks.hidden < to) return true;
  if (marks.wide < from) marks.wide = nextWide(block, from);
  return marks.wide < to;
};

const nextSign = (block: Buffer, from: number, mayBegin: Opening): number => {
  for (let at = block.indexOf(0x23, from); at >= 0; at = block.indexOf(0x23, at + 1)) {
    // The type of a facet: of a link or a mention; or its tag comes next, where keys are sorted, as servers do.
    if (stands(block, at - 5, facet)) {
      if (stands(block, at + 1, link) || stands(block, at + 1, mention)) continue;
      if (!stands(block, at + 1, tagOfFacet)) return at;
      const value = stands(block, at + 5, tagValue) ? at + 13 : stands(block, at + 5, looseTagValue) ? at + 15 : -1;
      if (value < 0 || mayBegin(block, value)) return at;
    } else if (mayBegin(block, at + 1)) return at;
  }
  return block.length;
};

const nextTags = (block: Buffer, from: number): number => {
  for (let at = block.indexOf(0x5b, from); at >= 0; at = block.indexOf(0x5b, at + 1)) {
    if (isOfTags(block, at)) return at;
  }
  return block.length;
};

/** Whether the list that opens here is that of the key `tags`. */
const isOfTags = (block: Buffer, open: number): boolean => {
  let at = open - 1;
  while (block[at]! <= 0x20) at--;
  if (block[at] !== 0x3a) return false;
  at--;
  while (block[at]! <= 0x20) at--;
  return stands(block, at - 5, tags);
};

/** An escape that may hide a `#` or the name of one of these: of a `#` (also full-width and small), a letter, a dot, a `_`. */
const nextHidden = (block: Buffer, from: number): number => {
  for (let at = block.indexOf(0x5c, from); at >= 0; at = block.indexOf(0x5c, at)) {
    if (block[at + 1] !== 0x75) at += 2;
    // Lines of ASCII alone have one escape behind the other.
    else
      while (block[at] === 0x5c && block[at + 1] === 0x75) {
        if (mayHide(block, at + 2)) return at;
        at += 6;
      }
  }
  return block.length;
};

/** By the first two digits for all but a few of them. */
const mayHide = (block: Buffer, at: number): boolean => {
  const [first, second] = [block[at], block[at + 1]];
  const asked = first === 0x30 ? second === 0x30 : first === 0x66 || first === 0x46;
  return asked && hides.test(block.toString('latin1', at, at + 4));
};

const hides = /^(?:00(?:23|2[eE]|[46][1-9a-fA-F]|[57][0-9aAfF])|[fF][fF]03|[fF][eE]5[fF])/;

/** The full-width and the small `#` in UTF-8. */
const nextWide = (block: Buffer, from: number): number => {
  for (let at = block.indexOf(0xef, from); at >= 0; at = block.indexOf(0xef, at + 1)) {
    const [second, third] = [block[at + 1], block[at + 2]];
    if ((second === 0xbc && third === 0x83) || (second === 0xb9 && third === 0x9f)) return at;
  }
  return block.length;
};

const [link, mention, tags] = [Buffer.from('link"'), Buffer.from('mention"'), Buffer.from('"tags"')];
const [facet, tagOfFacet] = [Buffer.from('facet'), Buffer.from('tag"')];
const [tagValue, looseTagValue] = [Buffer.from(',"tag":"'), Buffer.from(', "tag": "')];

const stands = (block: Buffer, at: number, word: Buffer): boolean => {
  for (let n = 0; n < word.length; n++) if (block[at + n] !== word[n]) return false;
  return true;
};
