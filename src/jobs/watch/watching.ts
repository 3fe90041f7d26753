import type { Clock } from '../../clock.ts';
import type { Campaign, NetworkName, Sight, Source, Whose } from '../../model.ts';
import type { CountReader, CountsOfX, LineStream, TagTimeline } from '../../network/reading.ts';
import type { CountsOfXStore } from '../../store/counts-of-x.ts';
import type { Followed } from '../../store/followed.ts';
import type { Sightings } from '../../store/sightings.ts';
import type { Spend } from '../../store/spend.ts';
import type { Calendar } from '../../track/calendar.ts';
import type { CopyWatch } from '../../track/copies.ts';
import type { HashtagMatcher } from '../../track/hashtag.ts';
import type { JetstreamReader } from '../../track/jetstream.ts';
import type { Planned } from './money.ts';

/** What the jobs that watch the hashtag are given. */
export type Watching = {
  readonly campaign: () => Promise<Campaign>;
  readonly sightings: Sightings;
  readonly followed: Followed;
  readonly countsOfXStore: CountsOfXStore;
  /** Posts to X that are still to go out, with what each costs: reading leaves that much money untouched. */
  readonly plannedOnX: () => Promise<readonly Planned[]>;
  readonly spend: Spend;
  readonly calendar: Calendar;
  readonly matcher: HashtagMatcher;
  readonly whose: (network: NetworkName, author: string) => Whose;
  /** Near-duplicates, in memory only. */
  readonly copies: CopyWatch;
  readonly clock: Clock;
  readonly clockOf: (network: NetworkName) => Clock;
  /** Milliseconds of the machine's clock since 1970, for leases. */
  readonly realNow: () => number;
  /** Takes or renews a lease: of several processes one watches a source. */
  readonly lead: (what: string, milliseconds: number) => Promise<boolean>;
  readonly stream?: LineStream;
  readonly readLine: JetstreamReader;
  /** Hears every line of the stream too: partners' posts are read at once. */
  readonly lineSeen?: (line: string) => void;
  readonly timelines: readonly TagTimeline[];
  readonly readers: ReadonlyMap<Source, CountReader>;
  readonly countsOfX?: CountsOfX;
  /** Real milliseconds. */
  readonly callMs: number;
  readonly say: (words: string, about: Record<string, unknown>) => void;
};

/** Has the near-duplicates follow what was seen. */
export const compare = ({ copies }: Pick<Watching, 'copies'>, sight: Sight): void => {
  if (sight.kind === 'post') copies.add(sight.post);
  else if (sight.kind === 'gone') copies.gone(sight.uri);
  else if (sight.kind === 'author gone') copies.authorGone(sight.network, sight.author);
  // `gone there` names an id on one server, which the texts in memory do not have.
};
