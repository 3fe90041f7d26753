import { z } from 'zod';

/*
 * Words of a post may lead to a hashtag as they may lead to a page: readers see a link, and the network finds the post under it. Such a
 * hashtag is written out behind the text, as addresses are.
 */

const facet = z.object({
  index: z.object({ byteStart: z.int().min(0), byteEnd: z.int() }),
  features: z.array(z.unknown()),
});
const tagFeature = z.object({ $type: z.literal('app.bsky.richtext.facet#tag'), tag: z.string().min(1) });

const folded = (words: string): string => words.normalize('NFKC').toLowerCase();

/** `text` is what the facets' bytes are counted in, `words` what has been made of it. */
export const withTags = (words: string, text: string, wire: unknown): string => {
  const bytes = new TextEncoder().encode(text);
  const tags = (z.array(z.unknown()).safeParse(wire).data ?? []).flatMap((one) => {
    const found = facet.safeParse(one).data;
    if (!found) return [];
    const { byteStart, byteEnd } = found.index;
    const shown = new TextDecoder().decode(bytes.subarray(byteStart, byteEnd)).trim();
    if (shown === '') return [];
    const named = found.features.flatMap((feature) => tagFeature.safeParse(feature).data?.tag ?? []);
    return named.filter((tag) => folded(shown) !== folded(`#${tag}`));
  });
  return [words, ...new Set(tags.map((tag) => `#${tag}`))].join(' ');
};
