/*
 * The text of a Mastodon status, without its markup. A hashtag is written `<a …>#<span>Tag</span></a>`: what stands inside a line belongs together,
 * and only paragraphs, line breaks and lists part words.
 */

const parting = /<\/?(?:p|br|div|li|ul|ol|blockquote|pre|h[1-6]|hr)\b[^>]*>/gi;
const tag = /<\/?[a-z](?:[^>"']|"[^"]*"|'[^']*')*>|<!--.*?-->/gis;
const entity = /&(?:#x(?<hex>[0-9a-f]{1,6})|#(?<dec>[0-9]{1,7})|(?<name>[a-z]+));/gi;

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  hellip: '…',
  zwnj: '\u200c',
  zwj: '\u200d',
};

export const textOf = (html: string): string =>
  html.replaceAll(parting, '\n').replaceAll(tag, '').replaceAll(entity, decoded).trim();

const decoded = (whole: string, hex?: string, dec?: string, name?: string): string => {
  if (name !== undefined) return named[name.toLowerCase()] ?? whole;
  const point = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(dec ?? '', 10);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
};
