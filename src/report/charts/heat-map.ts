import { max } from 'd3-array';
import { scaleQuantize } from 'd3-scale';
import { html } from 'hono/html';
import type { NetworkReport } from '../report-schema.ts';
import type { Voice } from '../words.ts';
import { picture, WIDTH } from './picture.ts';

/* Weekday by hour, as squares in five strengths; an hour that was never watched is hatched, which is not the same as empty. */

const ROW = 26;
const LABELS = 74;
const COLUMN = (WIDTH - LABELS - 4) / 24;
const HEIGHT = 7 * ROW + 26;

export type HeatMap = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly cells: NonNullable<NetworkReport['bestHours']>['cells'];
  readonly voice: Voice;
};

export const heatMap = ({ id, title, description, cells, voice: { s } }: HeatMap) => {
  const flip = s.dir === 'rtl';
  const most = Math.max(1, max(cells, ({ posts }) => posts ?? 0) ?? 1);
  const strength = scaleQuantize([0, most], ['q1', 'q2', 'q3', 'q4', 'q5']);
  const left = (column: number) => {
    const at = LABELS + column * COLUMN;
    return flip ? WIDTH - at - COLUMN : at;
  };
  const look = (posts: number | null) => (posts === null ? 'missed' : posts === 0 ? 'q0' : strength(posts));
  return picture(
    { id, title, description, height: HEIGHT, className: 'heat' },
    html`
${cells.map(({ weekday, hour, posts }) => html`<rect class="${look(posts)}" x="${(left(hour) + 1).toFixed(1)}" y="${(weekday - 1) * ROW + 1}" width="${(COLUMN - 2).toFixed(1)}" height="${ROW - 2}" rx="3"/>`)}
${[1, 2, 3, 4, 5, 6, 7].map((day) => html`<text x="${flip ? WIDTH - 4 : 4}" y="${(day - 1) * ROW + 18}">${s.weekday(day, s.lang === 'ar' ? 'long' : 'short')}</text>`)}
${[0, 3, 6, 9, 12, 15, 18, 21].map((hour) => html`<text class="${hour % 6 === 0 ? '' : 'minor'}" text-anchor="middle" x="${(left(hour) + COLUMN / 2).toFixed(1)}" y="${HEIGHT - 6}">${s.n(hour)}</text>`)}`,
  );
};
