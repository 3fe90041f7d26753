import type { NetworkReport } from '../report-schema.ts';
import type { NetworkRows, OurPost, Period, ReportRows, Span } from '../rows.ts';
import { HOUR, hourStarts, type Zone } from '../zone.ts';

/* Posts with the hashtag by hour and by day, ours, partners' and the public's apart. */

export type HourRow = {
  readonly at: number;
  readonly ours: number;
  readonly partners: number;
  readonly public: number;
  /** How much of the hour was watched, 0 to 1. */
  readonly watched: number;
};

/** Posts of ours with the hashtag that are there for everybody to see; `goneBy`: as it was at that moment. */
const shown = (post: OurPost, goneBy?: number): boolean =>
  post.tagged && (post.goneAt === undefined || (goneBy !== undefined && post.goneAt >= goneBy));

/**
 * X's numbers are of everybody: what is left without ours and the partners' posts that we know is the public's. A bucket belongs to the hour in which
 * it begins.
 */
const publicOfX = (rows: NetworkRows): Map<number, number> => {
  const hours = new Map<number, number>();
  for (const { from, to, posts } of rows.buckets) {
    const known =
      rows.ours.filter((post) => post.at >= from && post.at < to && shown(post, to)).length +
      rows.followed.filter((post) => post.whose === 'partner' && post.at >= from && post.at < to).length;
    const at = Math.floor(from / HOUR) * HOUR;
    hours.set(at, (hours.get(at) ?? 0) + Math.max(0, posts - known));
  }
  return hours;
};

const sumBy = (rows: readonly { readonly at: number; readonly posts: number }[]): Map<number, number> => {
  const sums = new Map<number, number>();
  for (const { at, posts } of rows) sums.set(at, (sums.get(at) ?? 0) + posts);
  return sums;
};

/** Every hour of a span, also those in which nothing happened. */
export const hourRows = (rows: NetworkRows, span: Span, watched: readonly Span[]): HourRow[] => {
  const hourOf = (at: number): number => Math.floor(at / HOUR) * HOUR;
  const ours = sumBy(rows.ours.filter((post) => shown(post)).map(({ at }) => ({ at: hourOf(at), posts: 1 })));
  const x = rows.network === 'x';
  const partners = sumBy(
    x
      ? rows.followed.filter((post) => post.whose === 'partner').map(({ at }) => ({ at: hourOf(at), posts: 1 }))
      : rows.hours.filter((row) => row.whose === 'partner'),
  );
  const others = x ? publicOfX(rows) : sumBy(rows.hours.filter((row) => row.whose === 'public'));
  let next = 0;
  return hourStarts(span.from, span.to).map((at) => {
    const end = at + HOUR;
    while (next < watched.length && watched[next]!.to <= at) next += 1;
    let covered = 0;
    for (let i = next; i < watched.length && watched[i]!.from < end; i += 1) {
      covered += Math.min(end, watched[i]!.to) - Math.max(at, watched[i]!.from);
    }
    return {
      at,
      ours: ours.get(at) ?? 0,
      partners: partners.get(at) ?? 0,
      public: others.get(at) ?? 0,
      watched: covered / HOUR,
    };
  });
};

const sum = (hours: readonly HourRow[], name: 'ours' | 'partners' | 'public'): number =>
  hours.reduce((total, hour) => total + hour[name], 0);

/** Null where nobody looked: a 0 would say that nobody spoke. What was seen is said in any case. */
const unless = (seen: boolean, value: number): number | null => (seen || value > 0 ? value : null);

const looked = (hours: readonly HourRow[]): boolean => hours.some(({ watched }) => watched > 0);

export const postsOf = (now: readonly HourRow[], before: readonly HourRow[] | undefined): NetworkReport['posts'] => {
  const of = (name: 'ours' | 'partners' | 'public') => {
    const value = (hours: readonly HourRow[]) => unless(name === 'ours' || looked(hours), sum(hours, name));
    return { now: value(now), before: before ? value(before) : null };
  };
  return { ours: of('ours'), partners: of('partners'), public: of('public') };
};

export const hoursOf = (hours: readonly HourRow[], { until }: Period, { rfc }: Zone): NetworkReport['hours'] =>
  hours
    .filter(({ at }) => at < until)
    .map((row) => ({
      at: rfc(row.at),
      ours: row.ours,
      partners: unless(row.watched > 0, row.partners),
      public: unless(row.watched > 0, row.public),
      watched: Math.round(row.watched * 1000) / 1000,
    }));

export const daysOf = (
  hours: readonly HourRow[],
  { campaign, period }: Pick<ReportRows, 'campaign' | 'period'>,
  zone: Zone,
): NetworkReport['days'] =>
  [
    ...Map.groupBy(
      hours.filter(({ at }) => at < period.until),
      ({ at }) => zone.day(at),
    ),
  ].map(([day, own]) => ({
    day,
    special: campaign.specialDays.includes(day.slice(5)),
    ours: sum(own, 'ours'),
    partners: unless(looked(own), sum(own, 'partners')),
    public: unless(looked(own), sum(own, 'public')),
    hours: Math.round(own.reduce((total, { watched }) => total + watched, 0) * 1000) / 1000,
    of: own.length,
  }));

/** Below this many cases a share says more than there is to say: counts are given instead. */
export const FEW = 20;

const weekHours = Array.from({ length: 7 * 24 }, (_, i) => ({ weekday: Math.floor(i / 24) + 1, hour: i % 24 }));

/** When people use the hashtag, by the clock of the campaign's zone. Null when nobody looked. */
export const bestHoursOf = (hours: readonly HourRow[], zone: Zone): NetworkReport['bestHours'] => {
  if (!looked(hours)) return null;
  const cells = new Map<string, { posts: number; hours: number }>();
  for (const { at, watched, public: posts } of hours) {
    const { dayOfWeek, hour } = zone.zoned(at);
    const key = `${dayOfWeek} ${hour}`;
    const cell = cells.get(key) ?? { posts: 0, hours: 0 };
    cells.set(key, { posts: cell.posts + posts, hours: cell.hours + watched });
  }
  const all = weekHours.map(({ weekday, hour }) => {
    const cell = cells.get(`${weekday} ${hour}`);
    const seen = cell && (cell.hours > 0 || cell.posts > 0);
    return { weekday, hour, posts: seen ? cell.posts : null, hours: Math.round((cell?.hours ?? 0) * 1000) / 1000 };
  });
  const full = all.flatMap(({ weekday, hour, posts }) => (posts ? [{ weekday, hour, posts }] : []));
  const enough = sum(hours, 'public') >= FEW;
  return { cells: all, best: enough ? full.toSorted((a, b) => b.posts - a.posts).slice(0, 3) : [] };
};
