import { z } from 'zod';
import { Blocked, Unreachable } from '../../errors.ts';
import type { TagTimeline } from '../reading.ts';
import type { ReadServer } from './read-server.ts';
import { hashtagStream } from './streaming.ts';

/*
 * One server's timeline of the hashtag. Its statuses are handed on as they came; only their ids are looked at, and only for being the
 * same or not: they are opaque.
 */

export type TagTimelineOptions = {
  readonly server: ReadServer;
  /** Without `#`. */
  readonly hashtag: string;
  /** Real milliseconds without a sign of life after which a stream is taken for dead. */
  readonly silenceMs?: number;
};

const most = 40; // what Mastodon gives at once at most

export const tagTimeline = ({ server, hashtag, silenceMs }: TagTimelineOptions): TagTimeline => ({
  source: server.source,
  room: server.room,
  page: async ({ minId, before }, signal) => {
    const search = new URLSearchParams({ limit: String(most) });
    if (minId !== undefined) search.set('min_id', minId);
    if (before !== undefined) search.set('max_id', before);
    const path = `/api/v1/timelines/tag/${encodeURIComponent(hashtag)}`;
    const answer = await server.ask(path, search, signal).catch((error: unknown) => {
      throw server.told(error, 'timeline of the hashtag');
    });
    const shown = page.safeParse(answer).data;
    if (!shown) throw new Unreachable(`${server.host}: the answer is not a timeline`);
    // Servers show the newest first. One that does not know `min_id` gives the newest page again, what is known included.
    const known = minId === undefined ? -1 : shown.findIndex(({ id }) => id === minId);
    const statuses = known < 0 ? shown : shown.slice(0, known);
    if (shown.length === 0 && (await server.instance(signal).catch(() => undefined))?.hashtagsOff) {
      throw new Blocked(`${server.host} has turned its timelines of hashtags off`);
    }
    const [newest, oldest] = [statuses.at(0)?.id, statuses.at(-1)?.id];
    return {
      statuses: statuses.toReversed(),
      ...(newest === undefined ? {} : { newest }),
      ...(oldest === undefined ? {} : { oldest }),
    };
  },
  stream: hashtagStream({ server, hashtag, ...(silenceMs === undefined ? {} : { silenceMs }) }),
});

// What has no id, no page can be asked for by; it is of no server that we know.
const page = z.array(z.looseObject({ id: z.string().min(1) }));
