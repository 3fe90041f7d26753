import type { NetworkReport } from '../report-schema.ts';
import type { NetworkRows } from '../rows.ts';
import { FEW } from './hours.ts';

/** What people said in their own words, and what was pasted. X shows no texts. Null where nothing was watched. */
export const organicOf = (rows: NetworkRows, posts: NetworkReport['posts']): NetworkReport['organic'] => {
  if (rows.network === 'x' || posts.public.now === null) return null;
  const copied = rows.copies.reduce((sum, group) => sum + group.posts, 0);
  // A post deleted since leaves its group as it was: never more copies than posts.
  const all = Math.max((posts.ours.now ?? 0) + (posts.partners.now ?? 0) + posts.public.now, copied);
  const largest = rows.copies.toSorted((a, b) => b.posts - a.posts)[0];
  return {
    posts: all,
    copied,
    groups: rows.copies.length,
    largest: largest ? { posts: largest.posts, authors: largest.authors } : null,
    share: all >= FEW ? (all - copied) / all : null,
  };
};
