import type { MastodonLimits, PictureRules, Rules } from '../../model.ts';
import { rewrite } from './entities.ts';

/** What Mastodon itself takes: 4 pictures of 16 MB and 33 million pixels (7,680 × 4,320), each with a text of 1,500. */
export const usualPictures: PictureRules = {
  most: 4,
  bytes: 16 * 1024 * 1024,
  types: ['image/jpeg', 'image/png'],
  pixels: 33_177_600,
  altLength: 1_500,
};

/** What most servers allow, and what is taken for granted until a server has been asked. */
export const usualLimits: MastodonLimits = { characters: 500, perUrl: 23, pictures: usualPictures };

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

const graphemes = (text: string): number => {
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
};

/** A link counts `perUrl` however long it is (0: the server gives no discount), a mention only its local part. */
const length = (text: string, perUrl: number): number =>
  graphemes(rewrite(text, (one) => (one.kind === 'url' && perUrl > 0 ? 'x'.repeat(perUrl) : one.shown)));

export const mastodonRules = (limits: MastodonLimits): Rules => ({
  network: 'mastodon',
  limit: limits.characters,
  unit: 'graphemes',
  length: (text) => length(text, limits.perUrl),
  warningCounts: true, // a server counts the spoiler text and the text as one
  refuses: (text) => (text.trim() === '' ? ['the text is empty'] : []),
  pictures: limits.pictures ?? usualPictures, // limits learnt before pictures were asked about have none
  // Mastodon counts statuses and boosts of one account together: 300 in 3 hours (its rate limiter, family "statuses").
  ceilings: [{ posts: 300, within: Temporal.Duration.from({ hours: 3 }) }],
});
