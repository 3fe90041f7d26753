import * as z from 'zod';
import { Throttled } from '../../errors.ts';
import type { Counts } from '../../model.ts';
import { type Allowance, allowance, wholeNumber } from '../allowance.ts';
import type { CountReader } from '../reading.ts';
import type { Calls } from './calls.ts';

/*
 * Counts of posts by `app.bsky.feed.getPosts`, in the session of the account: 25 at a time (its lexicon). What it does not show is
 * deleted, taken down, or of an account that hides from us: none of that is followed any longer.
 */

const batch = 25;

export const blueskyCounts = ({ ask, read, fate }: Calls, now: () => Temporal.Instant): CountReader => {
  // Limits are per address and per account, and publishing is under the same ones.
  const left = allowance({ share: 0.5, now });
  return {
    source: 'bluesky',
    batch,
    price: 0,
    room: left.room,
    counts: async (uris, signal) => {
      if (uris.length === 0) return new Map();
      const query = new URLSearchParams(uris.map((uri) => ['uris', uri]));
      left.took();
      const reply = await ask('read', `/xrpc/app.bsky.feed.getPosts?${query}`, {}, signal);
      noteLimit(reply.headers, left, now());
      if (reply.status !== 200) {
        const refusal = fate(reply, 'read');
        if (refusal instanceof Throttled) left.closed(refusal.until);
        throw refusal;
      }
      const shown = new Map(read(postsShown, reply, 'read').posts.map((post) => [post.uri, countsOf(post)]));
      return new Map(uris.map((uri) => [uri, shown.get(uri) ?? 'gone']));
    },
  };
};

const count = z.number().int().nonnegative().catch(0);
const postView = z.object({
  uri: z.string(),
  likeCount: count,
  repostCount: count,
  replyCount: count,
  quoteCount: count,
});
const postsShown = z.object({ posts: z.array(postView) });

const countsOf = ({ likeCount, repostCount, replyCount, quoteCount }: z.infer<typeof postView>): Counts => ({
  likes: likeCount,
  boosts: repostCount,
  replies: replyCount,
  quotes: quoteCount,
});

/** `RateLimit-*`, the reset in seconds since 1970; others count from now. */
const noteLimit = (headers: Headers, left: Allowance, now: Temporal.Instant): void => {
  const reset = wholeNumber(headers.get('ratelimit-reset'));
  const seconds = reset === undefined ? undefined : reset > 1e9 ? reset : now.epochMilliseconds / 1000 + reset;
  left.saw({
    limit: wholeNumber(headers.get('ratelimit-limit')),
    remaining: wholeNumber(headers.get('ratelimit-remaining')),
    reset:
      seconds === undefined
        ? undefined
        : Temporal.Instant.fromEpochMilliseconds(Math.round(Math.min(seconds, 8e12) * 1000)),
  });
};
