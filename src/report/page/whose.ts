import { html } from 'hono/html';
import { type Html, number, type Part, section, table, text } from './part.ts';

/** Ours, our partners', everybody else's: never in one sum. */
export const whoseSection = (part: Part): Html => {
  const { network, report, voice, fig } = part;
  const { w } = voice;
  const { authors } = network;
  const compared = report.before !== null;
  const rows = (['public', 'partners', 'ours'] as const).map((who) => [
    w.who[who],
    fig(`posts.${who}`),
    ...(compared ? [fig(`posts.${who}.before`)] : []),
    ...(['likes', 'boosts', 'replies', 'quotes', 'all'] as const).map((name) => fig(`reactions.${who}.${name}`)),
    ...(compared ? [fig(`reactions.${who}.all.before`)] : []),
  ]);
  const heads = [
    text(w.whom),
    number(w.posts),
    ...(compared ? [number(w.before)] : []),
    number(w.likes),
    number(w.boostsGained),
    number(w.replies),
    number(w.quotes),
    number(`${voice.s.label(w.reactions)} ${w.all}`),
    ...(compared ? [number(w.before)] : []),
  ];
  const people = authors ? w.authors(authors.atLeast, authors.atMost, authors.weeks) : w.authorsUnknown;
  const bounds = authors
    ? html`<span class="quiet">(${fig('authors.atLeast')}${authors.atLeast === authors.atMost ? html`<span hidden>${fig('authors.atMost')}</span>` : html`–${fig('authors.atMost')}`})</span>`
    : html`<span hidden>${fig('authors.atLeast')}${fig('authors.atMost')}</span>`;
  const inside = html`<p class="note">${w.whoseNote}${network.network === 'x' ? ` ${w.whoseNoteX}` : ''}</p>
${table(w.whose, heads, rows)}
<p>${people} ${bounds}</p>`;
  return section(part, 'whose', w.whose, inside);
};
