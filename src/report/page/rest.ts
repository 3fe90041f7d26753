import { html } from 'hono/html';
import { heatMap } from '../charts/heat-map.ts';
import { outcomes } from '../kinds.ts';
import { asWritten, type Html, name, number, type Part, section, table, text, time } from './part.ts';

/* Boosts, best hours, organic share, plan and money: the parts that are one table or one picture each. */

export const boostsSection = (part: Part): Html => {
  const { network, voice, fig } = part;
  const { w, s } = voice;
  const rows = network.boosts.map(({ partner, at, state, reason, url }) => [
    url && /^https?:\/\//.test(url) ? html`<a href="${url}" rel="noreferrer">${name(partner)}</a>` : name(partner),
    time(at, s.moment(at)),
    html`${reason ? asWritten(reason) : w.noBoostReason}${state === 'undone' ? html` <small>(${w.undone})</small>` : ''}`,
  ]);
  const inside =
    rows.length === 0
      ? html`<p>${w.noBoosts}</p><div hidden>${fig('boosts')}</div>`
      : html`<p class="note">${s.label(w.posts)} ${fig('boosts')}</p>
${table(w.boosts, [text(w.partner), text(w.when), text(w.reason)], rows)}`;
  return section(part, 'boosts', w.boosts, inside);
};

export const bestHoursSection = (part: Part): Html => {
  const { network, voice, fig, report } = part;
  const { w, s } = voice;
  const { bestHours } = network;
  if (!bestHours) return section(part, 'best-hours', w.bestHours, html`<p>${w.unwatched}</p>`);
  const { cells, best } = bestHours;
  const words =
    best.length === 0
      ? w.tooFewForBest
      : w.best(
          best.map(({ weekday, hour, posts }) => w.bestHour(s.weekday(weekday, 'long'), s.clockHour(hour), posts)),
        );
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const rows = [1, 2, 3, 4, 5, 6, 7].map((day) => [
    s.weekday(day, 'long'),
    ...hours.map((hour) => fig(`best-hours.${day}.${hour}`)),
  ]);
  const title = w.heatMap(part.name);
  const inside = html`<p>${words} ${w.bestHoursNote(report.campaign.timeZone)}</p>
${heatMap({ id: `${network.network}-heat`, title, description: words, cells, voice })}
<ul class="legend"><li>${w.fewer} <svg class="scale" viewBox="0 0 60 12" aria-hidden="true">${['q0', 'q1', 'q2', 'q3', 'q4', 'q5'].map((q, i) => html`<rect class="${q}" x="${(s.dir === 'rtl' ? 5 - i : i) * 10}" width="9" height="12"/>`)}</svg> ${w.more}</li>${
    cells.some(({ posts }) => posts === null)
      ? html`<li><svg viewBox="0 0 22 12" aria-hidden="true"><rect class="missed" width="22" height="12"/></svg>${w.legend.missed}</li>`
      : ''
  }</ul>
<details><summary>${w.eachHour}</summary>${table(w.eachHour, [text(w.day), ...hours.map((hour) => number(s.n(hour)))], rows)}</details>`;
  return section(part, 'best-hours', w.bestHours, inside);
};

export const organicSection = (part: Part): Html => {
  const { network, voice, fig } = part;
  const { w, s } = voice;
  const { organic } = network;
  const figures = html`<p class="note">${s.label(w.posts)} ${fig('organic.posts')} · ${s.label(w.copied)} ${fig('organic.copied')} · ${s.label(w.texts)} ${fig('organic.groups')}</p>`;
  const inside = !organic
    ? html`<p>${network.network === 'x' ? w.organicX : w.unwatched}</p><div hidden>${figures}</div>`
    : html`<p>${w.organicSentence(organic)}${organic.largest ? ` ${w.organicLargest(organic.largest.posts, organic.largest.authors)}` : ''}</p>
${figures}
<p class="note">${w.organicNote}</p>`;
  return section(part, 'organic', w.organic, inside);
};

export const planSection = (part: Part): Html => {
  const { network, voice, fig } = part;
  const { w, s } = voice;
  const { plan } = network;
  const rows = outcomes.map((outcome) => [w.outcome[outcome], fig(`plan.${outcome}`)]);
  const reasons = plan.reasons.map(({ outcome, reason, deliveries }) => [
    w.outcome[outcome],
    asWritten(reason),
    s.n(deliveries),
  ]);
  const inside = html`${table(
    w.plan,
    [text(w.whatBecame), number(w.deliveries)],
    [...rows.slice(0, 1), [w.late, fig('plan.late')], ...rows.slice(1), [w.all, fig('plan.planned')]],
  )}
${reasons.length === 0 ? '' : html`<h4>${w.why}</h4>${table(w.why, [text(w.whatBecame), text(w.reason), number(w.deliveries)], reasons)}`}`;
  return section(part, 'plan', w.plan, inside);
};

export const moneySection = (part: Part): Html | '' => {
  const { network, voice, fig } = part;
  const { w, s } = voice;
  const { money } = network;
  if (!money) return '';
  const sentence = w.moneySentence({
    spent: s.dollars(money.spent),
    before: money.before === null ? null : s.dollars(money.before),
    month: s.dollars(money.month),
    budget: money.budget === null ? null : s.dollars(money.budget),
  });
  const rows = money.by.map(({ what, calls, spent }) => [w.what[what], s.n(calls), s.dollars(spent)]);
  const totals = [w.all, '', fig('money.spent', s.dollars)];
  const inside = html`<p>${sentence}</p>
${rows.length === 0 ? html`<div hidden>${fig('money.spent')}</div>` : table(w.money, [text(w.spentOn), number(w.calls), number(w.spent)], [...rows, totals])}
<div hidden>${fig('money.before')}${fig('money.month')}</div>`;
  return section(part, 'money', w.money, inside);
};
