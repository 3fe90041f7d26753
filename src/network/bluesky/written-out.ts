import { z } from 'zod';

/*
 * Bluesky shows links shortened, without `https://`: `example.org/some/long…`. Facets say which bytes of the text are a link, and to where.
 */

const facet = z.object({
  index: z.object({ byteStart: z.int().min(0), byteEnd: z.int() }),
  features: z.array(z.object({ $type: z.string(), uri: z.string().optional() }).nullable().catch(null)),
});
const facets = z.array(facet.nullable().catch(null));

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The text with its links as whole addresses; where words are the link, the words stay and the address comes in `more`. */
export const writtenOut = (
  text: string,
  wire: unknown,
): { readonly text: string; readonly more: readonly string[] } => {
  const links = (facets.safeParse(wire).data ?? [])
    .flatMap((one) => {
      const uri = one?.features.find((feature) => feature?.$type === 'app.bsky.richtext.facet#link')?.uri;
      return one && uri ? [{ start: one.index.byteStart, end: one.index.byteEnd, uri }] : [];
    })
    .sort((a, b) => a.start - b.start);
  const bytes = encoder.encode(text);
  const more: string[] = [];
  let out = '';
  let done = 0;
  for (const { start, end, uri } of links) {
    if (start < done || end <= start || end > bytes.length) continue;
    const shown = decoder.decode(bytes.subarray(start, end));
    const isAddress = !/\s/u.test(shown) && uri.includes(shown.replace(/(?:…|\.\.\.)$/u, ''));
    out += decoder.decode(bytes.subarray(done, start)) + (isAddress ? uri : shown);
    if (!isAddress) more.push(uri);
    done = end;
  }
  return { text: out + decoder.decode(bytes.subarray(done)), more };
};
