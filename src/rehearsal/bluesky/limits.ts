import { Refusal } from './refusal.ts';

/*
 * Bluesky's limits on one account, in the network's own time. Windows are fixed: one begins with the first request
 * that is counted, and everything is forgotten at its end. (docs.bsky.app/docs/advanced-guides/rate-limits)
 */

type Window = { readonly most: number; readonly seconds: number };
type Open = Window & { used: number; ends: number };

const writing: readonly Window[] = [
  { most: 5_000, seconds: 3_600 },
  { most: 35_000, seconds: 86_400 },
];
const uploading: readonly Window[] = [{ most: 1_000, seconds: 86_400 }]; // of @atproto/pds, uploadBlob
const loggingIn: readonly Window[] = [
  { most: 30, seconds: 300 },
  { most: 300, seconds: 86_400 },
];

/** Of everything, by address; each call counts as one. */
const asking: readonly Window[] = [{ most: 3_000, seconds: 300 }];

/** Takes `points` and gives the headers that tell what is left, or refuses with 429 and takes nothing. */
export type Limit = (points: number) => Record<string, string>;

const limit = (windows: readonly Window[], now: () => Temporal.Instant): Limit => {
  const open: Open[] = windows.map((window) => ({ ...window, used: 0, ends: 0 }));
  return (points) => {
    const seconds = now().epochMilliseconds / 1000;
    for (const window of open) {
      if (seconds < window.ends) continue;
      window.used = 0;
      window.ends = seconds + window.seconds;
    }
    const full = open.find((window) => window.used + points > window.most);
    if (full) {
      const retry = { 'retry-after': String(Math.ceil(full.ends - seconds)) };
      throw new Refusal(429, 'RateLimitExceeded', 'Rate Limit Exceeded', { ...headers(full, 0), ...retry });
    }
    for (const window of open) window.used += points;
    const tightest = open.toSorted((a, b) => a.most - a.used - (b.most - b.used))[0] as Open;
    return headers(tightest, tightest.most - tightest.used);
  };
};

const headers = (window: Open, remaining: number): Record<string, string> => ({
  'ratelimit-limit': String(window.most),
  'ratelimit-remaining': String(remaining),
  'ratelimit-reset': String(Math.floor(window.ends)),
  'ratelimit-policy': `${window.most};w=${window.seconds}`,
});

export type Limits = { readonly ask: Limit; readonly write: Limit; readonly upload: Limit; readonly login: Limit };

export const limits = (now: () => Temporal.Instant): Limits => ({
  ask: limit(asking, now),
  write: limit(writing, now),
  upload: limit(uploading, now),
  login: limit(loggingIn, now),
});
