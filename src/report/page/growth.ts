import { html } from 'hono/html';
import { growthChart } from '../charts/growth.ts';
import { ages } from '../kinds.ts';
import type { NetworkReport } from '../report-schema.ts';
import { type Html, name, number, type Part, section, table, text, time } from './part.ts';

/** A longer table waits until somebody asks for it. */
const OPEN_ROWS = 15;

const address = (url: string, words: Html): Html =>
  /^https?:\/\//.test(url) ? html`<a href="${url}" rel="noreferrer">${words}</a>` : words;

const row = ({ fig, voice }: Part, post: NetworkReport['growth'][number]): (Html | string)[] => {
  const { w, s } = voice;
  return [
    html`${address(post.url, name(post.message))} <small>${s.language(post.lang)}${post.step > 0 ? `, ${s.n(post.step + 1)}` : ''}${post.gone ? `, ${w.gone}` : ''}</small>`,
    time(post.at, s.moment(post.at)),
    ...ages.map((age) => fig(`growth.${post.delivery}.${post.step}.${age}`)),
    post.latest ? s.n(post.latest.all) : '–',
  ];
};

export const growthSection = (part: Part): Html => {
  const { network, voice } = part;
  const { w, s } = voice;
  const { growth } = network;
  const looked = growth.filter(({ looks }) => looks.length > 0);
  const title = w.growthChart(part.name);
  const most = Math.max(0, ...looked.flatMap(({ looks }) => looks.map(({ reactions }) => reactions)));
  const description = w.growthChartText(looked.length, most);
  const heads = [text(w.post), text(w.published), ...ages.map((age) => number(s.age(age))), number(w.latest)];
  const rows = () =>
    table(
      w.growth,
      heads,
      growth.map((post) => row(part, post)),
    );
  const chart =
    looked.length === 0
      ? html`<p>${w.growthEmpty}</p>`
      : html`${growthChart({ id: `${network.network}-growth-chart`, title, description, growth, voice })}
<p>${description}</p>`;
  const inside =
    growth.length === 0
      ? html`<p>${w.noPosts}</p>`
      : html`${chart}
${growth.length <= OPEN_ROWS ? rows() : html`<details><summary>${w.eachPost(growth.length)}</summary>${rows()}</details>`}
<p class="note">–: ${w.notYet}</p>`;
  return section(part, 'growth', w.growth, inside);
};
