import type { CountBucket, Counts, NetworkName, PartnerPost, Source } from '../model.ts';

/*
 * The port for reading: what the program wants to know of other people's posts, and of the counts of ours. Reading always comes after
 * publishing: `room` says how many calls the network's rate limit leaves beside it. Every call ends when `signal` fires and throws
 * what the calls of `Network` throw, without Ambiguous.
 */

/** Counts of posts by their ids at one source. */
export type CountReader = {
  readonly source: Source;
  /** How many posts one call may ask for: 25 on Bluesky, 20 on Mastodon (10 where a server takes them one by one only), 100 on X. */
  readonly batch: number;
  /** US dollars a post; 0 where it is free. */
  readonly price: number;
  /** How many calls may be made now without touching what publishing will need; 0: none before `again`. */
  readonly room: () => { readonly calls: number; readonly again?: Temporal.Instant };
  /** `gone`: the network says that it has no such post. Of an id that is not in the map nothing was said: it is asked for again. */
  readonly counts: (ids: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, Counts | 'gone'>>;
};

/** One server's timeline of the hashtag. */
export type TagTimeline = {
  readonly source: Source;
  readonly room: CountReader['room'];
  /**
   * The page after `minId`, oldest first, at most 40 as the server gave them (JSON, parsed by src/track/); without `minId` the newest page.
   * `before` (an id): the page of older ones. `newest` and `oldest` are ids of this page; absent when it is empty.
   */
  readonly page: (
    from: { readonly minId?: string; readonly before?: string },
    signal: AbortSignal,
  ) => Promise<{ readonly statuses: readonly unknown[]; readonly newest?: string; readonly oldest?: string }>;
  /**
   * Calls `nudge` when the server's stream says that something happened, `gone` when a status was deleted, until `signal` fires or the
   * connection ends. `no stream`: the server offers none to us, and will not in the next minutes either.
   */
  readonly stream: (
    on: { readonly nudge: () => void; readonly gone: (remoteId: string) => void },
    signal: AbortSignal,
  ) => Promise<'no stream' | 'ended'>;
};

/** Hourly counts of X. `price`: US dollars a request. */
export type CountsOfX = {
  readonly price: number;
  readonly room: CountReader['room'];
  /** One page, oldest first; `next` leads to the following one, which costs as much again. */
  readonly buckets: (
    asked: { readonly from: Temporal.Instant; readonly to: Temporal.Instant; readonly next?: string },
    signal: AbortSignal,
  ) => Promise<{ readonly buckets: readonly CountBucket[]; readonly next?: string }>;
};

/** A live stream of lines. */
export type LineStream = {
  /**
   * Connects to the first host that answers, after `cursor` where there is one, and calls `line` for every message, in order. Ends (resolves) when
   * the connection ends or `signal` fires; throws Unreachable when no host answers. `opened` is called with the host before the first line.
   */
  readonly read: (
    asked: {
      readonly cursor?: string;
      readonly opened: (host: string) => void;
      readonly line: (line: string) => void;
    },
    signal: AbortSignal,
  ) => Promise<void>;
};

/** Whose account a handle is. `handle`: as the network spells it; on Mastodon always with its server, in lower case. */
export type Identified = { readonly id: string; readonly handle: string; readonly network: NetworkName };

/**
 * What a partner has posted, oldest first, and where the next call goes on. Without `cursor` the newest posts, no further back than `notBefore`; with it
 * what came since: at least once, so a post may come again; `notBefore` bounds that too. What the account passes on of others is left
 * out; replies too where they are not wanted, as each costs money on X. `more`: there is more since the cursor than one call has read; the next one may come at once.
 */
export type PartnerPosts = (
  account: { readonly id: string; readonly handle: string },
  from: { readonly cursor?: string; readonly notBefore: Temporal.Instant; readonly originalsOnly?: boolean },
  signal: AbortSignal,
) => Promise<PartnerPage>;

export type PartnerPage = {
  readonly posts: readonly PartnerPost[];
  readonly cursor?: string;
  readonly more?: boolean;
  /** How many posts the network has shown, those that others answer or quote among them (X charges for each). */
  readonly read: number;
  /** In words, when the account itself is the trouble: moved, suspended, gone, blocks us. There are then no posts. */
  readonly problem?: AccountProblem;
};

export type AccountProblem = {
  readonly kind: 'gone' | 'moved' | 'suspended' | 'blocks us' | 'hidden';
  readonly words: string;
};
