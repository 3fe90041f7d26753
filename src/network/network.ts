import type { Account, Attempt, NetworkName, Picture, Recall, Receipt, Rules } from '../model.ts';

/**
 * The port: what the program needs of a social network. `src/network/<name>/adapter.ts` implements it and is the only
 * file that knows the network's SDK. Every call ends when `signal` fires.
 *
 * `publish` throws Rejected, Throttled, Unreachable, Blocked or Ambiguous, and nothing else; the other calls throw the same,
 * without Ambiguous where they only read.
 */
export type Network = {
  readonly name: NetworkName;

  /** The limits now in force, asked of the server where it tells them (kept for an hour). */
  readonly rules: (signal: AbortSignal) => Promise<Rules>;

  /** Who we are, whether the account says that it is automated. */
  readonly account: (signal: AbortSignal) => Promise<Account>;

  /** The means of recognition of one post of one delivery, frozen into its attempt; the same for the same delivery, always. */
  readonly key: (delivery: { readonly id: string; readonly at: Temporal.Instant }, step: number) => string;

  /** Sends one post. Sending the same attempt again must be safe wherever `recall` says `resend`. */
  readonly publish: (attempt: Attempt, signal: AbortSignal) => Promise<Receipt>;

  /**
   * Uploads a picture, with its alt text where the network wants it there, and waits until the network can show it.
   * Doing it twice is harmless: nobody sees a picture that no post names, and networks forget it.
   */
  readonly upload: (picture: Picture, signal: AbortSignal) => Promise<Receipt>;

  /** Deletes a post of ours; one that is gone already is done. */
  readonly remove: (remoteId: string, signal: AbortSignal) => Promise<void>;

  /** Looks for an attempt whose answer was lost. */
  readonly recall: (attempt: Attempt, signal: AbortSignal) => Promise<Recall>;

  /** When to look for it, counted from the moment the answer was known to be lost; the last look decides. */
  readonly recallAfter: readonly Temporal.Duration[];

  /** What it costs, in US dollars: to publish this text, and to look for a lost one once. 0 where it is free. */
  readonly price: { readonly publish: (text: string) => number; readonly recall: number };
};
