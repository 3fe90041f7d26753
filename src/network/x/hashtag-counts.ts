import { z } from 'zod';
import { Throttled } from '../../errors.ts';
import type { CountBucket } from '../../model.ts';
import { allowance } from '../allowance.ts';
import type { CountsOfX } from '../reading.ts';
import { appExchange } from './app-token.ts';
import { type Exchange, exchangeWith, type Outcome, type XSettings } from './exchange.ts';
import { answerOf } from './failure.ts';
import { noteLimit } from './limits.ts';
import { countsRequest } from './rules.ts';

/*
 * How many posts with the hashtag X counts by the hour, for the last seven days. Numbers only: no post and no account is shown.
 *
 * Reposts are not asked for. X's search by words has shown none since spring 2026, and a server of before then needs to be told; one that
 * has dropped the operator says so, and is asked without.
 */

export type CountsOfXSettings = XSettings & { /** Without `#`. */ readonly hashtag: string };

// X refuses an end less than ten seconds ago; five more are for clocks that differ.
const justNow = Temporal.Duration.from({ seconds: 15 });
// Seven days, less a minute for the same reason.
const lookBack = Temporal.Duration.from({ hours: 7 * 24 }).subtract({ minutes: 1 });

/** What is asked of X, kept for the following pages: they are of the same query. */
type Asked = { readonly start: string; readonly end: string; readonly page?: string };

export const countsOfX = ({ hashtag, ...settings }: CountsOfXSettings): CountsOfX => {
  const { now } = settings;
  let exchange: Exchange = appExchange(settings);
  let asUser = false;
  let query = `#${hashtag} -is:retweet`;
  // X counts each call by itself, so publishing is under other limits; half is enough for an hourly look, whatever else the app does.
  const left = allowance({ share: 0.5, now });

  const get = async ({ start, end, page }: Asked, signal: AbortSignal): Promise<Outcome> => {
    const parameters = {
      query,
      granularity: 'hour',
      start_time: start,
      end_time: end,
      ...(page && { next_token: page }),
    };
    left.took();
    const outcome = await exchange.call((api) => api.get('tweets/counts/recent', parameters, full), signal);
    noteLimit(outcome, left);
    return outcome;
  };

  return {
    price: countsRequest,
    room: left.room,
    buckets: async ({ from, to, next }, signal) => {
      const asked = next === undefined ? spanOf(from, to, now()) : (JSON.parse(next) as Asked);
      if (!asked) return { buckets: [] };
      let outcome = await get(asked, signal);
      if (!asUser && wantsUser(outcome)) {
        asUser = true;
        exchange = exchangeWith(settings);
        outcome = await get(asked, signal);
      }
      if (dislikesOperator(outcome) && query.includes(' ')) {
        query = `#${hashtag}`;
        outcome = await get(asked, signal);
      }
      try {
        const { buckets, page } = exchange.settle(outcome, 'read', readCounts);
        return { buckets, ...(page ? { next: JSON.stringify({ ...asked, page } satisfies Asked) } : {}) };
      } catch (error) {
        if (error instanceof Throttled) left.closed(error.until);
        throw error;
      }
    },
  };
};

const full = { fullResponse: true } as const;

/** Undefined when nothing of it can be asked for. */
const spanOf = (from: Temporal.Instant, to: Temporal.Instant, now: Temporal.Instant): Asked | undefined => {
  const [earliest, latest] = [now.subtract(lookBack), now.subtract(justNow)];
  const start = Temporal.Instant.compare(from, earliest) < 0 ? earliest : from;
  const end = Temporal.Instant.compare(to, latest) > 0 ? latest : to;
  if (Temporal.Instant.compare(start.add({ seconds: 1 }), end) > 0) return undefined;
  const written = (at: Temporal.Instant) => at.toString({ smallestUnit: 'second', roundingMode: 'floor' });
  return { start: written(start), end: written(end) };
};

/** Whether X says that only a user may ask; which of the two may, its documents of 2026 tell differently. */
const wantsUser = (outcome: Outcome): boolean => {
  const answer = outcome.done ? undefined : answerOf(outcome.error);
  if (answer?.status !== 401 && answer?.status !== 403) return false;
  const words = JSON.stringify(answer.body ?? '');
  return /Application-Only is forbidden|types are \[(?![^\]]*Application-Only)[^\]]*User Context/iu.test(words);
};

const dislikesOperator = (outcome: Outcome): boolean => {
  const answer = outcome.done ? undefined : answerOf(outcome.error);
  return answer?.status === 400 && /is:retweet|operator/iu.test(JSON.stringify(answer.body ?? ''));
};

// ─── Answers, under the names of both specs ─────────────────────────────────────────────────────────────────────────

const number = z.number().int().nonnegative();
const bucket = z
  .object({ start: z.string(), end: z.string(), post_count: number.optional(), tweet_count: number.optional() })
  .nullable()
  .catch(null);
const answer = z.object({
  data: z.object({
    data: z.array(bucket).nullish(),
    meta: z.looseObject({ next_token: z.string().min(1).nullish().catch(null) }).nullish(),
  }),
});

type Page = { readonly buckets: readonly CountBucket[]; readonly page?: string };

/** Of the whole answer, headers and all. What is no count is left out; an answer without data and meta is none. */
const readCounts = (body: unknown): Page | undefined => {
  const found = answer.safeParse(body).data?.data;
  if (!found || (!found.data && !found.meta)) return undefined;
  const buckets = (found.data ?? []).flatMap((one) => bucketOf(one) ?? []);
  const page = found.meta?.next_token ?? undefined;
  const sorted = buckets.toSorted((a, b) => Temporal.Instant.compare(a.start, b.start));
  return { buckets: sorted, ...(page ? { page } : {}) };
};

const bucketOf = (wire: z.infer<typeof bucket>): CountBucket | undefined => {
  const posts = wire?.post_count ?? wire?.tweet_count;
  if (!wire || posts === undefined) return undefined;
  try {
    return { start: Temporal.Instant.from(wire.start), end: Temporal.Instant.from(wire.end), posts };
  } catch {
    return undefined;
  }
};
