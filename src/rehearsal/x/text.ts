/*
 * X's view of a text, counted here from the published configuration of twitter-text v3 and by rules of our own for
 * links: if the library that the adapter counts with is ever wrong, the rehearsal finds out.
 */

export type Link = { readonly start: number; readonly end: number; readonly url: string };

// The names that X links without `https://` are all top-level domains; these are the ones a campaign is likely to write.
const bareDomain =
  '(?:[a-z0-9][a-z0-9-]*\\.)+(?:com|org|net|int|edu|gov|info|app|social|ps|uk|eu|de|fr|nl|ie|es)(?![a-z0-9-])';
const fullDomain = 'https?://(?:[a-z0-9][a-z0-9-]*\\.)+[a-z][a-z0-9-]+(?::\\d+)?';
// Links end where Arabic begins; what closes a sentence is not part of them.
const rest = "(?:[/?#][a-z0-9À-ÿ\\-._~:/?#\\[\\]@!$&'()*+,;=%|]*)?";
const link = new RegExp(`(?<![a-z0-9@#$_./-])(?:${fullDomain}|${bareDomain})${rest}`, 'giu');

export const linksIn = (text: string): readonly Link[] =>
  [...text.matchAll(link)].map((found) => {
    const url = found[0].replace(/[.,;:!?'()[\]]+$/u, '');
    return { start: found.index, end: found.index + url.length, url };
  });

const limit = 280;
const linkWeight = 23;
// Signs that weigh 1; every other weighs 2, and an emoji weighs 2 as a whole.
const light: readonly (readonly [number, number])[] = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
];

export const weightOf = (text: string): number => {
  const composed = text.normalize('NFC');
  const links = linksIn(composed);
  let bare = '';
  let done = 0;
  for (const { start, end } of links) {
    bare += composed.slice(done, start);
    done = end;
  }
  bare += composed.slice(done);
  let emoji = 0;
  const signs = bare.replace(/\p{RGI_Emoji}/gv, () => {
    emoji += 1;
    return '';
  });
  const weigh = (sign: string) =>
    light.some(([from, to]) => sign.codePointAt(0)! >= from && sign.codePointAt(0)! <= to) ? 1 : 2;
  return links.length * linkWeight + emoji * 2 + [...signs].reduce((sum, sign) => sum + weigh(sign), 0);
};

/** What X says of a text that it does not take; undefined when it does. */
export const refusalOf = (text: string): string | undefined => {
  if (text.trim() === '') return 'Your Tweet text cannot be empty.';
  if (/[\uFFFE\uFEFF\uFFFF]/u.test(text)) return 'Your Tweet text has characters that are not allowed.';
  if (weightOf(text) > limit) return `Your Tweet text is too long: ${weightOf(text)} weighted characters of ${limit}.`;
  return undefined;
};

export type Shown = { readonly text: string; readonly entities: Readonly<Record<string, readonly object[]>> };

/** The link behind a post with pictures, one entity for each of them: `keys` are their media keys. */
export type MediaLink = { readonly postUrl: string; readonly keys: readonly string[] };

const shortLink = (id: string, n: number): string =>
  `https://t.co/${(BigInt(id) + BigInt(n)).toString(36).slice(-10).padStart(10, '0')}`;

/** The text as X gives it back: links behind t.co, `&`, `<` and `>` escaped; positions count code points. */
export const shown = (id: string, text: string, media?: MediaLink): Shown => {
  const urls: object[] = [];
  let out = '';
  let done = 0;
  const add = (url: string, expanded_url: string, display_url: string, more: object = {}) => {
    const start = [...out].length;
    urls.push({ start, end: start + url.length, url, expanded_url, display_url, ...more });
  };
  for (const { start, end, url } of linksIn(text)) {
    out += escaped(text.slice(done, start));
    const short = shortLink(id, urls.length);
    const full = /^https?:/iu.test(url) ? url : `http://${url}`;
    const display = full.replace(/^https?:\/\/(?:www\.)?/iu, '');
    add(short, full, display.length > 26 ? `${display.slice(0, 26)}…` : display);
    out += short;
    done = end;
  }
  out += escaped(text.slice(done));
  if (media) {
    const short = shortLink(id, urls.length);
    out += ' ';
    const display = `pic.x.com/${short.slice(-10)}`;
    for (const media_key of media.keys) add(short, `${media.postUrl}/photo/1`, display, { media_key });
    out += short;
  }
  const hashtags = [...out.matchAll(/(?<![\p{L}\p{N}_&/])#([\p{L}\p{M}\p{N}_]*\p{L}[\p{L}\p{M}\p{N}_]*)/gu)].map(
    (found) => {
      const start = [...out.slice(0, found.index)].length;
      return { start, end: start + [...found[0]].length, tag: found[1] };
    },
  );
  return { text: out, entities: { ...(urls.length > 0 && { urls }), ...(hashtags.length > 0 && { hashtags }) } };
};

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string): string => text.replace(/[&<>]/gu, (sign) => escapes[sign] ?? sign);

/** X guesses a post's language from its letters; here: Arabic script or not known. Hashtags and links do not count. */
export const languageOf = (text: string): 'ar' | 'und' => {
  const words = linksIn(text)
    .reduce((so, { url }) => so.replace(url, ''), text)
    .replace(/#[\p{L}\p{M}\p{N}_]+/gu, '');
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  return (words.match(/\p{Script=Arabic}/gu)?.length ?? 0) * 2 > letters ? 'ar' : 'und';
};
