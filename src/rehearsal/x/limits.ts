/*
 * X's limits, in the local network's own time. A window begins with the first request in it and ends all at once.
 */

export type Limit = { readonly name: string; readonly most: number; readonly minutes: number };

// A user's limits, of X's documentation.
export const limits = {
  create: { name: 'POST /2/tweets', most: 100, minutes: 15 },
  createLong: { name: 'posts and reposts', most: 300, minutes: 180 },
  delete: { name: 'DELETE /2/tweets/:id', most: 50, minutes: 15 },
  boost: { name: 'POST /2/users/:id/retweets', most: 50, minutes: 15 },
  unboost: { name: 'DELETE /2/users/:id/retweets/:source', most: 50, minutes: 15 },
  posts: { name: 'GET /2/tweets', most: 900, minutes: 15 },
  post: { name: 'GET /2/tweets/:id', most: 900, minutes: 15 },
  me: { name: 'GET /2/users/me', most: 75, minutes: 15 },
  user: { name: 'GET /2/users/by/username/:username', most: 900, minutes: 15 },
  initialize: { name: 'POST /2/media/upload/initialize', most: 1875, minutes: 15 },
  append: { name: 'POST /2/media/upload/:id/append', most: 1875, minutes: 15 },
  finalize: { name: 'POST /2/media/upload/:id/finalize', most: 1875, minutes: 15 },
  status: { name: 'GET /2/media/upload', most: 1000, minutes: 15 },
  metadata: { name: 'POST /2/media/metadata', most: 500, minutes: 15 },
  counts: { name: 'GET /2/tweets/counts/recent', most: 300, minutes: 15 },
  timeline: { name: 'GET /2/users/:id/tweets', most: 900, minutes: 15 },
} as const satisfies Record<string, Limit>;

export type Taken = { readonly within: boolean; readonly headers: Readonly<Record<string, string>> };

/** Gives a function that counts one request against all of its limits and says how the tightest one stands. */
export const rateLimits = (now: () => Temporal.Instant) => {
  const windows = new Map<string, { ends: number; used: number }>();

  const windowOf = ({ name, minutes }: Limit, at: number) => {
    const open = windows.get(name);
    if (open && open.ends > at) return open;
    const fresh = { ends: at + minutes * 60_000, used: 0 };
    windows.set(name, fresh);
    return fresh;
  };

  return (...asked: readonly Limit[]): Taken => {
    const at = now().epochMilliseconds;
    const standing = asked.map((limit) => ({ limit, window: windowOf(limit, at) }));
    const over = standing.find(({ limit, window }) => window.used >= limit.most);
    if (!over) for (const { window } of standing) window.used += 1;
    const shown = over ?? standing[0]!;
    return {
      within: over === undefined,
      headers: {
        'x-rate-limit-limit': String(shown.limit.most),
        'x-rate-limit-remaining': String(Math.max(0, shown.limit.most - shown.window.used)),
        'x-rate-limit-reset': String(Math.ceil(shown.window.ends / 1000)),
      },
    };
  };
};
