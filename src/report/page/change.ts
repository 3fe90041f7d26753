import { html } from 'hono/html';
import type { Who } from '../words.ts';
import { type Html, number, type Part, section, table, text } from './part.ts';

export const changeSection = (part: Part): Html => {
  const { network, report, voice } = part;
  const { w, s } = voice;
  const { coverage, changes } = network;
  if (coverage.before === null) return section(part, 'change', w.change, html`<p>${w.nothingBefore}</p>`);
  const uneven = changes.some(({ perDay }) => perDay !== null);
  const heads = [
    text(''),
    number(w.now),
    number(w.before),
    number(w.difference),
    ...(uneven ? [number(w.perDay)] : []),
  ];
  const rows = changes.map(({ figure, now, before, percent, perDay }) => {
    const [, what = '', who = ''] = figure.split('.');
    const write = (value: number | null) => (value === null ? w.unknown : s.n(value));
    const difference =
      percent !== null
        ? s.change(percent)
        : now !== null && before !== null && perDay === null
          ? s.signed(now - before)
          : '–';
    return [
      w.figure(what as 'posts' | 'reactions', who as Who),
      write(now),
      write(before),
      difference,
      ...(uneven ? [perDay ? `${s.n(perDay.now)} / ${s.n(perDay.before)}` : '–'] : []),
    ];
  });
  const inside = html`<p class="note">${w.changeNote(coverage, coverage.before)}</p>
${report.before && rows.length > 0 ? table(w.change, heads, rows) : html`<p>${w.notWatchedBefore}</p>`}`;
  return section(part, 'change', w.change, inside);
};
