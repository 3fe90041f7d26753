import type { CountBucket } from '../model.ts';
import { type Fields, fields, list, momentOf, textIn } from './fields.ts';
import type { HashtagMatcher } from './hashtag.ts';

/*
 * Pages of posts, as a search of X returns them: counted by the hour, in memory, and let go. Nothing but the sums comes out of here.
 * Old field names (of v1.1 too), and new ones: `referenced_posts` for `referenced_tweets`, `note_post` for `note_tweet`.
 */

export type PostTally = {
  /** Undefined: not a page of posts. `events`: the posts that it shows; `matched`: those counted now, no repost and none that was counted before. */
  readonly take: (page: unknown) => { readonly events: number; readonly matched: number } | undefined;
  /** One for each hour in which there was a post. */
  readonly buckets: () => CountBucket[];
};

const HOUR = 3_600_000;

export const postTally = (matcher: HashtagMatcher): PostTally => {
  const counted = new Set<string>();
  const hours = new Map<number, number>();
  return {
    take: (page) => {
      const posts = postsOf(page);
      if (!posts) return undefined;
      let matched = 0;
      for (const post of posts) {
        const at = momentOf(post.created_at);
        const id = textIn(post.id_str) || textIn(post.id);
        if (!at || id === '' || counted.has(id) || isRepost(post) || !hasHashtag(post, matcher)) continue;
        counted.add(id);
        matched++;
        const hour = Math.floor(at.epochMilliseconds / HOUR) * HOUR;
        hours.set(hour, (hours.get(hour) ?? 0) + 1);
      }
      return { events: posts.length, matched };
    },
    buckets: () =>
      [...hours]
        .sort(([a], [b]) => a - b)
        .map(([hour, posts]) => ({
          start: Temporal.Instant.fromEpochMilliseconds(hour),
          end: Temporal.Instant.fromEpochMilliseconds(hour + HOUR),
          posts,
        })),
  };
};

/** A page (`data`, or `statuses` in v1.1), a list of posts, or one post; with no posts at all, `meta` says what it is. */
const postsOf = (page: unknown): readonly Fields[] | undefined => {
  const { data, statuses, meta } = fields(page);
  const found =
    [page, data, statuses].find(Array.isArray) ??
    [data, page].filter((one) => textIn(fields(one).text) !== '').slice(0, 1);
  const posts = list(found).map(fields);
  if (posts.length === 0) return 'result_count' in fields(meta) || Array.isArray(page) ? [] : undefined;
  return posts.every((post) => typeof (post.text ?? post.full_text) === 'string') ? posts : undefined;
};

const isRepost = (post: Fields): boolean =>
  'retweeted_status' in post ||
  [...list(post.referenced_posts), ...list(post.referenced_tweets)].some((one) =>
    ['retweeted', 'reposted'].includes(textIn(fields(one).type)),
  );

/** In its entities, or in the text; of a long post, in the whole one. */
const hasHashtag = (post: Fields, matcher: HashtagMatcher): boolean =>
  [post, fields(post.note_post), fields(post.note_tweet), fields(post.extended_tweet)].some(
    (part) =>
      list(fields(part.entities).hashtags).some((one) =>
        matcher.isTag(textIn(fields(one).tag) || textIn(fields(one).text)),
      ) || matcher.inText(textIn(part.full_text) || textIn(part.text)),
  );
