import type { Account, Attempt, NetworkName, Picture, PostLook, Recall, Receipt, RemoteRef, Rules } from '../model.ts';
import type { CountReader, Identified, PartnerPosts } from './reading.ts';

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

  /** Who we are, whether the account says that it is automated. Costs `price.account`. */
  readonly account: (signal: AbortSignal) => Promise<Account>;

  /** The means of recognition of one post of one delivery, frozen into its attempt; the same for the same delivery, always. */
  readonly key: (delivery: { readonly id: string; readonly at: Temporal.Instant }, step: number) => string;

  /**
   * Sends one post, or with `attempt.with.boost` boosts that one: then `remoteId` of the receipt is what `unboost` takes (Bluesky: the repost's URI
   * and version; Mastodon: the id of our reblog; X: the id of the post), `url` is the boosted post's, and a boost that our account
   * made by hand is taken for this one. Sending the same attempt again must be safe wherever `recall` says `resend`.
   */
  readonly publish: (attempt: Attempt, signal: AbortSignal) => Promise<Receipt>;

  /**
   * Uploads a picture, with its alt text where the network wants it there, and waits until the network can show it.
   * Doing it twice is harmless: nobody sees a picture that no post names, and networks forget it.
   */
  readonly upload: (picture: Picture, signal: AbortSignal) => Promise<Receipt>;

  /** Deletes a post of ours; one that is gone already is done. */
  readonly remove: (remoteId: string, signal: AbortSignal) => Promise<void>;

  /**
   * Looks for an attempt whose answer was lost. `ours` are posts that have a receipt, and so are not it. Told of them, a network that is
   * searched by text also takes a post that seems to be older than the attempt: this machine's clock may have been ahead.
   */
  readonly recall: (attempt: Attempt, signal: AbortSignal, ours?: AccountedFor) => Promise<Recall>;

  /** When to look for it, counted from the moment the answer was known to be lost; the last look decides. */
  readonly recallAfter: readonly Temporal.Duration[];

  /** Undoes a boost of ours; one that is undone already, and one whose post is gone, is done. */
  readonly unboost: (
    boost: { readonly subject: RemoteRef; readonly remoteId: string },
    signal: AbortSignal,
  ) => Promise<void>;

  /** How a post of somebody else stands now, as our account sees it. Costs `price.look`, also of a post that is gone. */
  readonly look: (remoteId: string, signal: AbortSignal) => Promise<PostLook>;

  /** A partner's newest posts. Costs `price.partnerPosts` of as many as come back. */
  readonly partnerPosts: PartnerPosts;

  /** Whose a handle is, at `price.account`; undefined when nobody has it. */
  readonly identify: (handle: string, signal: AbortSignal) => Promise<Identified | undefined>;

  /** Counts of posts, ours and others', as our account sees them. */
  readonly counts: CountReader;

  /** What it costs, in US dollars; 0 where it is free. */
  readonly price: Price;
};

/** Remote ids of posts of ours that have a receipt, by whether their attempts were made before the lost one or after it. */
export type AccountedFor = { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> };

export type Price = {
  /** To publish this text. */
  readonly publish: (text: string) => number;
  /** At most, to look once for a lost post or boost. */
  readonly recall: number;
  /** To ask who an account is. */
  readonly account: number;
  readonly boost: number;
  /** To look at one post. */
  readonly look: number;
  /** For a call of `partnerPosts` that has `read` so many. */
  readonly partnerPosts: (read: number) => number;
  /** How many posts such a call reads at the most, where each of them costs; else 0. */
  readonly partnerPage: number;
};
