import type { Answer, Handler } from '../http.ts';
import { folded } from '../public/hashtag.ts';
import { type Desk, prices } from './calls.ts';
import { isTagged } from './held.ts';
import { invalidRequest, type Spec } from './problems.ts';

/*
 * GET /2/tweets/counts/recent: how many posts with a hashtag there were, by minute, hour or day. The first and the last bucket are
 * cut where the time asked for begins and ends. A page holds the latest buckets, oldest first; `next_token` leads to those before.
 */

const spans = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const week = 7 * spans.day;
/** X counts to ten seconds ago, and to thirty when nobody says to when. */
const soonest = 10_000;
const usually = 30_000;

const names: Record<Spec, { readonly count: string; readonly total: string }> = {
  '2.159': { count: 'tweet_count', total: 'total_tweet_count' },
  '2.167': { count: 'post_count', total: 'total_post_count' },
};

const known = new Set([
  ...['query', 'start_time', 'end_time', 'since_id', 'until_id', 'next_token', 'pagination_token', 'granularity'],
  'search_count.fields',
]);

export type Counting = Desk & { readonly bucketsAPage: number };

export const countsOf = ({ account, neighbours, spec, now, pay, refuse, bucketsAPage }: Counting): Handler => {
  const hashtag = folded(neighbours.hashtag);

  /** When posts with this hashtag were written: ours by their marks, other people's as the public's script knows it. */
  const momentsOf = (tag: string): readonly number[] => [
    ...account
      .posts()
      .filter((post) => isTagged(post, tag))
      .map(({ at }) => at.epochMilliseconds),
    ...(tag === hashtag ? neighbours.tagged().map(({ post }) => post.at) : []),
  ];

  return (call) => {
    const { query } = call;
    const no = (parameter: string, words: string): Answer =>
      refuse(call, words, invalidRequest(spec, words, { [parameter]: query.getAll(parameter) }));
    for (const name of query.keys()) {
      if (!known.has(name)) return no(name, `The query parameter [${name}] is not one of [${[...known].join(',')}]`);
    }
    const tag = tagIn(query.get('query') ?? '');
    if (tag === undefined) return no('query', 'The local X counts `#hashtag`, with `-is:retweet` or without');
    const granularity = query.get('granularity') ?? 'hour';
    if (!(granularity in spans)) return no('granularity', `The \`granularity\` query parameter is not valid`);
    const span = spans[granularity as keyof typeof spans];
    const at = now().epochMilliseconds;
    const time = (name: string, otherwise: number) => (query.has(name) ? timeIn(query.get(name)!) : otherwise);
    const start = time('start_time', Math.ceil((at - week) / 60_000) * 60_000);
    const end = time('end_time', at - usually);
    if (!(start >= at - week)) return no('start_time', "'start_time' must be within the last 7 days");
    if (!(end <= at - soonest))
      return no('end_time', "'end_time' must be a minimum of 10 seconds prior to the request time");
    if (!(start < end)) return no('start_time', "'start_time' must be before 'end_time'");
    const token = query.get('next_token') ?? query.get('pagination_token');
    const until = token === null ? end : Number(Buffer.from(token, 'base64url').toString());
    if (!(until > start && until <= end)) return no('next_token', 'The `next_token` query parameter is not valid');

    pay(prices.counts);
    const first = Math.max(start, (Math.ceil(until / span) - bucketsAPage) * span);
    const buckets = bucketsBetween(first, until, span, momentsOf(tag));
    const { count, total } = names[spec];
    const sum = buckets.reduce((all, one) => all + one.posts, 0);
    const next = first > start ? { next_token: Buffer.from(String(first)).toString('base64url') } : {};
    return {
      status: 200,
      body: {
        data: buckets.map((one) => ({ end: iso(one.end), start: iso(one.start), [count]: one.posts })),
        meta: { [total]: sum, ...next },
      },
    };
  };
};

const bucketsBetween = (start: number, end: number, span: number, moments: readonly number[]) => {
  const buckets: { readonly start: number; readonly end: number; posts: number }[] = [];
  for (let from = start; from < end; ) {
    const to = Math.min(end, (Math.floor(from / span) + 1) * span);
    buckets.push({ start: from, end: to, posts: 0 });
    from = to;
  }
  const firstSpan = Math.floor(start / span);
  for (const at of moments) {
    if (at >= start && at < end) buckets[Math.floor(at / span) - firstSpan]!.posts += 1;
  }
  return buckets;
};

/** The hashtag of `#hashtag` and `#hashtag -is:retweet`, as it is compared. */
const tagIn = (query: string): string | undefined => {
  const found = /^[#＃]([\p{L}\p{M}\p{N}_]+)(?: -is:retweet)?$/u.exec(query.trim());
  return found?.[1] && folded(found[1]);
};

/** Whole seconds, as X takes them; NaN for what is no time. */
const timeIn = (text: string): number => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text)) return Number.NaN;
  return Math.floor(Temporal.Instant.from(text).epochMilliseconds / 1000) * 1000;
};

const iso = (at: number): string => Temporal.Instant.fromEpochMilliseconds(at).toString({ fractionalSecondDigits: 3 });
