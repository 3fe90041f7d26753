/*
 * Mastodon's rate limits: fixed windows that begin at whole multiples of their length since 1970, told on every answer.
 */

export type Window = {
  /** False when the window is full; nothing is taken then. */
  readonly take: () => boolean;
  readonly headers: () => Readonly<Record<string, string>>;
};

export const rateWindow = (limit: number, length: Temporal.Duration, now: () => Temporal.Instant): Window => {
  const milliseconds = length.total('milliseconds');
  let current = Number.NaN;
  let used = 0;
  const roll = () => {
    const index = Math.floor(now().epochMilliseconds / milliseconds);
    if (index !== current) used = 0;
    current = index;
  };
  return {
    take: () => {
      roll();
      if (used >= limit) return false;
      used += 1;
      return true;
    },
    headers: () => {
      roll();
      const reset = Temporal.Instant.fromEpochMilliseconds((current + 1) * milliseconds);
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(limit - used),
        'x-ratelimit-reset': reset.toString({ fractionalSecondDigits: 6 }),
      };
    },
  };
};
