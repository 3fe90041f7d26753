/** The look of our own pages: plain, light and dark, logical properties so that right-to-left is no special case. */
export const style = `
:root { color-scheme: light dark; --ink: light-dark(#1d1b1a, #eceae6); --paper: light-dark(#fbfaf8, #161514);
  --line: light-dark(#d9d4cc, #3a3733); --quiet: light-dark(#625d57, #a9a39b); --good: light-dark(#1c6b3c, #7fd3a1); --bad: light-dark(#a3261d, #ff9d94); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-inline-size: 72rem; margin-inline: auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin-block: 0 .25rem; } h2 { font-size: 1.15rem; margin-block: 2rem .5rem; }
section, .scroll { overflow-x: auto; }
table { border-collapse: collapse; inline-size: 100%; font-size: .9rem; }
th, td { text-align: start; vertical-align: top; padding: .35rem .75rem .35rem 0; border-block-end: 1px solid var(--line); }
th { font-weight: 600; color: var(--quiet); }
.sums td { font-size: 1.2rem; font-variant-numeric: tabular-nums; }
.text { white-space: pre-line; min-inline-size: 20rem; }
.quiet { color: var(--quiet); } .good strong { color: var(--good); } .bad strong { color: var(--bad); }
summary { cursor: pointer; padding-block: .5rem; color: var(--quiet); }
a { color: inherit; }
`;
