/*
 * When a post's counts are looked at: often while it is young, then ever less (DESIGN section 6). All times are milliseconds.
 */

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** How old a post is at each of its looks. */
export const ages: readonly number[] = [5 * minute, 15 * minute, hour, 6 * hour, day, 3 * day, 7 * day];

export type Look = {
  /** Which of the cadence, from 0. */
  readonly looks: number;
  readonly at: number;
};

/**
 * The look to come at a post of the moment `at`, of which no look below number `looks` is wanted; undefined: there is none. Of several that were missed
 * the last is made up for, now, and the others are not.
 */
export const nextLook = (at: number, looks: number, now: number): Look | undefined => {
  if (looks >= ages.length) return undefined;
  const missed = ages.findLastIndex((age) => at + age <= now);
  return missed >= looks ? { looks: missed, at: now } : { looks, at: at + ages[looks]! };
};

/** After look number `looks` was made, at `now`: the next one that is still to come. A count of an hour's age that is taken after six is none. */
export const afterLook = (at: number, looks: number, now: number): Look | undefined => {
  const next = ages.findIndex((age, n) => n > looks && at + age > now);
  return next < 0 ? undefined : { looks: next, at: at + ages[next]! };
};
