import type { Audience, Hours } from '../model.ts';
import { day, dayNumber, minute, type Period, periods, type Span } from './zone.ts';

/*
 * When an audience may be spoken to on one day of the campaign's calendar: its hours by its own clocks, without the
 * quiet hours, cut to that day. The audience's own date may be the day before or after.
 *
 * Where clocks change, every minute the clocks show counts once: of a repeated hour the first, as `compatible` has it.
 * Hours that fall whole into a skipped hour come as much later. Quiet hours are quiet both times.
 */

/** Sorted, apart from one another; empty where the audience has no hours on that day. */
export const windows = (
  audience: Audience,
  quiet: Hours | undefined,
  date: Temporal.PlainDate,
  calendar: Span,
): readonly Span[] => {
  const zone = periods(audience.timeZone, date.year);
  const around = [-2, -1, 0, 1, 2].map((days) => dayNumber(date) + days);
  const open = around.flatMap((local) => audience.hours.flatMap((hours) => shown(wall(local, hours), zone)));
  const closed = quiet === undefined ? [] : around.flatMap((local) => everyTime(wall(local, quiet), zone));
  return closed.reduce<readonly Span[]>(without, joined(open.map((span) => overlap(span, calendar))));
};

/** Hours of one local date, as the clocks on the wall show them. Hours without length are none. */
const wall = (local: number, { start, end }: Hours): Span => ({
  start: local * day + start * minute,
  end: (end < start ? local + 1 : local) * day + end * minute,
});

/** The moments at which a wall clock shows this span, each minute of it at its first time. */
const shown = (span: Span, zone: readonly Period[]): readonly Span[] => {
  const found: Span[] = [];
  let seen = Number.NEGATIVE_INFINITY;
  let before: Period | undefined;
  for (const period of zone) {
    const first = period.start + period.offset;
    const last = period.end + period.offset;
    const piece = { start: Math.max(span.start, first, seen), end: Math.min(span.end, last) };
    if (piece.start < piece.end) found.push(moved(piece, -period.offset));
    // The clocks jumped over the whole of it: it comes when they would have shown it, had they not.
    else if (before !== undefined && seen <= span.start && span.end <= first) found.push(moved(span, -before.offset));
    seen = Math.max(seen, last);
    before = period;
  }
  return found;
};

const everyTime = (span: Span, zone: readonly Period[]): readonly Span[] =>
  zone.map((period) => overlap(moved(span, -period.offset), period)).filter(({ start, end }) => start < end);

const moved = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

const overlap = (one: Span, other: Span): Span => ({
  start: Math.max(one.start, other.start),
  end: Math.min(one.end, other.end),
});

const joined = (spans: readonly Span[]): readonly Span[] => {
  const found: Span[] = [];
  for (const span of spans.filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (last === undefined || last.end < span.start) found.push(span);
    else found[found.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return found;
};

const without = (spans: readonly Span[], hole: Span): readonly Span[] =>
  spans
    .flatMap(({ start, end }) => [
      { start, end: Math.min(end, hole.start) },
      { start: Math.max(start, hole.end), end },
    ])
    .filter(({ start, end }) => start < end);
