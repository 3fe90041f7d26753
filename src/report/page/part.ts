import { html } from 'hono/html';
import type { NetworkReport, Report } from '../report-schema.ts';
import type { Voice } from '../words.ts';
import type { Zone } from '../zone.ts';

/* What every part of the page is made with: numbers that carry their name, tables, and where there is nothing, a word. */

export type Html = ReturnType<typeof html>;

export type Part = {
  readonly report: Report;
  readonly network: NetworkReport;
  /** The network's name as people write it. */
  readonly name: string;
  readonly voice: Voice;
  readonly zone: Zone;
  /** A figure by its name within the network: the number as people write it, and under its name for `report --explain`. */
  readonly fig: (name: string, write?: (value: number) => string) => Html;
};

export const part = (report: Report, network: NetworkReport, given: Pick<Part, 'name' | 'voice' | 'zone'>): Part => ({
  report,
  network,
  ...given,
  fig: (name, write = given.voice.s.n) => {
    const id = `${network.network}.${name}`;
    const value = network.figures[id];
    if (value === undefined) throw new Error(`the report has no figure ${id}`);
    return value === null
      ? html`<data id="${id}" value="" class="quiet">–<span class="hidden"> ${given.voice.w.unknown}</span></data>`
      : html`<data id="${id}" value="${value}">${write(value)}</data>`;
  },
});

/** A column of numbers is set flush with their ends. */
export type Column = { readonly head: string; readonly number?: boolean };

export const number = (head: string): Column => ({ head, number: true });
export const text = (head: string): Column => ({ head });

/** Wide tables scroll by themselves, by finger or key; the page never does. The first cell of a row is its head. */
export const table = (
  label: string,
  columns: readonly Column[],
  rows: readonly (readonly (Html | string)[])[],
): Html => html`
<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>
<thead><tr>${columns.map(({ head, number: n }) => html`<th scope="col" class="${n ? 'number' : 'words'}">${head}</th>`)}</tr></thead>
<tbody>${rows.map(
  (row) =>
    html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="${columns[i]?.number ? 'number' : ''}">${cell}</td>`))}</tr>\n`,
)}</tbody>
</table></div>`;

/** Words that are stored in English, or are names: set apart where the page is in another language. */
export const asWritten = (words: string): Html => html`<bdi lang="en">${words}</bdi>`;

export const name = (words: string): Html => html`<bdi>${words}</bdi>`;

export const section = (part: Part, id: string, title: string, inside: Html): Html => html`
<section id="${part.network.network}-${id}" aria-labelledby="${part.network.network}-${id}-title">
<h3 id="${part.network.network}-${id}-title">${title}</h3>
${inside}
</section>`;

export const time = (moment: string, words: string): Html => html`<time datetime="${moment}">${words}</time>`;
