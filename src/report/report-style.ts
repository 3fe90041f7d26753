import { style } from './style.ts';

/* The look of the engagement report, on top of that of all our pages: charts by class, a phone, A4. */

export const reportStyle = `${style}
:root { --public: light-dark(#0b6e5f, #58c9b4); --partners: light-dark(#8a4b08, #f0ac5f); --ours: light-dark(#4a3aa8, #b3a6ff);
  --special: light-dark(#f6e7c1, #4a3d1c); --missed: light-dark(#d4cec6, #4b4641); }
section { overflow-x: visible; }
main { max-inline-size: 60rem; }
h2 { font-size: 1.45rem; margin-block: 3rem .5rem; padding-block-end: .25rem; border-block-end: 3px solid var(--line); }
h3 { font-size: 1.1rem; margin-block: 2rem .5rem; } h4 { font-size: .95rem; margin-block: 1.25rem .35rem; color: var(--quiet); }
p { max-inline-size: 46rem; margin-block: .5rem; overflow-wrap: anywhere; } .lead { font-size: 1.1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; margin-block: .5rem; }
nav a, td a { display: inline-block; padding-block: .2rem; }
.warn { border-inline-start: 4px solid var(--partners); padding: .4rem .8rem; }
.note { font-size: .9rem; color: var(--quiet); }
.scroll { overflow-x: auto; position: relative; }
.scroll:focus-visible, a:focus-visible, summary:focus-visible { outline: 3px solid var(--ours); outline-offset: 2px; }
table { inline-size: auto; min-inline-size: min(100%, 22rem); font-variant-numeric: tabular-nums; }
th, td { padding-inline-end: 1.25rem; } tbody th { font-weight: 500; color: var(--ink); }
th.number, td.number { text-align: end; } td small { color: var(--quiet); white-space: nowrap; }
td.words { min-inline-size: 12rem; white-space: normal; }
details table { font-size: .8rem; }
.chart { margin: .75rem 0 .25rem; break-inside: avoid; }
.chart svg { display: block; inline-size: 100%; block-size: auto; }
.chart text { font-size: 13px; fill: var(--quiet); font-family: system-ui, sans-serif; }
.chart .value { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.chart .small { font-size: 12px; }
.grid { stroke: var(--line); stroke-width: 1; } .axis { stroke: var(--quiet); stroke-width: 1; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.line.public { stroke: var(--public); } .line.partners { stroke: var(--partners); }
.area.public { fill: var(--public); opacity: .14; } .dot.public { fill: var(--public); } .dot.partners { fill: var(--partners); }
.ours { fill: var(--ours); } .special { fill: var(--special); } .missed { fill: var(--missed); }
.hours .missed { opacity: .55; }
.line.curve { stroke: var(--ours); } .dot.curve { fill: var(--ours); } .many .curve { opacity: .35; stroke-width: 1.5; }
.q0 { fill: var(--line); opacity: .45; }
.q1 { fill: color-mix(in oklab, var(--public) 28%, var(--paper)); } .q2 { fill: color-mix(in oklab, var(--public) 46%, var(--paper)); }
.q3 { fill: color-mix(in oklab, var(--public) 64%, var(--paper)); } .q4 { fill: color-mix(in oklab, var(--public) 82%, var(--paper)); }
.q5 { fill: var(--public); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 .75rem; padding: 0; list-style: none; font-size: .85rem; color: var(--quiet); }
.legend li { display: flex; align-items: center; gap: .4rem; } .legend svg { inline-size: 22px; block-size: 12px; } .legend .scale { inline-size: 60px; }
.hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
footer { margin-block-start: 3rem; border-block-start: 1px solid var(--line); padding-block-start: 1rem; }
@media (max-width: 40rem) {
  body { font-size: .975rem; } h1 { font-size: 1.4rem; }
  .chart text { font-size: 23px; } .chart .small { font-size: 20px; } .chart .minor { display: none; }
  .heat text { font-size: 19px; }
  th, td { padding-inline-end: .9rem; }
}
@page { size: A4; margin: 16mm 14mm; }
@media print {
  :root { color-scheme: light; --paper: #fff; }
  body { font-size: 10.5pt; } main { padding: 0; max-inline-size: none; }
  .network { break-before: page; } .network > h2 { margin-block-start: 0; }
  h2, h3, h4 { break-after: avoid; } tr, .legend { break-inside: avoid; } thead { display: table-header-group; }
  .chart svg { max-block-size: 75mm; } .scroll { overflow: visible; }
  nav, details { display: none; }
  svg, rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
