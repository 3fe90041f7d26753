import { html } from 'hono/html';
import { ages } from '../kinds.ts';
import type { AtAge } from '../report-schema.ts';
import { type Html, name, number, type Part, section, table, text } from './part.ts';

/** The median at each age, and of how many posts; where none is known, a dash. */
export const ageCells = ({ fig, voice }: Part, at: string, all: readonly AtAge[]): Html[] =>
  all.map(
    ({ age, known }) => html`${fig(`${at}.${age}`)}${known > 0 ? html` <small>${voice.w.ofPosts(known)}</small>` : ''}`,
  );

/** Ages at which nothing is known of any post need no column. */
export const knownAges = (rows: readonly { readonly ages: readonly AtAge[] }[]) =>
  ages.filter((age) => rows.some((row) => row.ages.some((one) => one.age === age && one.known > 0)));

/** Figures that have no cell of their own, because nothing is known at that age of any post, stand in the page all the same. */
export const unseen = ({ network }: Part, names: readonly string[]): Html =>
  html`<span hidden>${names.map((one) => html`<data id="${network.network}.${one}" value=""></data>`)}</span>`;

export const messagesSection = (part: Part): Html => {
  const { network, voice, fig } = part;
  const { w, s } = voice;
  const { messages } = network;
  const shown = knownAges(messages);
  const rows = messages.map((one) => [
    name(one.message),
    fig(`messages.${one.message}.posts`),
    ...ageCells(
      part,
      `messages.${one.message}`,
      one.ages.filter(({ age }) => shown.includes(age)),
    ),
  ]);
  const heads = [text(w.message), number(w.posts), ...shown.map((age) => number(s.age(age)))];
  const rest = messages.flatMap((one) =>
    ages.filter((age) => !shown.includes(age)).map((age) => `messages.${one.message}.${age}`),
  );
  const inside =
    messages.length === 0
      ? html`<p>${w.noPosts}</p>`
      : html`<p class="note">${w.messagesNote}</p>
${table(w.messages, heads, rows)}
<p class="note">–: ${w.notYet}</p>${unseen(part, rest)}`;
  return section(part, 'messages', w.messages, inside);
};
