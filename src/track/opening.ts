import { disguisesOf } from './disguises.ts';

/*
 * Whether the hashtag may begin somewhere in a line of JSON, told by a few of its bytes: enough to pass over the many other hashtags of a stream.
 */

/** `at` is right behind the sign or the quote. */
export type Opening = (bytes: Uint8Array, at: number) => boolean;

/** Letters that are looked at: with so many, hardly another tag is left. */
const LETTERS = 6;

export const openingOf = (foldedTag: string): Opening => {
  const { plain, odd } = disguisesOf(foldedTag);
  const letters = plain.slice(0, LETTERS).map((ways) => firstBytes(ways.flatMap(formsOf)));
  const oddly = firstBytes(['\\', ...odd]);
  return (bytes, at) => {
    for (let n = 0; n < letters.length; n++) {
      const byte = bytes[at + n] ?? 0;
      if (oddly[byte] === 1) return true;
      if (letters[n]![byte] === 0) return false;
      // A letter of several bytes: from here on bytes and letters do not go together.
      if (byte >= 0x80) return true;
    }
    return true;
  };
};

/** A letter as it is, and taken apart: of `é` an `e` comes first. */
const formsOf = (letter: string): string[] =>
  [letter, letter.normalize('NFKD')].flatMap((form) => [form, form.toLowerCase(), form.toUpperCase()]);

/** 1 for each byte that one of them begins with in UTF-8. */
const firstBytes = (some: readonly string[]): Uint8Array => {
  const flags = new Uint8Array(256);
  for (const one of some) flags[Buffer.from(one)[0]!] = 1;
  return flags;
};
