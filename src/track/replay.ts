import type { CountBucket, NetworkName, Sight } from '../model.ts';
import type { HashtagMatcher } from './hashtag.ts';
import { recordedBluesky } from './recorded-bluesky.ts';
import { recordedMastodon } from './recorded-mastodon.ts';
import { recordedX } from './recorded-x.ts';

/*
 * A recording, line by line: one event of a stream, or one whole answer of the API, as each network sends it. The same code reads what is live.
 */

export type Replayed = {
  readonly events: number;
  readonly matched: number;
  /** `now`: the file's time, in milliseconds. */
  readonly sights: readonly { readonly sight: Sight; readonly now: number }[];
  readonly buckets: readonly CountBucket[];
  /** The latest moment that it shows, and the earliest. */
  readonly at?: number;
  readonly from?: number;
};

/** What many lines told, as one. */
export type ReplayedBlock = Replayed & {
  /** Lines of the block, and which of them, from 0, are neither an event nor an answer. */
  readonly lines: number;
  readonly unreadable: readonly number[];
};

export type Replay = {
  /** Undefined: it is neither an event nor an answer. */
  readonly read: (line: string) => Replayed | undefined;
  /** Whole lines in UTF-8: some thousands at a time are read many times faster than one by one. */
  readonly block: (bytes: Buffer) => ReplayedBlock;
  /** X: posts of recorded pages, counted by the hour; to be asked once, at the end of the file. */
  readonly rest: () => readonly CountBucket[];
};

export const replayReader = ({
  network,
  matcher,
  host = '',
}: {
  readonly network: NetworkName;
  readonly matcher: HashtagMatcher;
  /** Mastodon: the server that was recorded, where it is known. */
  readonly host?: string;
}): Replay => {
  switch (network) {
    case 'bluesky':
      return recordedBluesky(matcher);
    case 'mastodon':
      return recordedMastodon(matcher, host);
    case 'x':
      return recordedX(matcher);
    default:
      return network satisfies never;
  }
};
