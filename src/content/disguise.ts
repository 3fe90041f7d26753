/*
 * Characters that nobody sees and that change what is read: they can make a text look like another one.
 * Allowed are those that Arabic and emoji need: U+200C to U+200F and the isolates U+2066 to U+2069.
 */

/** Controls except tab and line feed, bidirectional embeddings and overrides, and a byte order mark inside the text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const disguising = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\ufeff]/g;

const codePoint = (character: string): string =>
  `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;

const reason = (character: string): string =>
  character >= '\u202a' && character <= '\u202e'
    ? 'which turns the direction of the text and can disguise it; delete it (Arabic and Hebrew need none)'
    : 'which nobody sees; delete it';

/** One fault a line; `lines` are all lines of the file. */
export const disguises = (lines: readonly string[]): { line: number; message: string }[] =>
  lines.flatMap((text, i) => {
    const found = [...new Set(text.match(disguising))];
    if (found.length === 0) return [];
    const message = found.map(
      (character) => `this line holds an invisible character, ${codePoint(character)}, ${reason(character)}`,
    );
    return [{ line: i + 1, message: message.join('; ') }];
  });
