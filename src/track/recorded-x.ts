import type { CountBucket } from '../model.ts';
import type { HashtagMatcher } from './hashtag.ts';
import { linesOf, nothing, parsed, readAll } from './recorded.ts';
import type { Replay, Replayed } from './replay.ts';
import { countsPage } from './x-counts.ts';
import { postTally } from './x-posts.ts';

/*
 * X: pages of counts, and pages of posts, which are only counted. Where a file has both, X's own count of an hour stands: a search may have shown a part of it.
 */

export const recordedX = (matcher: HashtagMatcher): Replay => {
  const tally = postTally(matcher);
  const counted: { readonly start: number; readonly end: number }[] = [];

  const read = (line: string): Replayed | undefined => {
    const answer = parsed(line);
    const buckets = countsPage(answer);
    if (!buckets) {
      const taken = tally.take(answer);
      return taken && { ...nothing, ...taken };
    }
    const spans = buckets.map(({ start, end }) => ({ start: start.epochMilliseconds, end: end.epochMilliseconds }));
    counted.push(...spans);
    return {
      ...nothing,
      events: buckets.length,
      matched: buckets.reduce((sum, { posts }) => sum + posts, 0),
      buckets,
      ...(spans.length > 0
        ? { at: Math.max(...spans.map(({ end }) => end)), from: Math.min(...spans.map(({ start }) => start)) }
        : {}),
    };
  };
  const untold = ({ start, end }: CountBucket): boolean =>
    !counted.some((span) => start.epochMilliseconds < span.end && span.start < end.epochMilliseconds);
  return {
    read,
    block: (bytes) => {
      const { some, lines } = linesOf(bytes);
      return readAll(some, lines, ({ line }) => read(line));
    },
    rest: () => tally.buckets().filter(untold),
  };
};
