import { max } from 'd3-array';
import { scaleLinear, scaleSqrt } from 'd3-scale';
import { curveMonotoneX, line } from 'd3-shape';
import { html, raw } from 'hono/html';
import { type Age, ages } from '../kinds.ts';
import type { NetworkReport } from '../report-schema.ts';
import type { Voice } from '../words.ts';
import { picture, WIDTH } from './picture.ts';

/* Growth curves of our posts: reactions by age, the first hours wider than the last days since most happens then. */

const HEIGHT = 256;
const TOP = 24;
const BOTTOM = 206;
const minutes: Record<Age, number> = { '1h': 60, '6h': 360, '1d': 1440, '3d': 4320, '7d': 10_080 };

type Look = NetworkReport['growth'][number]['looks'][number];

export type GrowthChart = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly growth: NetworkReport['growth'];
  readonly voice: Voice;
};

export const growthChart = ({ id, title, description, growth, voice: { s, w } }: GrowthChart) => {
  const curves = growth
    .filter(({ looks }) => looks.length > 0)
    .map(({ looks }): Look[] => [{ minutes: 0, reactions: 0 }, ...looks]);
  const oldest = Math.max(60, max(curves, (looks) => looks.at(-1)?.minutes ?? 0) ?? 0);
  const most = Math.max(1, max(curves, (looks) => max(looks, ({ reactions }) => reactions) ?? 0) ?? 1);
  const flip = s.dir === 'rtl';
  const x = scaleSqrt([0, oldest], flip ? [WIDTH - 6, 14] : [6, WIDTH - 14]);
  const y = scaleLinear([0, most], [BOTTOM, TOP]).nice(4);
  const draw = line<Look>()
    .x((look) => x(look.minutes))
    .y((look) => y(look.reactions))
    .curve(curveMonotoneX)
    .digits(1);
  const named = ages.filter((age) => minutes[age] <= oldest * 1.02);
  const ticks = y.ticks(4).filter((tick) => tick > 0 && Number.isInteger(tick));
  return picture(
    { id, title, description, height: HEIGHT, className: 'growth' },
    html`
${ticks.map((tick) => html`<line class="grid" x1="4" x2="${WIDTH - 4}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}"/>`)}
<line class="axis" x1="4" x2="${WIDTH - 4}" y1="${BOTTOM}" y2="${BOTTOM}"/>
${named.map((age) => {
  const at = x(minutes[age]);
  const edge = flip ? at < 60 : at > WIDTH - 60;
  return html`<line class="grid" x1="${at.toFixed(1)}" x2="${at.toFixed(1)}" y1="${TOP}" y2="${BOTTOM + 6}"/><text class="${age === '6h' ? 'minor' : ''}" text-anchor="${edge ? 'end' : 'middle'}" x="${at.toFixed(1)}" y="${HEIGHT - 28}">${s.age(age)}</text>`;
})}
<g class="${curves.length > 12 ? 'many' : 'some'}">${curves.map((looks) => html`<path class="line curve" d="${raw(draw(looks) ?? '')}"/>`)}</g>
${curves.length > 12 ? '' : curves.map((looks) => html`<circle class="dot curve" cx="${x(looks.at(-1)?.minutes ?? 0).toFixed(1)}" cy="${y(looks.at(-1)?.reactions ?? 0).toFixed(1)}" r="3"/>`)}
${ticks.map((tick, i) => html`<text class="${ticks.length > 4 && (ticks.length - i) % 2 === 0 ? 'value minor' : 'value'}" x="${flip ? WIDTH - 6 : 6}" y="${(y(tick) - 4).toFixed(1)}">${s.n(tick)}</text>`)}
<text class="small" text-anchor="end" x="${flip ? 6 : WIDTH - 6}" y="${HEIGHT - 6}">${w.growthAxis}</text>`,
  );
};
