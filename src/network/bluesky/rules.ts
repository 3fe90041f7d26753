import type { Rules } from '../../model.ts';

/*
 * What Bluesky takes as one post: a text of 300 graphemes and 3,000 bytes (lexicon app.bsky.feed.post), and four pictures
 * of 2,000,000 bytes (app.bsky.embed.images).
 */

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' }); // made once: making it anew doubles the cost
const utf8 = new TextEncoder();
const mostBytes = 3_000;

// An account has 5,000 points an hour and 35,000 a day, and a new record costs 3
// (docs.bsky.app/docs/advanced-guides/rate-limits).
const points = 3;

export const blueskyRules: Rules = {
  network: 'bluesky',
  limit: 300,
  unit: 'graphemes',
  length: (text) => {
    let count = 0;
    for (const _ of graphemes.segment(text)) count += 1;
    return count;
  },
  refuses: (text) => {
    const bytes = utf8.encode(text).length;
    return bytes > mostBytes ? [`the text is ${bytes} bytes long; Bluesky takes ${mostBytes}`] : [];
  },
  pictures: {
    most: 4,
    bytes: 2_000_000,
    types: ['image/jpeg', 'image/png'],
    altLength: 2_000, // the lexicon sets no limit; Bluesky's own app stops here
  },
  ceilings: [
    { posts: Math.floor(5_000 / points), within: Temporal.Duration.from({ hours: 1 }) },
    { posts: Math.floor(35_000 / points), within: Temporal.Duration.from({ days: 1 }) },
  ],
};
