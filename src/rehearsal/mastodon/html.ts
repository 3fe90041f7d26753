/*
 * A text as Mastodon shows it: paragraphs and line breaks, hashtags and links as anchors, links without their scheme
 * and cut after 30 characters. Written apart from src/network/mastodon, so that the two can disagree.
 */

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'url'; readonly text: string }
  | { readonly kind: 'hashtag'; readonly text: string; readonly name: string }
  | { readonly kind: 'mention'; readonly text: string; readonly name: string };

// A link needs a host with a top-level domain; it does not end in punctuation.
const link = String.raw`(?<url>https?:\/\/(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?::\d+)?(?:[/?#](?:[^\s<>"]*[^\s<>".,;:!?'()\[\]،؛؟])?)?)`;
const hashtag = String.raw`(?<![\p{L}\p{M}\p{N}_&/])[#＃](?<hashtag>[\p{L}\p{M}\p{N}_]*[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*)`;
const mention = String.raw`(?<![\p{L}\p{M}\p{N}_=/])@(?<mention>[A-Za-z0-9_]+)(?:@[\p{L}\p{N}.-]*[\p{L}\p{N}])?`;
const special = new RegExp(`${link}|${hashtag}|${mention}`, 'gu');

export const partsOf = (text: string): readonly Part[] => {
  const parts: Part[] = [];
  let done = 0;
  for (const found of text.matchAll(special)) {
    const whole = found[0];
    if (found.index > done) parts.push({ kind: 'text', text: text.slice(done, found.index) });
    const { url, hashtag: tag, mention: name } = found.groups ?? {};
    if (url !== undefined) parts.push({ kind: 'url', text: whole });
    else if (tag !== undefined) parts.push({ kind: 'hashtag', text: whole, name: tag });
    else parts.push({ kind: 'mention', text: whole, name: name ?? '' });
    done = found.index + whole.length;
  }
  if (done < text.length) parts.push({ kind: 'text', text: text.slice(done) });
  return parts;
};

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

export const graphemes = (text: string): number => [...segmenter.segment(text)].length;

/** As the server counts: graphemes, a link as `perUrl`, a mention without its server. */
export const countedLength = (text: string, perUrl: number): number => {
  let count = 0;
  for (const part of partsOf(text)) {
    if (part.kind === 'url') count += perUrl;
    else count += graphemes(part.kind === 'mention' ? `@${part.name}` : part.text);
  }
  return count;
};

export const contentOf = (text: string, server: string): string => {
  const inline = partsOf(text)
    .map((part) => rendered(part, server))
    .join('');
  const paragraphs = inline.replaceAll(/\r\n?/g, '\n').split(/\n{2,}/);
  return paragraphs.map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br />')}</p>`).join('');
};

const rendered = (part: Part, server: string): string => {
  switch (part.kind) {
    case 'text':
      return escaped(part.text);
    case 'hashtag':
      return `<a href="${escaped(tagUrl(server, part.name))}" class="mention hashtag" rel="tag">#<span>${escaped(part.name)}</span></a>`;
    case 'mention':
      return `<span class="h-card" translate="no"><a href="${server}/@${part.name}" class="u-url mention">@<span>${part.name}</span></a></span>`;
    case 'url': {
      const scheme = /^https?:\/\/(?:www\.)?/.exec(part.text)?.[0] ?? '';
      const rest = part.text.slice(scheme.length);
      const cut = rest.length > 30;
      return (
        `<a href="${escaped(part.text)}" target="_blank" rel="nofollow noopener" translate="no">` +
        `<span class="invisible">${escaped(scheme)}</span><span class="${cut ? 'ellipsis' : ''}">${escaped(rest.slice(0, 30))}</span>` +
        `<span class="invisible">${escaped(rest.slice(30))}</span></a>`
      );
    }
    default:
      return part satisfies never;
  }
};

export const tagUrl = (server: string, name: string): string => `${server}/tags/${encodeURIComponent(name)}`;

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? sign);
