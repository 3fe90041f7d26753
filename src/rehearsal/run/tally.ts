import type { NetworkName } from '../../model.ts';
import type { Result } from '../../store/results.ts';
import type { LocalPost } from '../local.ts';

/** One line of the rehearsal's table. `planned` is the sum of published, skipped, rejected, unconfirmed and missing. */
export type Line = {
  readonly network: NetworkName;
  readonly planned: number;
  readonly published: number;
  /** Of the published: later than the campaign's `late.after`. */
  readonly late: number;
  readonly skipped: number;
  readonly rejected: number;
  readonly unconfirmed: number;
  readonly missing: number;
  readonly duplicates: number;
  /** What the network itself holds; undefined for a network that only its owner can count. */
  readonly counted?: number;
};

/** What became wrong, for a person to look at. */
export type Wrong = { readonly what: 'missing' | 'duplicate'; readonly network: NetworkName; readonly about: string };

const count = (results: readonly Result[], state: Result['state']): number =>
  results.filter((one) => one.state === state).length;

/**
 * Holds the ledger against what the network really holds: published counts only what is there, a post that no receipt
 * names is a duplicate, and so is a second receipt for one post.
 */
export const tally = (
  network: NetworkName,
  results: readonly Result[],
  posts: readonly LocalPost[] | undefined,
  lateAfter: number,
): { line: Line; wrong: Wrong[] } => {
  const published = results.filter((one) => one.state === 'published');
  const held = posts && new Map(posts.map((post) => [post.id, post.text]));
  const gone = published.filter((one) => held && held.get(one.remoteId ?? '') !== one.text);
  const receipts = new Set(published.map((one) => one.remoteId));
  const unfinished = results.filter((one) => !['published', 'skipped', 'rejected', 'unconfirmed'].includes(one.state));
  // The post of an unconfirmed delivery may be out: it is then no duplicate, it is what nobody could know.
  const unknown = results.filter((one) => one.state === 'unconfirmed').map((one) => one.text);
  const doubled = (posts ?? []).filter((post) => {
    if (receipts.has(post.id)) return false;
    const guess = unknown.indexOf(post.text);
    if (guess >= 0) unknown.splice(guess, 1);
    return guess < 0;
  });
  const missing = [...gone, ...unfinished];
  const line: Line = {
    network,
    planned: results.length,
    published: published.length - gone.length,
    late: published.filter((one) => (one.sentLate ?? 0) > lateAfter).length,
    skipped: count(results, 'skipped'),
    rejected: count(results, 'rejected'),
    unconfirmed: count(results, 'unconfirmed'),
    missing: missing.length,
    duplicates: doubled.length + (published.length - receipts.size),
    ...(posts ? { counted: posts.length } : {}),
  };
  const wrong: Wrong[] = [
    ...missing.map((one) => ({
      what: 'missing' as const,
      network,
      about: `${one.message} (${one.lang}) due ${one.at}: ${one.state}${one.reason ? `, ${one.reason}` : ', but the network does not hold it'}`,
    })),
    ...doubled.map((post) => ({ what: 'duplicate' as const, network, about: `${post.url} has no receipt of its own` })),
  ];
  return { line, wrong };
};

/** The p-th percentile of values, by the nearest rank; 0 when there are none. */
export const percentile = (values: readonly number[], p: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? 0;
};
