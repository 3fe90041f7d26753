/*
 * What counts as the campaign's hashtag in a text: a whole tag, in any letter case and any width.
 * `#StandWithThe6` is not in `#StandWithThe60`, nor in the address of a page.
 */

// A `#` after a letter, a digit, `_`, `&` or `/` begins no tag on any of the three networks: it is part of a word,
// an HTML entity or an address. The tag then runs over letters, digits, marks and `_`, and ends before anything else.
const tags = /(?<![\p{L}\p{Nd}_&/])[#＃]([\p{L}\p{Nd}\p{M}_]+)/gu;

// `https://example.org/?#tag` passes the rule above and is still an address.
const addresses = /https?:\/\/\S+/giu;

/** Whether the text holds the hashtag, which is given without `#`. */
export const hasHashtag = (text: string, hashtag: string): boolean => {
  // The `i` flag folds letter case one to one; lower-casing would turn one Greek or Turkish letter into another.
  const whole = new RegExp(`^${RegExp.escape(hashtag.normalize('NFKC'))}$`, 'iu');
  const prose = text.normalize('NFC').replace(addresses, ' ');
  return prose.matchAll(tags).some(([, tag]) => whole.test(tag!.normalize('NFKC')));
};

/** The text without the hashtag where it stands before or after a sentence; inside one it is a word, and loses its `#`. */
export const withoutHashtag = (text: string, hashtag: string): string => {
  const whole = RegExp.escape(hashtag.normalize('NFC'));
  const tag = `(?<![\\p{L}\\p{Nd}_&/])[#＃](${whole})(?![\\p{L}\\p{Nd}\\p{M}_])`;
  return text
    .normalize('NFC')
    .replace(new RegExp(`^\\s*(?:${tag}[\\s:،,–—-]*)+`, 'gimu'), '')
    .replace(new RegExp(`(?:\\s*${tag})+\\s*$`, 'gimu'), '')
    .replace(new RegExp(tag, 'giu'), '$1')
    .trim();
};
