import type { NetworkName } from '../model.ts';
import type { LocalPicture, LocalPost } from './local.ts';
import { style } from './timeline-style.ts';

/*
 * What followers would see on a local network, as one HTML document that asks nothing of anybody: no script, no font,
 * every picture inside it once, however many posts show it. Everything that came from outside is escaped.
 */

export type Profile = { readonly name: string; readonly handle: string; readonly automated: boolean };

type Timeline = { readonly network: NetworkName; readonly account: Profile; readonly posts: readonly LocalPost[] };

// The accents meet WCAG AA (4.5:1) as text on the card, in light and in dark.
const looks: Record<NetworkName, { readonly name: string; readonly light: string; readonly dark: string }> = {
  bluesky: { name: 'Bluesky', light: '#0560c2', dark: '#5cb2ff' },
  mastodon: { name: 'Mastodon', light: '#563acc', dark: '#a99bff' },
  x: { name: 'X', light: '#0b5f99', dark: '#6cbcf5' },
};

export const timelinePage = ({ network, account, posts }: Timeline): string => {
  const { name, light, dark } = looks[network];
  const threads = threadsOf(posts).sort((a, b) => b.first.at.epochMilliseconds - a.first.at.epochMilliseconds);
  const pictures = picturesOf(posts);
  const show = (post: LocalPost): string => article(post, account, body(post, network, pictures));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${name} (rehearsal): ${escaped(account.name)}</title>
<style>${style(light, dark)}${[...pictures].map(([data, name]) => `.${name} { background-image: url("${data}") }\n`).join('')}</style>
</head>
<body>
<p class="rehearsal"><strong>Rehearsal.</strong> A local ${name} on this machine. Nothing here was sent to the real one.</p>
<header>
<h1><bdi>${escaped(account.name)}</bdi></h1>
<p><bdi dir="ltr">${escaped(account.handle)}</bdi>${badge(account)} <span class="quiet">${count(posts.length)}</span></p>
</header>
<main>
${posts.length === 0 ? '<p class="quiet">Nothing has been published yet.</p>' : `<ol>\n${threads.map((thread) => item(thread, show)).join('\n')}\n</ol>`}
</main>
</body>
</html>
`;
};

const count = (posts: number): string => `${posts} ${posts === 1 ? 'post' : 'posts'}`;

const badge = (account: Profile): string => (account.automated ? ' <span class="badge">automated</span>' : '');

type Thread = { readonly first: LocalPost; readonly replies: readonly LocalPost[] };

/** Every post under the first of its thread; an answer to what is not here begins its own. Newest thread first where times are equal. */
const threadsOf = (oldestFirst: readonly LocalPost[]): Thread[] => {
  const firsts = new Map<string, LocalPost>();
  for (const post of oldestFirst) firsts.set(post.id, firsts.get(post.replyTo ?? '') ?? post);
  const threads = [...Map.groupBy(oldestFirst, ({ id }) => firsts.get(id) as LocalPost)].reverse();
  return threads.map(([first, all]) => ({ first, replies: all.filter((post) => post !== first) }));
};

const item = ({ first, replies }: Thread, show: (post: LocalPost) => string): string => {
  const below = replies.map((reply) => `<li>${show(reply)}</li>`).join('\n');
  return `<li>${show(first)}${below === '' ? '' : `\n<ol class="thread" aria-label="Replies">\n${below}\n</ol>`}</li>`;
};

/** Each distinct picture and the name of its class: the bytes stand in the page once, in its style. */
const picturesOf = (posts: readonly LocalPost[]): ReadonlyMap<string, string> => {
  const data = posts.flatMap(({ pictures = [] }) => pictures.map((picture) => picture.data));
  const safe = data.filter((url) => /^data:image\/[a-z+.-]+;base64,[A-Za-z0-9+/=]*$/.test(url));
  return new Map([...new Set(safe)].map((url, i) => [url, `picture-${i}`]));
};

const article = (post: LocalPost, account: Profile, said: string): string => `<article>
<div class="who"><span class="face" aria-hidden="true">${escaped(initial(account.name))}</span>
<div><strong><bdi>${escaped(account.name)}</bdi></strong>${badge(account)}<br>
<span class="quiet"><bdi dir="ltr">${escaped(account.handle)}</bdi> · ${time(post.at)}</span></div></div>
${said}
</article>`;

const body = (post: LocalPost, network: NetworkName, pictures: ReadonlyMap<string, string>): string => {
  const { contentWarning: warning } = post;
  const lang = post.langs[0];
  const written = `${lang ? ` lang="${escaped(lang)}"` : ''} dir="${direction(lang)}"`;
  const text = `<p class="text"${written}>${highlighted(post.text)}</p>`;
  const shown = (post.pictures ?? []).map((picture) => figure(picture, written, pictures.get(picture.data))).join('\n');
  if (!warning) return `${text}\n${shown}`;
  if (network !== 'bluesky') return covered(warning, written, `${text}\n${shown}`);
  // Bluesky has labels in place of words, and no label covers a text.
  const label = `Label: ${warning}`;
  return `${text}\n${shown === '' ? `<p class="quiet">${escaped(label)}</p>` : covered(label, ' lang="en" dir="ltr"', shown)}`;
};

const covered = (warning: string, written: string, what: string): string =>
  `<details><summary${written}>${escaped(warning)}</summary>\n${what}</details>`;

// One transparent pixel: the picture itself is the background, in the shape that width and height give.
const pixel = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

const figure = ({ alt, width, height }: LocalPicture, written: string, name = 'missing'): string => {
  const [w, h] = [width, height].map((size) => Math.max(1, Math.round(size)));
  return `<figure><img class="${name}" src="${pixel}" width="${w}" height="${h}" alt="${escaped(alt)}"${written}>
<figcaption${written}>${alt === '' ? 'No alt text.' : escaped(alt)}</figcaption></figure>`;
};

const initial = (name: string): string => [...name.replace(/^[#@]/u, '')][0]?.toUpperCase() ?? '?';

const shown = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

const time = (at: Temporal.Instant): string =>
  `<time datetime="${at.toString()}">${shown.format(at.epochMilliseconds)} UTC</time>`;

// The languages of today that are written right to left and that a campaign is likely to speak.
const rightToLeft = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']);

const direction = (lang: string | undefined): string =>
  lang === undefined ? 'auto' : rightToLeft.has(lang.split('-')[0]?.toLowerCase() ?? '') ? 'rtl' : 'ltr';

const mark = /(?<link>https?:\/\/[^\s<>"]*[^\s<>".,;:!?'()،؛؟])|(?<![\p{L}\p{N}_&/])(?<tag>[#＃][\p{L}\p{M}\p{N}_]+)/gu;

const highlighted = (text: string): string => {
  let html = '';
  let done = 0;
  for (const found of text.matchAll(mark)) {
    const part = escaped(found[0]);
    html += escaped(text.slice(done, found.index));
    html += found.groups?.link
      ? `<a href="${part}" rel="noreferrer" dir="ltr">${part}</a>`
      : `<bdi class="tag">${part}</bdi>`;
    done = found.index + found[0].length;
  }
  return html + escaped(text.slice(done));
};

const escaped = (text: string): string => text.replace(/[&<>"']/gu, (char) => `&#${char.charCodeAt(0)};`);
