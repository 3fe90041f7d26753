import { fold } from './fold.ts';

/*
 * Which characters a hashtag's letters may come as. `plain` ones stand for one letter each, wherever they are: its capital, its final form. All
 * others that can have a part in the folded tag are `odd`: full-width and mathematical letters, ligatures, marks that compose with the letter before
 * them or change places. A text whose letters are all plain is folded letter by letter, so a search for the plain ones finds every tag in it.
 */

export type Disguises = {
  /** For each character of the folded tag, what folds to it alone. */
  readonly plain: readonly (readonly string[])[];
  readonly odd: readonly string[];
};

// Without ASCII, the ideographs and the Hangul syllables, of which fold changes none but ASCII's capitals.
const blocks = [
  [0x80, 0x33ff],
  [0xa000, 0xabff],
  [0xd7b0, 0xd7ff],
  [0xf900, 0x1ffff],
  [0x2f800, 0x2fa1f],
] as const;

/** What a character is made of, folded: two characters that have no part in common have nothing to do with each other. */
const parts = (character: string): string => fold(character.normalize('NFKD')).normalize('NFKD');

const single = (text: string): boolean => text.length === String.fromCodePoint(text.codePointAt(0) ?? 0).length;

/** Marks have an order by class, which normalizing restores; U+0334 is of the lowest class, U+0345 of the highest. */
const changesPlaces = (mark: string): boolean =>
  `${mark}\u0334`.normalize('NFD').startsWith('\u0334') || !`\u0345${mark}`.normalize('NFD').startsWith('\u0345');

// Vowels and final consonants of Hangul, which compose by rule.
const jamo = /[\u1160-\u11ff]/;

type Restless = { readonly character: string; readonly folded: string; readonly parts: string; readonly odd: boolean };

const readUnicode = (): readonly Restless[] => {
  const marks: Restless[] = [];
  const found: Restless[] = [];
  const composing = new Set<string>();
  for (const [first, last] of blocks) {
    for (let point = first; point <= last; point++) {
      const character = String.fromCodePoint(point);
      const folded = fold(character);
      const decomposed = character.normalize('NFD');
      if (decomposed !== character) for (const part of [...decomposed].slice(1)) composing.add(part);
      const isMark = /\p{M}/u.test(character);
      if (folded === character && !isMark && !jamo.test(character)) continue;
      const odd = character.normalize('NFKC') !== character || !single(folded) || jamo.test(character);
      (isMark ? marks : found).push({ character, folded, parts: parts(character), odd });
    }
  }
  for (const mark of marks) {
    const { character } = mark;
    found.push({ ...mark, odd: mark.odd || composing.has(character) || changesPlaces(character) });
  }
  return found;
};

let known: readonly Restless[] | undefined;

/** The first call looks through Unicode. */
export const disguisesOf = (foldedTag: string): Disguises => {
  known ??= readUnicode();
  const letters = [...foldedTag];
  const wanted = new Set(letters.flatMap((letter) => [...parts(letter)]));
  const odd = known.filter((one) => one.odd && [...one.parts].some((part) => wanted.has(part)));
  const others = known.filter((one) => !one.odd);
  return {
    plain: letters.map((letter) => {
      const same = others.filter(({ folded }) => folded === letter).map(({ character }) => character);
      const capital = /^[a-z]$/.test(letter) ? [letter.toUpperCase()] : [];
      return [...new Set([letter, ...capital, ...same])];
    }),
    odd: odd.map(({ character }) => character),
  };
};
