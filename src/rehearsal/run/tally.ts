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
  /** Posts, not deliveries: a thread has several. */
  readonly duplicates: number;
  /** Posts that the network itself holds; undefined for a network that only its owner can count. */
  readonly counted?: number;
};

/** What only a person can tell: nothing is wrong with it. */
export type Question = { readonly network: NetworkName; readonly delivery: string; readonly about: string };

/** What became wrong, for a person to look at. A breach: the protocol was broken, and perhaps nobody saw a double. */
export type Wrong = {
  readonly what: 'missing' | 'duplicate' | 'breach';
  readonly network: NetworkName;
  readonly about: string;
  /** The delivery that it concerns, as far as that can be told. */
  readonly delivery?: string;
};

const count = (results: readonly Result[], state: Result['state']): number =>
  results.filter((one) => one.state === state).length;

/** What the network holds of a published delivery differs from what was to be sent: in words, or undefined. */
const difference = (result: Result, held: ReadonlyMap<string, LocalPost>): string | undefined => {
  const content = result.content;
  if (!content) return 'nobody knows what it was to say';
  for (const [step, text] of content.posts.entries()) {
    const which = content.posts.length === 1 ? 'it' : `post ${step + 1} of ${content.posts.length}`;
    const receipt = result.out.find((one) => one.step === step);
    const post = receipt && held.get(receipt.remoteId);
    if (!receipt || !post) return `the network does not hold ${which}`;
    if (post.text !== text) return `the network holds another text for ${which}`;
    const before = result.out.find((one) => one.step === step - 1)?.remoteId;
    if (step > 0 && post.replyTo !== before) return `${which} does not answer the one before`;
    const alts = step === 0 ? content.pictures.map((picture) => picture.alt) : [];
    const shown = (post.pictures ?? []).map((picture) => picture.alt);
    if (JSON.stringify(alts) !== JSON.stringify(shown))
      return `the pictures of ${which} are not those that were to be shown`;
  }
  return undefined;
};

/**
 * Holds the ledger against what the network really holds: published counts only what is there, whole; a post that no
 * receipt names is a duplicate, and so is a second receipt for one post.
 */
export const tally = (
  network: NetworkName,
  results: readonly Result[],
  posts: readonly LocalPost[] | undefined,
  lateAfter: number,
): { line: Line; wrong: Wrong[]; questions: Question[] } => {
  const published = results.filter((one) => one.state === 'published');
  const held = posts && new Map(posts.map((post) => [post.id, post]));
  const broken = published.flatMap((one) => {
    const why = held && difference(one, held);
    return why === undefined ? [] : [{ one, why }];
  });
  const receipts = results.flatMap((one) => one.out.map((post) => post.remoteId));
  const named = new Set(receipts);
  const unfinished = results.filter((one) => !['published', 'skipped', 'rejected', 'unconfirmed'].includes(one.state));
  // The post of an unconfirmed delivery may be out: it is then no duplicate, it is what nobody could know.
  const unknown = results.flatMap((one) => (one.state === 'unconfirmed' && one.open !== undefined ? [one.open] : []));
  const doubled = (posts ?? []).filter((post) => {
    if (named.has(post.id)) return false;
    const guess = unknown.indexOf(post.text);
    if (guess >= 0) unknown.splice(guess, 1);
    return guess < 0;
  });
  const line: Line = {
    network,
    planned: results.length,
    published: published.length - broken.length,
    late: published.filter((one) => (one.sentLate ?? 0) > lateAfter).length,
    skipped: count(results, 'skipped'),
    rejected: count(results, 'rejected'),
    unconfirmed: count(results, 'unconfirmed'),
    missing: broken.length + unfinished.length,
    duplicates: doubled.length + (receipts.length - named.size),
    ...(posts ? { counted: posts.length } : {}),
  };
  const about = (one: Result, why: string) => `${one.message} (${one.lang}) due ${one.at}: ${why}`;
  const asking = published.filter((one) => one.open !== undefined);
  const wrong: Wrong[] = [
    ...broken.map(({ one, why }) => ({ what: 'missing' as const, network, delivery: one.id, about: about(one, why) })),
    ...unfinished.map((one) => ({
      what: 'missing' as const,
      network,
      delivery: one.id,
      about: about(one, `${one.state}, ${one.reason ?? 'without a reason'}`),
    })),
    ...asking.map((one) => ({
      what: 'breach' as const,
      network,
      delivery: one.id,
      about: about(one, 'published, although nobody has an answer for one of its attempts'),
    })),
    ...doubled.map((post) => ({
      what: 'duplicate' as const,
      network,
      delivery: results.find((one) => one.content?.posts.includes(post.text))?.id,
      about: `${post.url} has no receipt of its own`,
    })),
  ];
  const questions = results
    .filter((one) => one.state === 'unconfirmed')
    .map((one) => ({
      network,
      delivery: one.id,
      about: about(one, one.reason ?? 'nobody can tell whether it is out'),
    }));
  return { line, wrong, questions };
};

/** The p-th percentile of values, by the nearest rank; 0 when there are none. */
export const percentile = (values: readonly number[], p: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? 0;
};
