import { z } from 'zod';
import { Ambiguous, Rejected } from '../../errors.ts';
import type { Attempt, Recall, Receipt, RemoteRef } from '../../model.ts';
import { instantFrom, present } from '../lenient.ts';
import type { Network } from '../network.ts';
import { eitherSpec } from './either-spec.ts';
import type { Exchange } from './exchange.ts';
import { answerOf, isGone, wordsOf } from './failure.ts';
import { boostSpellings } from './partner-query.ts';
import { recallPage } from './rules.ts';

/*
 * A boost has no id of its own on X: a post is boosted by an account, or it is not. That it is already is an answer too, and a receipt.
 */

type Asked = {
  readonly exchange: Exchange;
  /** Our id. */
  readonly me: (signal: AbortSignal) => Promise<string>;
  readonly now: () => Temporal.Instant;
};

// As for posts (adapter.ts).
const clockDifference = Temporal.Duration.from({ minutes: 6 });

export const boostsOn = ({ exchange, me, now }: Asked) => {
  const { call, settle } = exchange;
  const ask = eitherSpec(exchange, boostSpellings);
  const receipt = ({ remoteId }: RemoteRef, at: Temporal.Instant): Receipt => ({
    remoteId,
    url: `https://x.com/i/web/status/${remoteId}`,
    at,
  });

  const boost = async (_attempt: Attempt, subject: RemoteRef, signal: AbortSignal): Promise<Receipt> => {
    const path = `users/${await me(signal)}/retweets`;
    const outcome = await call((api) => api.post(path, { tweet_id: subject.remoteId }), signal);
    if (!outcome.done) {
      const answer = answerOf(outcome.error);
      const said = answer && typeof answer.body === 'object' ? JSON.stringify(answer.body) : '';
      const definite = answer !== undefined && answer.status >= 400 && answer.status < 500 && answer.status !== 429;
      if (definite && already.test(said)) return receipt(subject, now());
      if (isGone(outcome.error)) throw new Rejected('the post is not on X any more');
      if (definite && ofThePost.test(said)) throw new Rejected(wordsOf(answer.body) ?? 'X refuses this boost');
    }
    const made = settle(outcome, 'write', readBoosted);
    if (made === 'gone') throw new Rejected('the post is not on X any more, or X does not show it to us');
    if (!made.retweeted) throw new Ambiguous('X took the request and says that the post is not boosted');
    return receipt(subject, now());
  };

  const recall = async (attempt: Attempt, subject: RemoteRef, signal: AbortSignal): Promise<Recall> => {
    const since = earlier(attempt.createdAt, now()).subtract(clockDifference);
    const startTime = since.toString({ smallestUnit: 'second', roundingMode: 'floor' });
    // Half of a page, as each boost may bring the post that it passes on.
    const query = { max_results: recallPage / 2, start_time: startTime };
    const posts = settle(await ask(`users/${await me(signal)}/tweets`, query, signal), 'read', readOwn);
    const found = posts.find(({ of }) => of.includes(subject.remoteId));
    if (found) return { kind: 'found', receipt: receipt(subject, found.at ?? now()) };
    const why = `none of the account's posts since it was sent is this boost (${posts.length} read)`;
    return { kind: 'absent', resend: false, why: `${why}; nothing is sent to X twice by itself, so a person decides` };
  };

  const unboost: Network['unboost'] = async ({ subject }, signal) => {
    const path = `users/${await me(signal)}/retweets/${encodeURIComponent(subject.remoteId)}`;
    const outcome = await call((api) => api.delete(path), signal);
    if (!outcome.done && isGone(outcome.error)) return;
    settle(outcome, 'repeat', (body) => {
      const read = readBoosted(body);
      return read === 'gone' || read?.retweeted === false ? read : undefined;
    });
  };

  return { boost, recall, unboost };
};

// 327: X's older code for it, which still comes inside of newer answers.
const already = /already (?:been )?(?:retweeted|reposted)|"code":327\b/iu;
const ofThePost =
  /been blocked (?:from|by)|blocked from (?:retweeting|reposting)|(?:retweet|repost)ing .{0,40}(?:protected|private)|(?:protected|private) .{0,40}(?:retweet|repost)|(?:tweet|post) .{0,40}(?:deleted|not visible|not found)|could not find|"code":(?:144|179|328)\b/iu;

const boosted = z.object({ data: z.object({ retweeted: z.boolean() }) });
const lost = z.object({
  data: z.undefined().optional(),
  errors: z
    .array(z.object({ type: z.string().regex(/\/(?:resource-not-found|not-authorized-for-resource)$/u) }))
    .min(1),
});

const readBoosted = (body: unknown): { readonly retweeted: boolean } | 'gone' | undefined =>
  boosted.safeParse(body).data?.data ?? (lost.safeParse(body).success ? 'gone' : undefined);

const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null);
const references = maybe(z.array(maybe(z.object({ type: z.string(), id: z.string() }))));
const own = z.object({
  data: maybe(
    z.array(
      maybe(z.object({ created_at: maybe(z.string()), referenced_tweets: references, referenced_posts: references })),
    ),
  ),
  meta: z.unknown(),
});

/** `of`: the ids of the posts that it passes on. */
const readOwn = (
  body: unknown,
): readonly { readonly at?: Temporal.Instant; readonly of: readonly string[] }[] | undefined => {
  const found = own.safeParse(body).data;
  if (!found || (!found.data && !found.meta)) return undefined;
  return present(found.data).map(({ created_at, referenced_tweets, referenced_posts }) => {
    const at = instantFrom(created_at);
    const of = present([...(referenced_tweets ?? []), ...(referenced_posts ?? [])])
      .filter(({ type }) => type === 'retweeted' || type === 'reposted')
      .map(({ id }) => id);
    return at ? { at, of } : { of };
  });
};

const earlier = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) < 0 ? a : b;
