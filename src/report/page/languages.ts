import { html } from 'hono/html';
import { ages } from '../kinds.ts';
import { ageCells, knownAges, unseen } from './messages.ts';
import { type Html, number, type Part, section, table, text } from './part.ts';

export const languagesSection = (part: Part): Html => {
  const { network, voice, fig } = part;
  const { w, s } = voice;
  const { languages } = network;
  const x = network.network === 'x';
  const shown = knownAges(languages);
  const shares = languages.some(({ share }) => share !== null);
  const rows = languages.map((one) => {
    const at = `languages.${one.lang || 'none'}`;
    return [
      one.lang === '' ? w.noLanguage : s.language(one.lang),
      fig(`${at}.public`),
      ...(shares ? [one.share === null ? '–' : s.percent(one.share)] : []),
      fig(`${at}.partners`),
      fig(`${at}.ours`),
      ...ageCells(
        part,
        at,
        one.ages.filter(({ age }) => shown.includes(age)),
      ),
    ];
  });
  const heads = [
    text(w.language),
    number(w.who.public),
    ...(shares ? [number(w.share)] : []),
    number(w.who.partners),
    number(w.who.ours),
    ...shown.map((age) => number(s.age(age))),
  ];
  const rest = languages.flatMap((one) =>
    ages.filter((age) => !shown.includes(age)).map((age) => `languages.${one.lang || 'none'}.${age}`),
  );
  const inside =
    languages.length === 0
      ? html`<p>${w.noLanguages}</p>`
      : html`<p class="note">${x ? w.languagesNoteX : w.languagesNote}${shares || x ? '' : ` (${w.fewCases})`}</p>
${table(w.languages, heads, rows)}${unseen(part, rest)}`;
  return section(part, 'languages', w.languages, inside);
};
