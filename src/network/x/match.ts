import { linksOf } from './rules.ts';

/*
 * Is a post that X shows the one we sent? X gives texts back changed: links are t.co links, `&`, `<` and `>` are
 * escaped, white space at the end is gone. Both sides are brought to one form and must then be equal.
 */

/** `media`: the link that X puts behind the text of a post with pictures; nobody typed it. */
export type ShownLink = {
  readonly url: string;
  readonly expanded?: string;
  readonly unwound?: string;
  readonly media?: boolean;
};
export type ShownText = { readonly text: string; readonly links: readonly ShownLink[] };

export const sameText = (sent: string, shown: ShownText, withPictures = false): boolean => {
  const ours = canonical(sent);
  const readings: readonly ((link: ShownLink) => string | undefined)[] = [
    // `expanded` is what was typed, `unwound` where it leads in the end: for us to have typed either is the same post.
    (link) => link.expanded ?? link.unwound,
    (link) => link.unwound ?? link.expanded,
    // We may also have typed the address of a picture ourselves: then it is part of the text, and read as above.
    (link) => (link.media ? '' : (link.expanded ?? link.unwound)),
    (link) => (link.media ? '' : (link.unwound ?? link.expanded)),
  ];
  const texts = readings.map((target) => canonical(expand(shown, target)));
  if (texts.includes(ours)) return true;
  return withPictures && texts.some((text) => canonical(text.replace(unexplained, '')) === ours);
};

// Behind a post with pictures it can only be theirs, also when X does not say so.
const unexplained = /\s+https:\/\/t\.co\/\w+$/u;

const expand = ({ text, links }: ShownText, target: (link: ShownLink) => string | undefined): string =>
  // The t.co addresses are replaced where they stand; the entities' positions count escaped signs one way or another.
  links.reduce((so, link) => so.replaceAll(link.url, () => target(link) ?? link.url), unescaped(text));

const escapes: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

// In one pass: an `&lt;` that somebody typed arrives as `&amp;lt;` and must come out as it was typed.
export const unescaped = (text: string): string => text.replace(/&(?:amp|lt|gt);/gu, (sign) => escapes[sign] ?? sign);

const canonical = (text: string): string => {
  const lines = text
    .normalize('NFC')
    .replaceAll('\r\n', '\n')
    .replace(/[^\S\n]+$/gmu, '')
    .trim();
  let so = '';
  let done = 0;
  for (const { url, indices } of linksOf(lines)) {
    so += lines.slice(done, indices[0]) + canonicalLink(url);
    done = indices[1];
  }
  return so + lines.slice(done);
};

/** `example.org`, `http://example.org` and `http://Example.org/` are one link: X adds what was left out. */
const canonicalLink = (url: string): string => {
  try {
    return new URL(/^https?:\/\//iu.test(url) ? url : `http://${url}`).href;
  } catch {
    return url;
  }
};
