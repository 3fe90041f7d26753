import type { Seen } from '../model.ts';
import { type Fields, fields, momentOf, textIn } from './fields.ts';
import type { HashtagMatcher } from './hashtag.ts';
import { readPost } from './jetstream-post.ts';

/*
 * An answer of Bluesky's API that shows posts: a feed, a search, or posts by their addresses. A repost in a feed is none of its author's posts.
 */

/** Undefined: no such answer. */
export const readFeed = (
  answer: unknown,
  matcher: HashtagMatcher,
): { readonly events: number; readonly posts: readonly Seen[] } | undefined => {
  const { feed, posts } = fields(answer);
  const views = Array.isArray(feed)
    ? feed.flatMap((item) => (isRepost(fields(item)) ? [] : [fields(item).post]))
    : Array.isArray(posts)
      ? posts
      : undefined;
  if (!views) return undefined;
  const events = Array.isArray(feed) ? feed.length : views.length;
  return { events, posts: views.flatMap((view) => readView(fields(view), matcher) ?? []) };
};

const isRepost = ({ reason }: Fields): boolean => textIn(fields(reason).$type) === 'app.bsky.feed.defs#reasonRepost';

const readView = (view: Fields, matcher: HashtagMatcher): Seen | undefined => {
  const [uri, author, at] = [textIn(view.uri), textIn(fields(view.author).did), momentOf(view.indexedAt)];
  if (uri === '' || author === '' || !at || !('record' in view)) return undefined;
  return readPost(view.record, { uri, author, at: at.epochMilliseconds }, matcher);
};
