import type { Audience } from '../model.ts';
import { minute, type Span } from './zone.ts';

/*
 * The slots of one network on one day. They depend on the calendar, the audiences and the cadence, and on nothing that
 * was planned before: so a plan laid out again finds the same slots.
 */

export type Slot = { readonly at: number; readonly audience: Audience };

export type Day = {
  /** The audiences and their windows on this day. */
  readonly audiences: readonly { readonly audience: Audience; readonly windows: readonly Span[] }[];
  /** The day's number: the audience that has the first turn changes with it, so that odd caps are shared fairly. */
  readonly number: number;
};

// People expect a post at 10:25, not at 10:27; and a moment that has to give way needs few others to try.
const grid = 5 * minute;

/** At most `cap` slots, at least `spacing` milliseconds apart, in the order of time. */
export const slots = (day: Day, cap: number, spacing: number): readonly Slot[] => {
  const open = day.audiences.filter(({ windows }) => windows.length > 0);
  if (open.length === 0) return [];
  const turns = Array.from({ length: cap }, (_, turn) => (day.number + turn) % open.length);
  const wanted = open.flatMap(({ audience, windows }, index) => {
    const share = turns.filter((turn) => turn === index).length;
    return Array.from({ length: share }, (_, k) => ({ at: moment(windows, (k + 0.5) / share), audience, windows }));
  });
  const placed: Slot[] = [];
  for (const { at, audience, windows } of wanted.sort((a, b) => a.at - b.at)) {
    const free = (moment: number) => placed.every((other) => Math.abs(other.at - moment) >= spacing);
    const found = free(at) ? at : nearest(windows, at, free);
    if (found !== undefined) placed.push({ at: found, audience });
  }
  return placed.sort((a, b) => a.at - b.at);
};

/** The moment at which a fraction of the windows' whole time has passed, on the grid. */
const moment = (windows: readonly Span[], fraction: number): number => {
  let left = fraction * windows.reduce((sum, { start, end }) => sum + end - start, 0);
  for (const { start, end } of windows) {
    if (left < end - start) return settled({ start, end }, Math.floor((start + left) / grid) * grid);
    left -= end - start;
  }
  const last = windows.at(-1)!;
  return settled(last, Math.floor(last.end / grid - 1) * grid);
};

/** A moment of the grid that lies in the window; a window that the grid misses has its own start. */
const settled = ({ start, end }: Span, at: number): number => {
  const first = Math.ceil(start / grid) * grid;
  return at >= start ? at : first < end ? first : start;
};

const nearest = (windows: readonly Span[], at: number, free: (moment: number) => boolean): number | undefined =>
  windows
    .flatMap(moments)
    .filter(free)
    .reduce<number | undefined>(
      (best, moment) => (best === undefined || Math.abs(moment - at) < Math.abs(best - at) ? moment : best),
      undefined,
    );

const moments = ({ start, end }: Span): readonly number[] => {
  const first = settled({ start, end }, start - 1);
  return Array.from({ length: Math.ceil((end - first) / grid) }, (_, step) => first + step * grid);
};
