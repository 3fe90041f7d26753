/*
 * What of a network's rate limit may be spent on reading, so that publishing always finds the rest. Networks count calls per account (or
 * per address) and tell with each answer how many are left; what publishing has used is missing from that number too, and so it is
 * reading that gives way.
 */

/** The limit that an answer tells of; whatever it does not tell is left out. */
export type Window = { readonly limit?: number; readonly remaining?: number; readonly reset?: Temporal.Instant };

export type Allowance = {
  readonly room: () => { readonly calls: number; readonly again?: Temporal.Instant };
  /** A call is about to be made. */
  readonly took: () => void;
  /** What its answer told. */
  readonly saw: (window: Window) => void;
  /** The network has had enough until then. */
  readonly closed: (until: Temporal.Instant) => void;
};

/** Until a network has told its limit, and where it never does: few enough for the smallest limit that is known (30 in 15 minutes). */
const unknown = 10;

/** The window of a limit that is told without its end. Mastodon's and Bluesky's are 5 minutes long; X's 15. */
const usualWindow = Temporal.Duration.from({ minutes: 15 });
/** The longest window that any of them has; an end further away is a clock or a unit misread. */
const longestWindow = Temporal.Duration.from({ hours: 24 });

/** `share`: how much of the limit reading may use, from 0 to 1. */
export const allowance = ({
  share,
  now,
}: {
  readonly share: number;
  readonly now: () => Temporal.Instant;
}): Allowance => {
  let known: { readonly limit: number; remaining: number; readonly reset: Temporal.Instant } | undefined;
  let shut: Temporal.Instant | undefined;
  const isAhead = (at: Temporal.Instant): boolean => Temporal.Instant.compare(at, now()) > 0;

  return {
    room: () => {
      if (shut && isAhead(shut)) return { calls: 0, again: shut };
      if (!known) return { calls: unknown };
      // A new window has begun, and nothing is known of it but its size.
      if (!isAhead(known.reset)) return { calls: Math.floor(known.limit * share) };
      const calls = Math.max(0, Math.floor(known.remaining - known.limit * (1 - share)));
      return calls > 0 ? { calls } : { calls, again: known.reset };
    },
    took: () => {
      if (known) known.remaining -= 1;
    },
    saw: ({ limit, remaining, reset }) => {
      if (remaining === undefined) return;
      const furthest = now().add(longestWindow);
      const end = reset && Temporal.Instant.compare(reset, furthest) <= 0 ? reset : now().add(usualWindow);
      known = { limit: Math.max(limit ?? remaining, remaining), remaining, reset: end };
    },
    closed: (until) => {
      shut = until;
    },
  };
};

/** A header that holds a whole number, as those of limits do. */
export const wholeNumber = (header: unknown): number | undefined =>
  typeof header === 'string' && /^\d{1,12}$/u.test(header.trim()) ? Number(header) : undefined;
