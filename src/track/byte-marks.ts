import type { Opening } from './opening.ts';

/*
 * Where a line of JSON may name a tag: a word behind a `#`, a facet (whose type holds a `#`, as those of links and mentions do), or the list `tags`. A line
 * holds few `#`, `[` and `\`: looking for these bytes takes a tenth of the time of parsing, and most lines end here.
 */

/** The next of each kind of mark in a piece of text, which is UTF-8 read as one character a byte: looked for once, then waited for, line by line. */
export type Marks = { readonly mayBegin: Opening; sign: number; wide: number; tags: number; hidden: number };

export const noMarks = (mayBegin: Opening): Marks => ({ mayBegin, sign: -1, wide: -1, tags: -1, hidden: -1 });

/** Whether one lies between `from` and `to`; lines are asked about in their order. */
export const hasMark = (text: string, from: number, to: number, marks: Marks): boolean => {
  if (marks.sign < from) marks.sign = nextSign(text, from, marks.mayBegin);
  if (marks.sign < to) return true;
  if (marks.tags < from) marks.tags = nextTags(text, from);
  if (marks.tags < to) return true;
  if (marks.hidden < from) marks.hidden = nextHidden(text, from);
  if (marks.hidden < to) return true;
  if (marks.wide < from) marks.wide = nextWide(text, from);
  return marks.wide < to;
};

const nextSign = (text: string, from: number, mayBegin: Opening): number => {
  for (let at = text.indexOf('#', from); at >= 0; at = text.indexOf('#', at + 1)) {
    // The type of a facet: of a link or a mention; or its tag comes next, where keys are sorted, as servers do.
    if (stands(text, at - 5, 'facet')) {
      if (stands(text, at + 1, 'link"') || stands(text, at + 1, 'mention"')) continue;
      if (!stands(text, at + 1, 'tag"')) return at;
      const value = stands(text, at + 5, ',"tag":"') ? at + 13 : stands(text, at + 5, ', "tag": "') ? at + 15 : -1;
      if (value < 0 || mayBegin(text, value)) return at;
    } else if (mayBegin(text, at + 1)) return at;
  }
  return text.length;
};

const nextTags = (text: string, from: number): number => {
  for (let at = text.indexOf('[', from); at >= 0; at = text.indexOf('[', at + 1)) {
    if (isOfTags(text, at)) return at;
  }
  return text.length;
};

/** Whether the list that opens here is that of the key `tags`. */
const isOfTags = (text: string, open: number): boolean => {
  let at = open - 1;
  while (text.charCodeAt(at) <= 0x20) at--;
  if (text.charCodeAt(at) !== 0x3a) return false;
  at--;
  while (text.charCodeAt(at) <= 0x20) at--;
  return stands(text, at - 5, '"tags"');
};

/** An escape that may hide a `#` or the name of one of these: of a `#` (also full-width and small), a letter, a dot, a `_`. */
const nextHidden = (text: string, from: number): number => {
  for (let at = text.indexOf('\\', from); at >= 0; at = text.indexOf('\\', at)) {
    if (text.charCodeAt(at + 1) !== 0x75) at += 2;
    // Lines of ASCII alone have one escape behind the other.
    else
      while (text.charCodeAt(at) === 0x5c && text.charCodeAt(at + 1) === 0x75) {
        if (mayHide(text, at + 2)) return at;
        at += 6;
      }
  }
  return text.length;
};

/** Whether these four digits are one of those; some more letters and signs of ASCII are let through, which are as rare. */
const mayHide = (text: string, at: number): boolean => {
  // Small letters and digits have the bit 0x20; capitals become small ones.
  const first = text.charCodeAt(at) | 0x20;
  const second = text.charCodeAt(at + 1) | 0x20;
  const third = text.charCodeAt(at + 2) | 0x20;
  const fourth = text.charCodeAt(at + 3) | 0x20;
  if (first === zero)
    return second === zero && (third === 0x32 ? fourth === 0x33 || fourth === 0x65 : third >= 0x34 && third <= 0x37);
  return (
    first === 0x66 &&
    ((second === 0x66 && third === zero && fourth === 0x33) || (second === 0x65 && third === 0x35 && fourth === 0x66))
  );
};

/** The full-width and the small `#` in UTF-8. */
const nextWide = (text: string, from: number): number => {
  for (let at = text.indexOf('\xef', from); at >= 0; at = text.indexOf('\xef', at + 1)) {
    const [second, third] = [text.charCodeAt(at + 1), text.charCodeAt(at + 2)];
    if ((second === 0xbc && third === 0x83) || (second === 0xb9 && third === 0x9f)) return at;
  }
  return text.length;
};

const zero = 0x30;

/** By hand: for so few characters `startsWith` takes longer. */
const stands = (text: string, at: number, word: string): boolean => {
  for (let n = 0; n < word.length; n++) if (text.charCodeAt(at + n) !== word.charCodeAt(n)) return false;
  return true;
};
