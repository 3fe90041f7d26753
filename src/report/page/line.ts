import { html } from 'hono/html';
import { hourChart } from '../charts/hours.ts';
import { type Html, number, type Part, section, table, text, time } from './part.ts';

/** What the marks of the chart mean, in its own colours. */
const legend = ({ network, voice: { w } }: Part): Html => {
  const { hours, days } = network;
  const entries = [
    ['public', html`<path class="line public" d="M1 6h20"/>`, true],
    [
      'partners',
      html`<path class="line partners" d="M11 12V4"/><circle class="dot partners" cx="11" cy="4" r="3.5"/>`,
      hours.some(({ partners }) => (partners ?? 0) > 0),
    ],
    ['ours', html`<path class="ours" d="M11 2l5 9h-10z"/>`, hours.some(({ ours }) => ours > 0)],
    ['special', html`<rect class="special" width="22" height="12"/>`, days.some(({ special }) => special)],
    ['missed', html`<rect class="missed" width="22" height="12"/>`, hours.some(({ watched }) => watched < 0.999)],
  ] as const;
  return html`<ul class="legend">${entries
    .filter(([, , there]) => there)
    .map(
      ([name, mark]) => html`<li><svg viewBox="0 0 22 12" aria-hidden="true">${mark}</svg>${w.legend[name]}</li>`,
    )}</ul>`;
};

export const lineSection = (part: Part): Html => {
  const { network, report, name, voice, zone, fig } = part;
  const { w, s } = voice;
  const { hours, days } = network;
  const fullest = hours.reduce<(typeof hours)[number] | undefined>(
    (best, hour) => ((hour.public ?? 0) > (best?.public ?? 0) ? hour : best),
    undefined,
  );
  const description = fullest
    ? w.hourChartText({
        total: network.posts.public.now ?? 0,
        most: fullest.public ?? 0,
        when: s.moment(fullest.at),
      })
    : network.coverage.hours > 0
      ? w.hourChartEmpty
      : w.unwatched;
  const title = w.hourChart(name, report.campaign.hashtag);
  const rows = days.map(({ day, special, hours: watched, of }) => [
    html`${time(day, s.shortDay(zone.startOfDay(day)))}${special ? html` <small>(${w.specialDay})</small>` : ''}`,
    fig(`days.${day}.public`),
    fig(`days.${day}.partners`),
    fig(`days.${day}.ours`),
    w.ofHours({ hours: watched, of }),
  ]);
  const heads = [text(w.day), number(w.who.public), number(w.who.partners), number(w.who.ours), number(w.watchedHours)];
  const inside =
    hours.length === 0
      ? html`<p>${description}</p>`
      : html`${hourChart({ id: `${network.network}-hours`, title, description, hours, days, voice, zone })}
${legend(part)}
<p>${description}</p>
${table(w.dayByDay, heads, rows)}`;
  return section(part, 'line', w.hourByHour, inside);
};
