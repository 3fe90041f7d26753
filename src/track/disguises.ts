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
const partsOf = (text: string): string => fold(text.normalize('NFKD')).normalize('NFKD');

const single = (text: string): boolean => text.length === String.fromCodePoint(text.codePointAt(0) ?? 0).length;

/** Marks have an order by class, which normalizing restores; U+0334 is of the lowest class, U+0345 of the highest. */
const changesPlaces = (mark: string): boolean =>
  `${mark}\u0334`.normalize('NFD').startsWith('\u0334') || !`\u0345${mark}`.normalize('NFD').startsWith('\u0345');

// Vowels and final consonants of Hangul, which compose by rule.
const jamo = /[\u1160-\u11ff]/;

type Restless = { readonly character: string; readonly folded: string; readonly parts: string; readonly odd: boolean };

/** All that fold changes, and what composes or changes places. That nothing else does is checked over all of Unicode by test/track/disguises.test.ts. */
const restless = /[\p{Changes_When_NFKC_Casefolded}\p{Changes_When_Lowercased}\p{M}\u1160-\u11ff]/gu;

/** Of lines in which something was taken apart, what came behind the first character. */
const behindFirst = /^.(.+)$/gmu;

// One character a line, and each question asked of all of them at once: one by one it takes half a second.
const lines = (characters: readonly string[]): string => characters.join('\n');
const each = (text: string, change: (text: string) => string): string[] => change(text).split('\n');

const everyCharacter = (): string => {
  const units = new Uint16Array(3 * blocks.reduce((sum, [first, last]) => sum + last - first + 1, 0));
  let length = 0;
  for (const [first, last] of blocks) {
    for (let point = first; point <= last; point++) {
      if (point < 0x10000) units[length++] = point;
      else {
        units[length++] = 0xd800 + ((point - 0x10000) >> 10);
        units[length++] = 0xdc00 + (point & 0x3ff);
      }
      units[length++] = 0x0a;
    }
  }
  return new TextDecoder('utf-16le').decode(units.subarray(0, length));
};

const readUnicode = (): readonly Restless[] => {
  const all = everyCharacter();
  const composing = new Set([...all.normalize('NFD').matchAll(behindFirst)].flatMap(([, behind]) => [...behind!]));
  const characters = all.match(restless) ?? [];
  const text = lines(characters);
  const plain = each(text, (one) => one.normalize('NFKC'));
  const folded = each(text, fold);
  const parts = each(text, partsOf);
  const marks = each(text, (one) => one.replaceAll(/\p{M}/gu, ''));
  return characters.map((character, n) => {
    const moves = marks[n] === '' && (composing.has(character) || changesPlaces(character));
    const odd = moves || plain[n] !== character || !single(folded[n]!) || jamo.test(character);
    return { character, folded: folded[n]!, parts: parts[n]!, odd };
  });
};

let known: readonly Restless[] | undefined;

/** The first call looks through Unicode. */
export const disguisesOf = (foldedTag: string): Disguises => {
  known ??= readUnicode();
  const letters = [...foldedTag];
  const wanted = new Set(letters.flatMap((letter) => [...partsOf(letter)]));
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
