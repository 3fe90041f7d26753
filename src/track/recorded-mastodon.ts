import type { Sight } from '../model.ts';
import { fields } from './fields.ts';
import type { HashtagMatcher } from './hashtag.ts';
import { linesOf, nothing, parsed, readAll } from './recorded.ts';
import type { Replay, Replayed } from './replay.ts';
import { type FromServer, readStatuses, readStreamEvent } from './statuses.ts';

/*
 * Mastodon: answers that show statuses, messages of a WebSocket stream (`{"stream": …, "event": …, "payload": "…"}`), or the lines of a server-sent one
 * (`event: …`, `data: …`, `:` for a comment).
 */

export const recordedMastodon = (matcher: HashtagMatcher, host: string): Replay => {
  const from: FromServer = { host, source: host === '' ? 'mastodon:recorded' : `mastodon:${host}`, matcher };
  let now = 0;
  let event = '';

  const told = (sights: readonly Sight[], events: number): Replayed => {
    const times = sights.flatMap((sight) => (sight.kind === 'post' ? [sight.post.at.epochMilliseconds] : []));
    for (const at of times) now = Math.max(now, at);
    return {
      ...nothing,
      events,
      matched: times.length,
      sights: sights.map((sight) => ({ sight, now: sight.kind === 'post' ? sight.post.at.epochMilliseconds : now })),
      ...(times.length > 0 ? { at: Math.max(...times), from: Math.min(...times) } : {}),
    };
  };
  const oneEvent = (value: unknown): Replayed => {
    const sight = readStreamEvent(value, from);
    return told(sight ? [sight] : [], 1);
  };

  const read = (line: string): Replayed | undefined => {
    const [, name, rest = ''] = /^(event|data|):\s?(.*)$/s.exec(line.trimEnd()) ?? [];
    if (name === '') return nothing;
    if (name === 'event') {
      event = rest.trim();
      return nothing;
    }
    if (name === 'data') return oneEvent({ event, payload: rest });
    const answer = parsed(line);
    if (typeof fields(answer).event === 'string') return oneEvent(answer);
    const statuses = statusesIn(answer);
    if (!statuses) return undefined;
    const posts = readStatuses(statuses, from);
    return told(
      posts.map((post) => ({ kind: 'post', post })),
      statuses.length,
    );
  };
  return {
    read,
    block: (bytes) => {
      const { some, lines } = linesOf(bytes);
      return readAll(some, lines, ({ line }) => read(line));
    },
    rest: () => [],
  };
};

/** Those of a timeline or a search, or one by itself. */
const statusesIn = (answer: unknown): readonly unknown[] | undefined => {
  if (Array.isArray(answer)) return answer;
  const { statuses, uri, content } = fields(answer);
  if (Array.isArray(statuses)) return statuses;
  return typeof uri === 'string' && typeof content === 'string' ? [answer] : undefined;
};
