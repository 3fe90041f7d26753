import type { NetworkName } from '../../model.ts';
import type { Form } from './cast.ts';
import type { Dice } from './dice.ts';

/*
 * The ways in which people write a hashtag, and what looks like it and is none.
 */

export type Written = { readonly text: string; readonly form: Form; readonly tagged: boolean };

const wide = (text: string): string =>
  text.replace(/[!-~]/gu, (sign) => String.fromCodePoint(sign.codePointAt(0)! + 0xfee0));

/** One sign and one word that every network takes for the hashtag. */
const spelt = (hashtag: string, throws: Dice): string => {
  const way = throws.next();
  if (way < 0.66) return `#${hashtag}`;
  if (way < 0.8) return `#${hashtag.toLowerCase()}`;
  if (way < 0.86) return `#${hashtag.toUpperCase()}`;
  if (way < 0.92) return `＃${hashtag}`;
  if (way < 0.95) return `#${wide(hashtag)}`;
  const mixed = [...hashtag].map((letter, i) => (i % 2 ? letter.toLowerCase() : letter.toUpperCase()));
  return `#${mixed.join('')}`;
};

/** None of these is the hashtag: it goes on, it stands in a link, or something stands before it. */
const lookAlikes = (hashtag: string): readonly string[] => [
  `#${hashtag}0`,
  `#${hashtag}ers`,
  `#${hashtag}_2021`,
  `#${hashtag}\u0301`,
  `https://example.org/page#${hashtag}`,
  `https://example.org/#${hashtag}`,
  `https://example.org/the-long-list-of#${hashtag}`, // Mastodon hides a link after 30 characters: just before the sign
  `&#${hashtag}`,
  `AT&#${hashtag};`,
  `a#${hashtag}`,
  `_#${hashtag}`,
  `7#${hashtag}`,
  `${hashtag}`,
  `# ${hashtag}`,
];

const placed = (text: string, tag: string, throws: Dice): string => {
  const way = throws.next();
  if (way < 0.6) return `${text} ${tag}`;
  if (way < 0.7) return `${tag} ${text}`;
  if (way < 0.78) return `${text}\n\n${tag}`;
  if (way < 0.84) return `(${tag}) ${text}`;
  if (way < 0.9) return `${text} ${tag}${throws.pick(['!', '،', '.', '…', '»', '’s'])}`;
  return `${text} “${tag}” ${throws.pick(['🕊', '…', '— ✊'])}`;
};

export const withHashtag = (text: string, hashtag: string, network: NetworkName, throws: Dice): Written => {
  const luck = network === 'bluesky' ? throws.next() : 1;
  if (luck < 0.04) return { text, form: 'facet only', tagged: true };
  if (luck < 0.08) return { text, form: 'tags only', tagged: true };
  const form = luck < 0.16 ? 'without a facet' : 'in the text';
  return { text: placed(text, spelt(hashtag, throws), throws), form, tagged: true };
};

export const withLookAlike = (text: string, hashtag: string, throws: Dice): Written => ({
  text: `${text} ${throws.pick(lookAlikes(hashtag))}`,
  form: 'look-alike',
  tagged: false,
});

export const without = (text: string): Written => ({ text, form: 'none', tagged: false });

/** Names of hashtags that differ in case or in the form of their letters are one. */
export const folded = (name: string): string => name.normalize('NFKC').toLowerCase();
