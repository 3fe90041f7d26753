/* How the timeline page looks, light and dark, in either direction of writing. */

export const style = (light: string, dark: string): string => `
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
.thread { margin-block: 0; margin-inline: 1.25rem 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--line) }
.thread article { margin-block: .5rem }
figure { margin: .75rem 0 0 }
figure img { display: block; inline-size: 100%; block-size: auto; border: 1px solid var(--line); border-radius: .6rem;
  background-size: 100% 100%; print-color-adjust: exact }
figcaption { margin-block-start: .35rem; color: var(--quiet); font-size: .875rem; overflow-wrap: anywhere }
details { margin-block-start: .75rem; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .6rem }
summary { cursor: pointer; font-weight: 600; overflow-wrap: anywhere }
`;
