import type { NetworkReport } from '../report-schema.ts';
import type { NetworkRows, Period } from '../rows.ts';
import type { Zone } from '../zone.ts';

/*
 * Authors are counted within a calendar week and known by nothing afterwards, so the same person in two weeks is two authors here. Of a week that is
 * over, only its whole and its days are on record: of a part of it, the number lies between two bounds.
 */

type Bounds = { readonly atLeast: number; readonly atMost: number };

const weeksOf = ({ span }: Period, zone: Zone): { start: number; end: number }[] => {
  const list: { start: number; end: number }[] = [];
  for (let at = span.from; at < span.to; ) {
    const week = zone.week(at);
    list.push(week);
    at = week.end;
  }
  return list;
};

export const authorsOf = (rows: NetworkRows, period: Period, seen: boolean, zone: Zone): NetworkReport['authors'] => {
  if (rows.network === 'x') return null;
  const { span } = period;
  const weeks = weeksOf(period, zone);
  const bounds = weeks.map(({ start, end }): Bounds => {
    const week = rows.authorWeeks.find((row) => row.whose === 'public' && row.start === start);
    const days = rows.authorDays
      .filter(
        (row) =>
          row.whose === 'public' && row.start >= Math.max(start, span.from) && row.start < Math.min(end, span.to),
      )
      .map((row) => row.authors);
    const sum = days.reduce((total, n) => total + n, 0);
    if (!week) return { atLeast: Math.max(0, ...days), atMost: sum };
    const whole = start >= span.from && end <= span.to;
    if (!week.closed || whole) return { atLeast: week.authors, atMost: week.authors };
    return { atLeast: Math.max(0, ...days), atMost: Math.min(week.authors, sum) };
  });
  const total = (name: keyof Bounds) => bounds.reduce((sum, one) => sum + one[name], 0);
  if (!seen && total('atMost') === 0) return null;
  return { atLeast: total('atLeast'), atMost: total('atMost'), weeks: weeks.length };
};
