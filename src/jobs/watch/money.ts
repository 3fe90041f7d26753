/*
 * Reading never spends what publishing will need: what a month's budget leaves is what is neither spent nor kept for posts of the plan.
 */

const DAY_MS = 86_400_000;

/** `standing`: kept whatever is planned. */
export type Planned = { readonly at: number; readonly micros: number; readonly standing?: true };

/** The first moment of the calendar month (UTC) after `now`: X's bills are by month. Milliseconds. */
export const monthEnd = (now: number): number => {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC').toPlainDate();
  return today.with({ day: 1 }).add({ months: 1 }).toZonedDateTime('UTC').epochMilliseconds;
};

/**
 * What this month's posts will still cost: those that are planned, and for the days of the month that the plan does not reach yet, as much a day
 * as on the planned ones. Millionths of a US dollar.
 */
export const reserved = (all: readonly Planned[], now: number, horizonMs: number): number => {
  const end = monthEnd(now);
  const standing = all.reduce((sum, { micros, standing: kept }) => sum + (kept ? micros : 0), 0);
  const planned = all.filter(({ standing: kept }) => !kept);
  const mine = planned.filter(({ at }) => at < end);
  const known = mine.reduce((sum, { micros }) => sum + micros, standing);
  const beyond = Math.max(0, end - (now + horizonMs));
  if (beyond === 0) return known;
  const within = planned.filter(({ at }) => at < now + horizonMs).reduce((sum, { micros }) => sum + micros, 0);
  return known + Math.ceil((within / horizonMs) * beyond);
};

/** How long to wait between two calls of `price`, so that what is left lasts to the end of the month; at least `least`. Undefined: there is not enough for one. */
export const pace = (left: number, price: number, now: number, least: number): number | undefined => {
  if (price === 0) return least;
  const calls = Math.floor(left / price);
  if (calls < 1) return undefined;
  return Math.max(least, Math.min((monthEnd(now) - now) / calls, 7 * DAY_MS));
};
