import type { PartnerPost } from '../model.ts';

/*
 * An account's posts come newest first. Reading goes back to where the last one ended, and a little further: a post may come to a network's
 * pages late, and in its place. So a post may be read twice; none is left out.
 */

/** `at`: by what the page is sorted. `post`: undefined where the item is no post of the account's. */
export type Item = { readonly at: Temporal.Instant; readonly post?: PartnerPost };

export type Pages = (after: string | undefined) => Promise<{ readonly items: readonly Item[]; readonly next?: string }>;

// 1,000 posts at 100 a page: nobody posts that between two looks, and a longer way back is of no use to a boost.
const mostPages = 10;

export const readBack = async (
  pages: Pages,
  from: { readonly cursor?: string; readonly notBefore: Temporal.Instant; readonly overlap: Temporal.Duration },
): Promise<{ readonly posts: readonly PartnerPost[]; readonly read: number; readonly cursor?: string }> => {
  const seen = momentOf(from.cursor);
  const until = later(seen?.subtract(from.overlap), from.notBefore);
  const posts: PartnerPost[] = [];
  let newest = seen;
  let read = 0;
  let after: string | undefined;
  for (let n = 0; n < mostPages; n += 1) {
    const { items, next } = await pages(after);
    read += items.length;
    for (const { at, post } of items) {
      newest = newest ? later(newest, at) : at;
      if (!isBefore(at, until) && post && !isBefore(post.at, from.notBefore)) posts.push(post);
    }
    const last = items.at(-1);
    if (last === undefined || isBefore(last.at, until) || next === undefined || next === after) break;
    after = next;
  }
  return { posts: posts.reverse(), read, ...(newest ? { cursor: newest.toString() } : {}) };
};

/** A cursor that is none is as good as no cursor: posts come again, and none is lost. */
const momentOf = (cursor: string | undefined): Temporal.Instant | undefined => {
  try {
    return cursor === undefined ? undefined : Temporal.Instant.from(cursor);
  } catch {
    return undefined;
  }
};

const isBefore = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) < 0;
const later = (a: Temporal.Instant | undefined, b: Temporal.Instant): Temporal.Instant => (a && isBefore(b, a) ? a : b);
