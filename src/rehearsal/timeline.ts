import type { NetworkName } from '../model.ts';
import type { LocalPost } from './local.ts';

/*
 * What followers would see on a local network, as one HTML document that asks nothing of anybody: no script, no font,
 * no picture. Everything that came from outside is escaped.
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
  const newestFirst = posts.toReversed().sort((a, b) => b.at.epochMilliseconds - a.at.epochMilliseconds);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${name} (rehearsal): ${escaped(account.name)}</title>
<style>${style(light, dark)}</style>
</head>
<body>
<p class="rehearsal"><strong>Rehearsal.</strong> A local ${name} on this machine. Nothing here was sent to the real one.</p>
<header>
<h1><bdi>${escaped(account.name)}</bdi></h1>
<p><bdi dir="ltr">${escaped(account.handle)}</bdi>${badge(account)} <span class="quiet">${count(posts.length)}</span></p>
</header>
<main>
${posts.length === 0 ? '<p class="quiet">Nothing has been published yet.</p>' : `<ol>\n${newestFirst.map((post) => card(post, account)).join('\n')}\n</ol>`}
</main>
</body>
</html>
`;
};

const count = (posts: number): string => `${posts} ${posts === 1 ? 'post' : 'posts'}`;

const badge = (account: Profile): string => (account.automated ? ' <span class="badge">automated</span>' : '');

const card = (post: LocalPost, account: Profile): string => {
  const lang = post.langs[0];
  return `<li><article>
<div class="who"><span class="face" aria-hidden="true">${escaped(initial(account.name))}</span>
<div><strong><bdi>${escaped(account.name)}</bdi></strong>${badge(account)}<br>
<span class="quiet"><bdi dir="ltr">${escaped(account.handle)}</bdi> · ${time(post.at)}</span></div></div>
<p class="text"${lang ? ` lang="${escaped(lang)}"` : ''} dir="${direction(lang)}">${highlighted(post.text)}</p>
</article></li>`;
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

const style = (light: string, dark: string): string => `
:root { --accent: ${light}; --page: #f3f4f6; --card: #fff; --ink: #16181d; --quiet: #59606b; --line: #dcdfe4; --on-accent: #fff }
@media (prefers-color-scheme: dark) {
  :root { --accent: ${dark}; --page: #0e1116; --card: #171b22; --ink: #e8eaee; --quiet: #9ba3af; --line: #2b313b; --on-accent: #0e1116 }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif }
.rehearsal { margin: 0; padding: .6rem 1rem; background: var(--accent); color: var(--on-accent); text-align: center; font-size: .875rem }
header, main { max-inline-size: 38rem; margin-inline: auto; padding-inline: 1rem }
header { padding-block: 1.5rem .5rem }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25 }
header p { margin-block: .25rem 0 }
ol { list-style: none; margin: 0; padding: 0 }
li { content-visibility: auto; contain-intrinsic-size: auto 11rem }
article { margin-block: .75rem; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .85rem }
.who { display: flex; gap: .75rem; align-items: center; line-height: 1.35 }
.face { flex: none; inline-size: 2.6rem; block-size: 2.6rem; border-radius: 50%; background: var(--accent); color: var(--on-accent);
  display: grid; place-items: center; font-weight: 700; font-size: 1.15rem }
.badge { display: inline-block; padding: 0 .5em; border: 1px solid var(--line); border-radius: 1em; font-size: .75rem; font-weight: 400; color: var(--quiet) }
.quiet { color: var(--quiet); font-size: .875rem }
.text { margin-block: .75rem 0; white-space: pre-wrap; overflow-wrap: anywhere; text-align: start }
.text[dir='rtl'] { font-size: 1.0625rem; line-height: 1.8 }
.text a, .tag { color: var(--accent) }
`;
