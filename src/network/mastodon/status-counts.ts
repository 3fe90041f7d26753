import { z } from 'zod';
import { Blocked, Rejected, Unreachable } from '../../errors.ts';
import type { Counts } from '../../model.ts';
import type { CountReader } from '../reading.ts';
import { isFate, notThere, statusOf } from './errors.ts';
import type { ReadServer } from './read-server.ts';

/*
 * Counts of statuses by their ids on one server. Mastodon gives many at once since 4.3; other servers do not know the call, or take it
 * for something else, so an answer without any of the statuses asked for proves nothing until the server has shown that it knows the
 * call: a post that is said to be gone is forgotten here.
 */

const batch = 20; // one more is answered with 422 (mastodon/mastodon, statuses_controller.rb, check_statuses_limit)
const singles = 10; // one call each

export const statusCounts = ({ server }: { readonly server: ReadServer }): CountReader => {
  let knowsBatches: boolean | undefined;
  const what = 'posts';

  const single = async (id: string, signal: AbortSignal): Promise<Counts | 'gone'> => {
    try {
      const shown = status.safeParse(await server.ask(`/api/v1/statuses/${encodeURIComponent(id)}`, none, signal)).data;
      if (!shown) throw new Unreachable(`${server.host}: the answer is not a post`);
      return countsOf(shown);
    } catch (error) {
      if (notThere(error)) return 'gone';
      throw error;
    }
  };

  /** One by one, as far as it goes: what was learnt before a failure is kept. */
  const oneByOne = async (ids: readonly string[], signal: AbortSignal): Promise<Map<string, Counts | 'gone'>> => {
    const found = new Map<string, Counts | 'gone'>();
    let failed: unknown;
    for (const id of ids.slice(0, singles)) {
      try {
        found.set(id, await single(id, signal));
      } catch (error) {
        failed = error;
        // What one post is refused for need not be so of the next.
        if (!(error instanceof Blocked || error instanceof Rejected)) break;
      }
    }
    if (found.size === 0 && failed !== undefined) throw failed;
    return found;
  };

  /** Undefined when the server does not know the call. */
  const many = async (
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Counts> | undefined> => {
    try {
      const search = new URLSearchParams(ids.map((id) => ['id[]', id]));
      const shown = statuses.safeParse(await server.ask('/api/v1/statuses', search, signal)).data;
      return shown && new Map(shown.map((one) => [one.id, countsOf(one)]));
    } catch (error) {
      if (isFate(error) && unknownCall.has(statusOf(error) ?? 0)) return undefined;
      throw error;
    }
  };

  return {
    source: server.source,
    get batch() {
      return knowsBatches === false ? singles : batch;
    },
    price: 0,
    room: () => {
      const { calls, again } = server.room();
      if (knowsBatches !== false) return { calls, ...(again ? { again } : {}) };
      return { calls: Math.floor(calls / singles), ...(again ? { again } : {}) };
    },
    counts: async (ids, signal) => {
      if (ids.length === 0) return new Map();
      try {
        if (knowsBatches === false) return await oneByOne(ids, signal);
        const shown = await many(ids, signal);
        if (shown && ids.some((id) => shown.has(id))) knowsBatches = true;
        if (shown && knowsBatches) return new Map(ids.map((id) => [id, shown.get(id) ?? 'gone']));
        const found = await oneByOne(ids, signal);
        const isThere = [...found.values()].some((one) => one !== 'gone');
        if (!knowsBatches && (!shown || isThere)) knowsBatches = false;
        return found;
      } catch (error) {
        throw server.told(error, what);
      }
    },
  };
};

const none = new URLSearchParams();

/** How servers say that they have no such call. */
const unknownCall = new Set([400, 404, 405, 410, 422, 501]);

const count = z.number().int().nonnegative().catch(0);
const status = z.object({
  id: z.string(),
  favourites_count: count,
  reblogs_count: count,
  replies_count: count,
  quotes_count: count, // since Mastodon 4.5
});
const statuses = z.array(status);

const countsOf = (shown: z.infer<typeof status>): Counts => ({
  likes: shown.favourites_count,
  boosts: shown.reblogs_count,
  replies: shown.replies_count,
  quotes: shown.quotes_count,
});
