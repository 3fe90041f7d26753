import { fold } from './fold.ts';
import { type Opening, openingOf } from './opening.ts';
import { rawSearch } from './raw-search.ts';

/*
 * What counts as a post with the hashtag, on every network: the tag in any letter case and any Unicode form, behind a `#` that begins a word. So
 * not `#StandWithThe60`, not in an HTML entity, not in an address.
 */

export type HashtagMatcher = {
  /** Whether a line of JSON may hold it, as a tag or in a plain text (not in HTML). Cheap; no `false` for a line that holds it. */
  readonly mayHold: (line: string) => boolean;
  readonly inText: (text: string) => boolean;
  /** Whether a tag that a network names, without `#`, is this one. */
  readonly isTag: (tag: string) => boolean;
  /** Whether it may begin at this byte of a line of JSON, right behind a sign or a quote. */
  readonly mayBegin: Opening;
};

// `https://example.org/?#tag` and `…?q=#tag`: most addresses are known by the letter, digit or `/` before the `#`, these two are not.
const addressed = /https?:\/\/[!-~]*[?=]$/;

/** `tag` is written without `#`. */
export const hashtagMatcher = (tag: string): HashtagMatcher => {
  const folded = fold(tag);
  // NFKC has made `#` of the full-width and of the small sign.
  const word = new RegExp(String.raw`(?<![\p{L}\p{N}_&/])#${RegExp.escape(folded)}(?![\p{L}\p{N}\p{M}_])`, 'gu');
  return {
    mayHold: rawSearch(folded),
    inText: (text) => {
      const prose = fold(text);
      return prose.matchAll(word).some(({ index }) => !addressed.test(prose.slice(0, index)));
    },
    isTag: (named) => fold(named) === folded,
    mayBegin: openingOf(folded),
  };
};
