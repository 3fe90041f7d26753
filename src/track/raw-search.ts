import { disguisesOf } from './disguises.ts';

/*
 * Looks for a hashtag in a line of JSON without parsing it. Says yes too often, never too seldom: what it finds is parsed and looked at closely.
 *
 * In a match of plain letters the folded tag stands, letter by letter, right behind a `#` (in the text) or a quote (as a facet, or in `tags`). Every
 * letter may also be written as a JSON escape, `\u` and the four digits of each UTF-16 unit. Any odd letter (disguises.ts) in the line is a yes.
 */

/** Full-width and small `#`; NFKC makes `#` of both. */
const signs = ['#', '＃', '﹟'];

export const rawSearch = (foldedTag: string): ((line: string) => boolean) => {
  const { plain, odd } = disguisesOf(foldedTag);
  // A letter of ASCII behind the word is one in the text too, whatever may follow: not this tag.
  const word = (spell: (one: string) => string) =>
    `${plain.map((ways) => anyOf(ways.map(spell))).join('')}(?![A-Za-z0-9_])`;
  // Without what stands before the word the search is four times as fast: it skips ahead by the word's length.
  const anywhere = new RegExp(word(unitsOf));
  const begun = new RegExp(`["${signs.join('')}]${word(unitsOf)}`);
  const escaped = new RegExp(`${anyOf(['"', ...signs].map(unitsOrEscapes))}${word(unitsOrEscapes)}`);
  const oddRaw = anyCharacter(odd);
  const oddEscaped = odd.length === 0 ? undefined : new RegExp(escapeOf(odd));

  return (line) => {
    if (anywhere.test(line) && begun.test(line)) return true;
    // Looking for the odd letters takes long, and most lines name no tag at all.
    const escapes = line.includes('\\u');
    if (!escapes && !namesATag(line)) return false;
    if (oddRaw?.test(line)) return true;
    if (!escapes) return false;
    return escaped.test(line) || (oddEscaped?.test(line) ?? false);
  };
};

/** A tag is a word behind a sign, a facet, whose type holds a `#`, or in `tags`. */
const namesATag = (line: string): boolean => signs.some((sign) => line.includes(sign)) || line.includes('"tags"');

const units = (character: string): string[] => character.split('');

const hex = (unit: string): string => unit.charCodeAt(0).toString(16).padStart(4, '0');

/** A UTF-16 unit as part of an expression. */
const unit = (one: string): string => (/[A-Za-z0-9_]/.test(one) ? one : `\\u${hex(one)}`);

const unitsOf = (character: string): string => units(character).map(unit).join('');

const eitherCase = (digits: string): string =>
  digits.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

const unitsOrEscapes = (character: string): string =>
  units(character)
    .map((one) => `(?:${unit(one)}|\\\\u${eitherCase(hex(one))})`)
    .join('');

const anyOf = (ways: readonly string[]): string => {
  if (ways.length === 1) return ways[0]!;
  return ways.every((way) => /^(?:\w|\\u[0-9a-f]{4})$/.test(way)) ? `[${ways.join('')}]` : `(?:${ways.join('|')})`;
};

/** One class for the characters below U+10000, one for each first unit of the others. */
const anyCharacter = (characters: readonly string[]): RegExp | undefined => {
  if (characters.length === 0) return undefined;
  const after = Map.groupBy(characters, (one) => (one.length === 1 ? '' : one[0]!));
  const ways = [...after].map(
    ([first, group]) => `${unitsOf(first)}[${group.map((one) => unit(one.at(-1)!)).join('')}]`,
  );
  return new RegExp(ways.join('|'));
};

/** The characters' escapes, digit by digit: digits that are followed by the same are one class. */
const escapeOf = (characters: readonly string[]): string => {
  const spelt = characters.map((one) =>
    units(one)
      .map((each) => `u${hex(each)}`)
      .join('\\'),
  );
  return `\\\\${branches(spelt)}`;
};

const branches = (words: readonly string[]): string => {
  if (words.every((word) => word === '')) return '';
  const byRest = new Map<string, string[]>();
  for (const [first, group] of Map.groupBy(words, (word) => word[0]!)) {
    const rest = branches(group.map((word) => word.slice(1)));
    byRest.set(rest, [...(byRest.get(rest) ?? []), first]);
  }
  const ways = [...byRest].map(([rest, firsts]) => `${signOrDigits(firsts)}${rest}`);
  return ways.length === 1 ? ways[0]! : `(?:${ways.join('|')})`;
};

const signOrDigits = (firsts: readonly string[]): string => {
  if (firsts[0] === '\\') return '\\\\';
  if (firsts[0] === 'u') return 'u';
  return `[${firsts.map((digit) => (/[a-f]/.test(digit) ? digit + digit.toUpperCase() : digit)).join('')}]`;
};
