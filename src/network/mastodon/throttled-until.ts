/*
 * When a server that has had enough listens again.
 */

const minutes = (n: number) => Temporal.Duration.from({ minutes: n });
const unnamed = minutes(5); // Mastodon's shortest window, when a server does not say how long
const furthest = Temporal.Duration.from({ hours: 24 }); // its longest is a day; more is a unit misread
const nearest = Temporal.Duration.from({ seconds: 1 }); // a reset already past, by clocks that differ

export const throttledUntil = (headers: Headers, now: Temporal.Instant): Temporal.Instant => {
  const named = moment(headers.get('x-ratelimit-reset')) ?? retryAfter(headers.get('retry-after'), now);
  if (named === undefined || Temporal.Instant.compare(named, now.add(furthest)) > 0) return now.add(unnamed);
  return Temporal.Instant.compare(named, now) > 0 ? named : now.add(nearest);
};

/** ISO 8601 (Mastodon) or Unix time in seconds (GoToSocial and others), also in milliseconds. */
export const moment = (value: string | null): Temporal.Instant | undefined => {
  if (value === null) return undefined;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return Temporal.Instant.fromEpochMilliseconds(Math.ceil(number < 1e11 ? number * 1000 : Math.min(number, 8.64e15)));
  }
  try {
    return Temporal.Instant.from(text);
  } catch {
    return undefined;
  }
};

/** Seconds, or a date as HTTP writes it. */
const retryAfter = (value: string | null, now: Temporal.Instant): Temporal.Instant | undefined => {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return now.add({ seconds: Number(value) });
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Temporal.Instant.fromEpochMilliseconds(at);
};
