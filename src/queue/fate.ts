import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../errors.ts';

/*
 * The one place where an error decides what becomes of a delivery. The class of the error is its fate.
 */

export type Fate =
  /** The network said no for good. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Nothing went out; the whole account waits until the moment that the network named. Costs no attempt. */
  | { readonly kind: 'throttled'; readonly until: Temporal.Instant; readonly reason: string }
  /** Nothing went out; tried again after `backoff(tries)`. Costs no attempt. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly uploadAgain?: boolean }
  /** Nothing went out; the network is paused until a person resumes it. */
  | { readonly kind: 'blocked'; readonly reason: string }
  /** Nobody can tell: looked for before anything else is done. */
  | { readonly kind: 'lost'; readonly reason: string };

/** Whether an error is of one of the classes that an adapter throws; anything else is a fault of our own. */
export const isFate = (error: unknown): boolean =>
  [Rejected, Throttled, Unreachable, Blocked, Ambiguous].some((kind) => error instanceof kind);

export const fateOf = (error: unknown): Fate => {
  if (error instanceof Rejected) return { kind: 'rejected', reason: error.message };
  if (error instanceof Throttled) return { kind: 'throttled', until: error.until, reason: error.message };
  if (error instanceof Unreachable)
    return { kind: 'unreachable', reason: error.message, uploadAgain: error.uploadAgain };
  if (error instanceof Blocked) return { kind: 'blocked', reason: error.message };
  if (error instanceof Ambiguous) return { kind: 'lost', reason: error.message };
  // A fault of our own while a request may be on its way: the cautious reading.
  return { kind: 'lost', reason: error instanceof Error ? error.message : String(error) };
};

/** How long to wait after the n-th time in a row that a network could not be reached: 15 s, 30 s, 1 min … at most 15 min. */
export const backoff = (tries: number): Temporal.Duration =>
  Temporal.Duration.from({ seconds: Math.min(15 * 2 ** Math.max(0, tries - 1), 900) });
