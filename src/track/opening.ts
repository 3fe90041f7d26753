import { disguisesOf } from './disguises.ts';

/*
 * Whether the hashtag may begin somewhere in a line of JSON, told by its bytes: enough to pass over the many other hashtags of a stream.
 */

/** `text` is UTF-8 read as one character a byte; `at` is right behind the sign or the quote. */
export type Opening = (text: string, at: number) => boolean;

export const openingOf = (foldedTag: string): Opening => {
  const { plain, odd } = disguisesOf(foldedTag);
  const letters = plain.map((ways) => firstBytes(ways.flatMap(formsOf)));
  const oddly = firstBytes(['\\', ...odd]);
  return (text, at) => {
    for (let n = 0; n < letters.length; n++) {
      const byte = text.charCodeAt(at + n);
      if (oddly[byte] === 1) return true;
      if (letters[n]![byte] === 0) return false;
      // A letter of several bytes: from here on bytes and letters do not go together.
      if (byte >= 0x80) return true;
    }
    // A letter of ASCII behind the word is one in the text too: not this tag.
    return !/\w/.test(text.charAt(at + letters.length));
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
