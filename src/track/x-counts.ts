import type { CountBucket } from '../model.ts';
import { fields, list, momentOf } from './fields.ts';

/*
 * A page of X's counts, under its old field names and its new ones (the API's descriptions 2.159 and 2.167).
 */

const countIn = (value: unknown): number | undefined => {
  const { tweet_count, post_count } = fields(value);
  const count = post_count ?? tweet_count;
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : undefined;
};

const bucketOf = (value: unknown): CountBucket | undefined => {
  const [start, end, posts] = [momentOf(fields(value).start), momentOf(fields(value).end), countIn(value)];
  if (!start || !end || posts === undefined) return undefined;
  return Temporal.Instant.compare(start, end) < 0 ? { start, end, posts } : undefined;
};

/** Undefined: not a page of counts. A bucket that cannot be read is left out. */
export const countsPage = (page: unknown): CountBucket[] | undefined => {
  const { data, meta } = fields(page);
  const totals = fields(meta);
  const counted = 'total_tweet_count' in totals || 'total_post_count' in totals;
  const some = list(data);
  if (!counted && !some.some((one) => 'tweet_count' in fields(one) || 'post_count' in fields(one))) return undefined;
  return some.flatMap((one) => bucketOf(one) ?? []);
};
