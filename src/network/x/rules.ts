import twitterText from 'twitter-text';
import type { Rules } from '../../model.ts';

/*
 * What X accepts as the text of one post, by the network's own counting (twitter-text v3): 280 weighted characters.
 * Latin, Arabic and their like weigh 1, most other signs and every emoji 2, a link 23 however long it is; NFC first.
 */
export const xRules: Rules = {
  network: 'x',
  limit: 280,
  unit: 'weighted characters',
  length: (text) => twitterText.parseTweet(text).weightedLength,
  refuses: (text) => {
    if (text.trim() === '') return ['the text is empty'];
    if (unsendable.test(text)) return ['the text holds a character that X does not take (U+FFFE, U+FEFF or U+FFFF)'];
    return [];
  },
  // Up to 4 pictures of 5 MB; X does not say whether that is 5,000,000 bytes or a little more. The alt text: 1,000 characters.
  pictures: { most: 4, bytes: 5_000_000, types: ['image/jpeg', 'image/png'], altLength: 1000 },
  // POST /2/tweets: 100 in 15 minutes a user; posts and reposts together: 300 in 3 hours.
  ceilings: [
    { posts: 100, within: Temporal.Duration.from({ minutes: 15 }) },
    { posts: 300, within: Temporal.Duration.from({ hours: 3 }) },
  ],
  // POST /2/users/:id/retweets: 50 in 15 minutes a user.
  boostCeilings: [{ boosts: 50, within: Temporal.Duration.from({ minutes: 15 }) }],
};

const unsendable = /[\uFFFE\uFEFF\uFFFF]/u;

/** What X makes a link of, bare names such as `example.org` too. */
export const linksOf = (
  text: string,
): readonly { readonly url: string; readonly indices: readonly [number, number] }[] =>
  twitterText.extractUrlsWithIndices(text);

// US dollars, pay-per-use prices of 2026.
const plainPost = 0.015;
const postWithLink = 0.2;
const repost = 0.015;
export const postRead = 0.005;
/** One request for counts, however many buckets it shows. */
export const countsRequest = 0.005;
const userRead = 0.01;

/** The most posts that one look for a lost one reads; the looks are few and a page of ours holds hours of a campaign. */
export const recallPage = 10;

/** The most posts of a partner that one call reads: more of them come with the next call. */
export const partnerPage = 10;

// Uploading and deleting are free; every post of a thread costs what a post costs.
export const xPrice = {
  // What starts like an address is priced as one even where X would not make a link of it: the dearer guess.
  publish: (text: string): number =>
    linksOf(text).length > 0 || /https?:\/\//iu.test(text) ? postWithLink : plainPost,
  /** At most: X charges for the posts that come back, and there are seldom more than one or two. */
  recall: recallPage * postRead,
  account: userRead,
  boost: repost,
  look: postRead,
  partnerPosts: (read: number): number => read * postRead,
  /** Half of it for posts that they answer or quote, which X shows, and may charge for, beside them. */
  partnerPage: 2 * partnerPage,
};
