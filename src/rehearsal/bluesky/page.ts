import { invalid } from './refusal.ts';

/** One page of a list, after the item whose `key` is the cursor. */
export const pageOf = <T>(sorted: readonly T[], query: URLSearchParams, key: (one: T) => string) => {
  const limit = Number(query.get('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw invalid('Error: limit must be between 1 and 100');
  const after = query.get('cursor');
  const begin = after === null ? 0 : sorted.findIndex((one) => key(one) === after) + 1;
  const items = sorted.slice(begin, begin + limit);
  const last = items.at(-1);
  return { items, next: last && begin + limit < sorted.length ? { cursor: key(last) } : {} };
};
