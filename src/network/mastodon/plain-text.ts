import { rewrite } from './entities.ts';

/*
 * A status comes back as HTML. Here it is turned back into the text that it was made of, to tell whether it is ours.
 * Mastodon makes a paragraph of every blank line, shows links without `https://` and cut after 30 characters, and
 * mentions without their server; others (Pleroma, GoToSocial) do the same with other tags.
 */

/** The same text, sign by sign, as far as the way through HTML keeps signs: white space and the spelling of links may differ. */
export const sameText = (content: string, text: string): boolean => {
  const wanted = canonical(text);
  return readings(content).some((reading) => canonical(reading) === wanted);
};

/**
 * The same letters and digits: enough to trust the answer to a post that we have just sent, where a server may have
 * taken signs for markup; not enough to tell two of our own posts apart.
 */
export const similarText = (content: string, text: string): boolean => {
  const wanted = skeleton(text);
  return sameText(content, text) || readings(content).some((reading) => skeleton(reading) === wanted);
};

/**
 * Two readings, as a link's own text may be short for its address (Mastodon) or the address may have been made up
 * around what stood in the text (`example.org` linked by Pleroma).
 */
const readings = (content: string): readonly string[] => [
  plain(content, (link) => (link.href.startsWith('http') && !/^[#@＃＠]/u.test(link.text) ? link.href : link.text)),
  plain(content, (link) => link.text),
];

type Link = { readonly href: string; text: string };

const tags = /<(?<end>\/?)(?<name>[a-z][a-z0-9]*)(?<rest>(?:[^>"']|"[^"]*"|'[^']*')*)>|<!--.*?-->/gis;

const plain = (content: string, read: (link: Link) => string): string => {
  let text = '';
  let link: Link | undefined;
  let done = 0;
  const add = (html: string) => {
    const words = decoded(html.replaceAll(/[\r\n]+/g, ' '));
    if (link) link.text += words;
    else text += words;
  };
  const endLink = () => {
    if (link) text += read(link);
    link = undefined;
  };
  for (const tag of content.matchAll(tags)) {
    add(content.slice(done, tag.index));
    done = tag.index + tag[0].length;
    const { end, rest = '' } = tag.groups ?? {};
    const name = tag.groups?.name?.toLowerCase();
    if (name === 'a') {
      endLink();
      if (end === '') link = { href: attribute(rest, 'href'), text: '' };
    } else if (name === 'br') {
      add('');
      text += '\n';
    } else if (name === 'p') {
      endLink();
      text += '\n\n';
    }
  }
  add(content.slice(done));
  endLink();
  return text;
};

const attribute = (rest: string, name: string): string => {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(rest);
  return decoded(found?.[1] ?? found?.[2] ?? '');
};

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

const decoded = (html: string): string =>
  html.replaceAll(/&(?:#x(?<hex>[0-9a-f]{1,6})|#(?<dec>[0-9]{1,7})|(?<name>[a-z]+));/gi, (whole, hex, dec, name) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? whole;
    const point = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(dec, 10);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });

/** One spelling for what the way through HTML may change: links, mentions, white space, composed letters. */
const canonical = (text: string): string =>
  rewrite(text.normalize('NFC'), (one) => (one.kind === 'url' ? address(one.shown) : one.shown))
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{2,}/g, '\n\n')
    .trim();

const address = (url: string): string => (URL.canParse(url) ? new URL(url).href : url);

const skeleton = (text: string): string =>
  canonical(text)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');

/** For people and rules: links as whole addresses, behind their words where they have any; hashtags and mentions as they are written. */
export const readableText = (content: string): string =>
  plain(content, ({ href, text }) => {
    if (!href.startsWith('http') || /^[#@＃＠]/u.test(text)) return text;
    const shown = text.replace(/…$/u, '');
    return shown === '' || (!/\s/u.test(shown) && href.includes(shown)) ? href : `${text} ${href}`;
  })
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
