import { hasHashtag } from '../hashtag.ts';

/*
 * Whether a text contains a word of the rules: a hashtag as a whole tag, anything else as whole words, in any letter case and
 * Unicode form.
 */

// Signs that change nothing of a word: invisible ones, the Arabic letters' vowel signs and the stroke that lengthens them.
const silent = /[\p{Default_Ignorable_Code_Point}\u0640\u064B-\u065F\u0670]/gu;

const folded = (text: string): string => text.normalize('NFKC').replace(silent, '').replaceAll('’', "'");

const inWords = '[\\p{L}\\p{M}\\p{N}_]';

// Scripts that put no space between words: there any run of letters may be a word of its own.
const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const needsEdge = (sign: string | undefined): boolean =>
  sign !== undefined && new RegExp(inWords, 'u').test(sign) && !spaceless.test(sign);

const wordPattern = (word: string): RegExp | undefined => {
  const parts = folded(word).trim().split(/\s+/u).filter(Boolean);
  const signs = [...parts.join('')];
  if (signs.length === 0) return undefined;
  const before = needsEdge(signs[0]) ? `(?<!${inWords})` : '';
  const after = needsEdge(signs.at(-1)) ? `(?!${inWords})` : '';
  return new RegExp(`${before}${parts.map((part) => RegExp.escape(part)).join('\\s+')}${after}`, 'iu');
};

/** `#Word` or `＃Word`: the word; undefined when it is no hashtag. */
export const hashtagIn = (word: string): string | undefined => /^\s*[#＃]\s*(\S.*?)\s*$/u.exec(word)?.[1];

const sameTag = (one: string, other: string): boolean =>
  new RegExp(`^${RegExp.escape(other.normalize('NFKC'))}$`, 'iu').test(one.normalize('NFKC'));

/** `tags` are hashtags that the network tells of besides the text. */
export const contains = (text: string, tags: readonly string[], word: string): boolean => {
  const tag = hashtagIn(word);
  if (tag !== undefined) return hasHashtag(text, tag) || tags.some((one) => sameTag(one, tag));
  return wordPattern(word)?.test(folded(text)) ?? false;
};
