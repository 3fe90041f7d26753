import { z } from 'zod';
import { Throttled } from '../../errors.ts';
import type { Counts } from '../../model.ts';
import { allowance } from '../allowance.ts';
import type { CountReader } from '../reading.ts';
import { type Exchange, exchangeWith, type XSettings } from './exchange.ts';
import { answerOf } from './failure.ts';
import { noteLimit } from './limits.ts';
import { postRead } from './rules.ts';

/*
 * Counts of posts by their ids. X says of each that it does not show why: one that it does not find is gone; of one that it may not show
 * now (of a protected account, withheld, or only failed at) nothing is known.
 */

const batch = 100;

export const postCounts = (settings: XSettings): CountReader => postCountsBy(exchangeWith(settings), settings.now);

export const postCountsBy = ({ call, settle }: Exchange, now: () => Temporal.Instant): CountReader => {
  // Spec 2.167 renamed the parameter; an older server refuses the new name or ignores it, a newer one the old.
  let fields: readonly [string, string] = ['post.fields', 'tweet.fields'];
  // X counts each call by itself, so publishing is under other limits; half leaves room for a person who looks at the same app.
  const left = allowance({ share: 0.5, now });

  const ask = async (name: string, ids: readonly string[], signal: AbortSignal) => {
    const parameters = { ids: ids.join(','), [name]: 'public_metrics' };
    left.took();
    const outcome = await call((api) => api.get('tweets', parameters, { fullResponse: true }), signal);
    noteLimit(outcome, left);
    return outcome;
  };

  return {
    source: 'x',
    batch,
    price: postRead,
    room: left.room,
    counts: async (ids, signal) => {
      if (ids.length === 0) return new Map();
      try {
        const [first, second] = fields;
        const outcome = await ask(first, ids, signal);
        const refused = !outcome.done && answerOf(outcome.error)?.status === 400; // and so not paid for
        const found = settle(refused ? await ask(second, ids, signal) : outcome, 'read', readPosts);
        // What was answered has been paid for, also without counts: whoever wants them asks, and pays, again.
        if (refused === found.understood) fields = [second, first];
        return found.counts;
      } catch (error) {
        if (error instanceof Throttled) left.closed(error.until);
        throw error;
      }
    },
  };
};

const id = z.string().regex(/^\d{1,19}$/);
const count = z.number().int().nonnegative().optional().catch(undefined);
const metrics = z.object({
  like_count: count,
  retweet_count: count,
  repost_count: count,
  reply_count: count,
  quote_count: count,
});
const post = z
  .object({ id, public_metrics: metrics.nullish().catch(null) })
  .nullable()
  .catch(null);
const problem = z
  .object({ type: z.string().optional(), resource_id: z.string().optional(), value: z.string().optional() })
  .nullable()
  .catch(null);
const answer = z.object({
  data: z.object({ data: z.array(post).nullish(), errors: z.array(problem).nullish() }),
});

/** `understood`: whether the server showed the counts it was asked for; an answer without posts does not tell, and need not. */
type Read = { readonly counts: ReadonlyMap<string, Counts | 'gone'>; readonly understood: boolean };

/** Of the whole answer, headers and all. */
const readPosts = (body: unknown): Read | undefined => {
  const found = answer.safeParse(body).data?.data;
  if (!found || (!found.data && !found.errors)) return undefined;
  const posts = (found.data ?? []).filter((one) => one !== null);
  const counts = new Map<string, Counts | 'gone'>();
  for (const one of found.errors ?? []) {
    const lost = one?.resource_id ?? one?.value;
    if (lost !== undefined && one?.type?.endsWith('/resource-not-found')) counts.set(lost, 'gone');
  }
  for (const { id: shown, public_metrics: told } of posts) if (told) counts.set(shown, countsOf(told));
  return { counts, understood: posts.length === 0 || posts.some(({ public_metrics: told }) => told) };
};

const countsOf = (told: z.infer<typeof metrics>): Counts => ({
  likes: told.like_count ?? 0,
  boosts: told.repost_count ?? told.retweet_count ?? 0,
  replies: told.reply_count ?? 0,
  quotes: told.quote_count ?? 0,
});
