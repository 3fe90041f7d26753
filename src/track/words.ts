import { fold } from './fold.ts';

/*
 * What stays of a text when it is compared with others: its words, one space between them. Case, forms, punctuation, emoji, links, mentions and hashtags
 * say nothing of who wrote the words.
 */

const links = /https?:\/\/\S+|(?<!\S)(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\/\S*/g;
const names = /(?<![\p{L}\p{N}_])[@#][\p{L}\p{N}\p{M}_.@-]+/gu;

// Signs that Arabic and Hebrew are written with or without: vowels, the Koran's marks, the stroke that lengthens a word.
const optional = /[\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]/g;

/** Letters of Arabic that keyboards and habits exchange for one another. */
const exchanged: Readonly<Record<string, string>> = { أ: 'ا', إ: 'ا', آ: 'ا', ٱ: 'ا', ى: 'ي', ی: 'ي', ة: 'ه', ک: 'ك' };

export const wordsOf = (text: string): string =>
  fold(text)
    .replaceAll(links, ' ')
    .replaceAll(names, ' ')
    .replaceAll(/[أإآٱىیةک]/g, (letter) => exchanged[letter] ?? letter)
    .replaceAll(optional, '')
    // Capitals of Turkish go through one `I`, or two: which small letter they were is not known any more.
    .replaceAll('i\u0307', 'i')
    .replaceAll('ı', 'i')
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();

// A Chinese character says about as much as three letters, a syllable of kana or Hangul as two; Arabic and Hebrew leave out the short vowels.
const heavy = [
  { letters: /\p{Script=Han}/gu, more: 2 },
  { letters: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu, more: 1 },
  { letters: /[\p{Script=Arabic}\p{Script=Hebrew}]/gu, more: 0.3 },
];

/** How much a text says, in letters of a European language. */
export const weightOf = (words: string): number => {
  let weight = words.replaceAll(' ', '').length;
  for (const { letters, more } of heavy) weight += more * (words.match(letters)?.length ?? 0);
  return weight;
};
