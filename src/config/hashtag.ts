import { z } from 'zod';
import { written } from '../yaml.ts';

const problemWith = (word: string): string | undefined => {
  if (word.startsWith('#')) return 'write it without the #';
  if (!/^[\p{L}\p{M}\p{N}_]+$/u.test(word))
    return 'a hashtag holds only letters, digits and _, no spaces or other signs';
  // X and Mastodon make no link of digits alone.
  if (!/\p{L}/u.test(word)) return 'a hashtag needs at least one letter';
  // 64 graphemes: the lexicon of Bluesky's tag facet (app.bsky.richtext.facet#tag).
  if ([...new Intl.Segmenter().segment(word)].length > 64) return 'a hashtag has at most 64 characters';
  return undefined;
};

/** A hashtag without its sign that works on all three networks. */
export const wordOfHashtag = z.string().refine((word) => problemWith(word) === undefined, {
  error: (issue) => `is ${written(issue.input)}; ${problemWith(String(issue.input))}`,
});
