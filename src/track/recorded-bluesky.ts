import { readFeed } from './feed.ts';
import { fields } from './fields.ts';
import type { HashtagMatcher } from './hashtag.ts';
import { deleted, jetstreamReader, type StreamLine } from './jetstream.ts';
import { nothing, parsed, readAll } from './recorded.ts';
import type { Replay, Replayed } from './replay.ts';
import { sift } from './sieve.ts';

/*
 * Bluesky: lines of Jetstream, or answers that show posts.
 */

export const recordedBluesky = (matcher: HashtagMatcher): Replay => {
  const stream = jetstreamReader(matcher);
  const read = (line: string): Replayed | undefined => {
    const told = stream(line);
    return told ? asTold(told) : readAnswer(line, matcher);
  };
  return {
    read,
    block: (bytes) => {
      const { lines, quiet, kept } = sift(bytes, matcher);
      const told = readAll(kept, lines, (one) => ('line' in one ? read(one.line) : asTold(deleted(one.deletion))));
      return { ...told, events: told.events + quiet };
    },
    rest: () => [],
  };
};

const asTold = ({ sight, at }: StreamLine): Replayed => ({
  events: 1,
  matched: sight?.kind === 'post' ? 1 : 0,
  sights: sight ? [{ sight, now: at }] : [],
  buckets: [],
  at,
});

const readAnswer = (line: string, matcher: HashtagMatcher): Replayed | undefined => {
  const answer = parsed(line);
  // The first line of a file, behind its byte order mark.
  if (line.charCodeAt(0) === 0xfeff && 'did' in fields(answer)) return recordedBluesky(matcher).read(line.slice(1));
  const told = readFeed(answer, matcher);
  if (!told) return undefined;
  const times = told.posts.map(({ at }) => at.epochMilliseconds);
  return {
    ...nothing,
    events: told.events,
    matched: told.posts.length,
    sights: told.posts.map((post) => ({ sight: { kind: 'post', post }, now: post.at.epochMilliseconds })),
    ...(times.length > 0 ? { at: Math.max(...times), from: Math.min(...times) } : {}),
  };
};
