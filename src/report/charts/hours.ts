import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import { html, raw } from 'hono/html';
import type { NetworkReport } from '../report-schema.ts';
import type { Voice } from '../words.ts';
import { HOUR, type Zone } from '../zone.ts';
import { picture, WIDTH } from './picture.ts';

/* The hour-by-hour line: others and partners as lines that break where nobody looked, our own posts as marks below. */

const HEIGHT = 250;
const TOP = 24;
/** What the name of a day takes: at the end of the line there may be no room for one. */
const LABEL = 46;
const BOTTOM = 206;
const MARKS = 218;

/** At most so many days are named below the line; on a phone every second of them. */
const NAMED_DAYS = 8;

type Point = { readonly at: number; readonly value: number | null };

/** One hour between two that nobody watched makes no line: it is shown as a dot. */
const lonely = (points: readonly Point[]): Point[] =>
  points.filter(
    (point, i) =>
      point.value !== null && (points[i - 1]?.value ?? null) === null && (points[i + 1]?.value ?? null) === null,
  );

/** Neighbouring hours of one kind, as one stretch. */
const stretches = (hours: readonly number[]): { from: number; to: number }[] => {
  const list: { from: number; to: number }[] = [];
  for (const at of hours) {
    const last = list.at(-1);
    if (last?.to === at) last.to = at + HOUR;
    else list.push({ from: at, to: at + HOUR });
  }
  return list;
};

export type HourChart = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly hours: NetworkReport['hours'];
  readonly days: NetworkReport['days'];
  readonly voice: Voice;
  readonly zone: Zone;
};

export const hourChart = ({ id, title, description, hours, days, voice, zone }: HourChart) => {
  const { s } = voice;
  const points = hours.map((hour) => ({ ...hour, start: Temporal.Instant.from(hour.at).epochMilliseconds }));
  const [first, last] = [points[0]!.start, points.at(-1)!.start + HOUR];
  const flip = s.dir === 'rtl';
  const x = scaleLinear([first, last], flip ? [WIDTH - 4, 4] : [4, WIDTH - 4]);
  const most = Math.max(1, max(points, (hour) => Math.max(hour.public ?? 0, hour.partners ?? 0)) ?? 1);
  const y = scaleLinear([0, most], [BOTTOM, TOP]).nice(4);
  const middle = (at: number) => x(at + HOUR / 2);
  const series = (name: 'public' | 'partners'): Point[] =>
    points.map((hour) => ({ at: hour.start, value: hour[name] }));
  const shape = {
    line: line<Point>()
      .defined(({ value }) => value !== null)
      .x(({ at }) => middle(at))
      .y(({ value }) => y(value ?? 0))
      .digits(1),
    area: area<Point>()
      .defined(({ value }) => value !== null)
      .x(({ at }) => middle(at))
      .y0(BOTTOM)
      .y1(({ value }) => y(value ?? 0))
      .digits(1),
  };
  const band = (name: string, from: number, to: number) => {
    const edges = [x(Math.max(from, first)), x(Math.min(to, last))].sort((a, b) => a - b) as [number, number];
    return html`<rect class="${name}" x="${edges[0].toFixed(1)}" y="${TOP}" width="${Math.max(1, edges[1] - edges[0]).toFixed(1)}" height="${BOTTOM - TOP}"/>`;
  };
  const ticks = y.ticks(4).filter((tick) => tick > 0 && Number.isInteger(tick));
  const stride = Math.ceil(days.length / NAMED_DAYS);
  const dots = lonely(series('public')).map(
    ({ at, value }) =>
      html`<circle class="dot public" cx="${middle(at).toFixed(1)}" cy="${y(value ?? 0).toFixed(1)}" r="3"/>`,
  );
  // Partners are few: each hour in which they spoke stands by itself.
  const stems = series('partners').map(({ at, value }) => {
    if (!value) return '';
    const [left, top] = [middle(at).toFixed(1), y(value).toFixed(1)];
    return html`<path class="line partners" d="M${left} ${BOTTOM}V${top}"/><circle class="dot partners" cx="${left}" cy="${top}" r="3.5"/>`;
  });
  return picture(
    { id, title, description, height: HEIGHT, className: 'hours' },
    html`
${days.filter(({ special }) => special).map(({ day }) => band('special', zone.startOfDay(day), zone.endOfDay(day)))}
${stretches(points.filter(({ watched }) => watched < 0.999).map(({ start }) => start)).map(({ from, to }) => band('missed', from, to))}
${ticks.map((tick) => html`<line class="grid" x1="4" x2="${WIDTH - 4}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}"/>`)}
<line class="axis" x1="4" x2="${WIDTH - 4}" y1="${BOTTOM}" y2="${BOTTOM}"/>
${days.map(({ day }, i) => {
  const start = Math.max(zone.startOfDay(day), first);
  const at = x(start);
  const named = i % stride === 0 && Math.abs(x(last) - at) >= LABEL;
  return html`<line class="grid" x1="${at.toFixed(1)}" x2="${at.toFixed(1)}" y1="${BOTTOM}" y2="${BOTTOM + (named ? 8 : 4)}"/>${
    named
      ? html`<text class="${(i / stride) % 2 === 1 ? 'minor' : ''}" x="${(at + (flip ? -4 : 4)).toFixed(1)}" y="${HEIGHT - 6}">${s.tinyDay(start)}</text>`
      : ''
  }`;
})}
<path class="area public" d="${raw(shape.area(series('public')) ?? '')}"/>
<path class="line public" d="${raw(shape.line(series('public')) ?? '')}"/>
${dots}
${stems}
${points
  .filter(({ ours }) => ours > 0)
  .map(({ start }) => {
    const at = middle(start);
    return html`<path class="ours" d="M${at.toFixed(1)} ${MARKS - 10}l5 9h-10z"/>`;
  })}
${ticks.map((tick, i) => html`<text class="${ticks.length > 4 && (ticks.length - i) % 2 === 0 ? 'value minor' : 'value'}" x="${flip ? WIDTH - 6 : 6}" y="${(y(tick) - 4).toFixed(1)}">${s.n(tick)}</text>`)}`,
  );
};
