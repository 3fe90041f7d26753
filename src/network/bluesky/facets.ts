/*
 * Hashtags and links of a text as Bluesky's facets: byte ranges of its UTF-8, start inclusive, end exclusive.
 *
 * Our own and not the SDK's detection, for three reasons: that one lets a hashtag run on to the next space (`#Tag's`,
 * `#Tag،ثم` become tags nobody follows), sees none behind a bracket or an emoji, and makes mentions, which this program
 * never does by itself. A hashtag ends here where it ends on Mastodon and X too.
 */

export type Facet = {
  readonly $type: 'app.bsky.richtext.facet';
  readonly index: { readonly byteStart: number; readonly byteEnd: number };
  readonly features: readonly [
    | { readonly $type: 'app.bsky.richtext.facet#link'; readonly uri: string }
    | { readonly $type: 'app.bsky.richtext.facet#tag'; readonly tag: string },
  ];
};

type Found = { readonly start: number; readonly end: number; readonly feature: Facet['features'][0] };

export const facets = (text: string): readonly Facet[] => {
  const links = findLinks(text);
  const tags = findTags(text).filter((tag) => !links.some((link) => tag.start < link.end && link.start < tag.end));
  return [...links, ...tags]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, feature }) => {
      const byteStart = bytes(text.slice(0, start));
      const index = { byteStart, byteEnd: byteStart + bytes(text.slice(start, end)) };
      return { $type: 'app.bsky.richtext.facet', index, features: [feature] };
    });
};

// A letter or digit first (so `#️⃣`, a keycap, is none), then letters, marks, digits, `_`; inside, the invisible joiners
// that Persian and Indic words are written with.
const tag =
  /(?<![\p{L}\p{M}\p{N}_&/#＃])[#＃]([\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*(?:[\u200C\u200D][\p{L}\p{M}\p{N}_]+)*)/gu;

const findTags = (text: string): Found[] =>
  [...text.matchAll(tag)].flatMap((match) => {
    const name = match[1] ?? '';
    // Digits alone are a number. The lexicon takes 640 bytes and 64 graphemes; code points are never fewer than those.
    if (!/\p{L}/u.test(name) || bytes(name) > 640 || [...name].length > 64) return [];
    const feature = { $type: 'app.bsky.richtext.facet#tag', tag: name } as const;
    return [{ start: match.index, end: match.index + match[0].length, feature }];
  });

// With its scheme, so that `Stop.Now` is not a link. Invisible direction marks and Arabic punctuation end it.
const link = /(?<![\p{L}\p{N}_])https?:\/\/[^\s<>"“”«»،؛؟۔\u061C\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069]+/giu;
const closers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

const findLinks = (text: string): Found[] =>
  [...text.matchAll(link)].flatMap((match) => {
    const uri = withoutTrail(match[0]);
    if (!URL.canParse(uri)) return [];
    const feature = { $type: 'app.bsky.richtext.facet#link', uri } as const;
    return [{ start: match.index, end: match.index + uri.length, feature }];
  });

/** A sentence's punctuation after a link is not the link's, and neither is a bracket that opened before it. */
const withoutTrail = (uri: string): string => {
  const last = uri.at(-1) ?? '';
  const opener = closers[last];
  const loose = opener !== undefined && uri.split(last).length > uri.split(opener).length;
  return loose || /[.,;:!?'’…*_~]/u.test(last) ? withoutTrail(uri.slice(0, -1)) : uri;
};

const utf8 = new TextEncoder();
const bytes = (text: string): number => utf8.encode(text).length;
