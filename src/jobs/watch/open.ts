import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Environment } from '../../config/environment.ts';
import type { Campaign, NetworkName, Partners, Source } from '../../model.ts';
import { jetstreamLines } from '../../network/bluesky/jetstream.ts';
import { readServer } from '../../network/mastodon/read-server.ts';
import { statusCounts } from '../../network/mastodon/status-counts.ts';
import { tagTimeline } from '../../network/mastodon/tag-timeline.ts';
import type { Network } from '../../network/network.ts';
import type { CountReader } from '../../network/reading.ts';
import { countsOfX } from '../../network/x/hashtag-counts.ts';
import { done, type Next } from '../../queue/jobs.ts';
import { countsOfX as countsOfXStore } from '../../store/counts-of-x.ts';
import { deliveries } from '../../store/deliveries.ts';
import { followed } from '../../store/followed.ts';
import { takeLease } from '../../store/leases.ts';
import { partnerAccounts } from '../../store/partner-accounts.ts';
import { sightings } from '../../store/sightings.ts';
import { spend } from '../../store/spend.ts';
import type { Store } from '../../store/store.ts';
import { watchKeys } from '../../store/watch-keys.ts';
import { calendar } from '../../track/calendar.ts';
import { copyWatch } from '../../track/copies.ts';
import { hashtagMatcher } from '../../track/hashtag.ts';
import { jetstreamReader } from '../../track/jetstream.ts';
import { xCredentials } from '../networks.ts';
import type { ReadyToolkit } from '../ready.ts';
import { accounts } from './accounts.ts';
import { countX } from './counts-of-x.ts';
import { plannedOnX } from './planned-on-x.ts';
import { hostOf, isHere, servers } from './servers.ts';
import { takeSnapshots } from './snapshots.ts';
import { watchStream } from './stream.ts';
import { pollTag, watchTimelines } from './tags.ts';
import { upkeep } from './upkeep.ts';
import type { Watching } from './watching.ts';

/* Puts together what watches the hashtag, for one process. */

export type WatchSettings = {
  readonly environment: Pick<Environment, 'networks' | 'jetstreamUrls'>;
  readonly key: string;
  readonly campaign: Campaign;
  readonly store: Store;
  readonly networks: ReadonlyMap<NetworkName, Network>;
  readonly toolkit: () => Promise<ReadyToolkit>;
  /** Undefined while their file has problems: those that are known go on. */
  readonly partners: () => Promise<Partners | undefined>;
  readonly clock: Clock;
  readonly clockOf: (network: NetworkName) => Clock;
  readonly realNow: () => number;
  readonly holder: string;
  readonly callMs: number;
  /** Where a rehearsal has put the hosts of the campaign's file. */
  readonly elsewhere?: Readonly<Record<string, string>>;
  readonly lineSeen?: Watching['lineSeen'];
  readonly say: Watching['say'];
};

/** What a person is told who set another CAMPAIGN_KEY than the one that the store was written under. */
export const otherKeyWords =
  'the hashtag is not watched: CAMPAIGN_KEY is not the one that this store was written under. Set that one again; if it is lost, `track forget`';

export type Watch = {
  /** The handlers of the queues `watch` and `snapshot`. */
  readonly watch: () => Promise<Next>;
  readonly snapshot: () => Promise<Next>;
  /** Follows the live streams until disposed. */
  readonly live: () => AsyncDisposable;
};

export const openWatch = (settings: WatchSettings): Watch => {
  const { environment, campaign, store, networks, clock, clockOf, realNow, say, callMs } = settings;
  const keys = watchKeys(settings.key);
  const used = new Set(campaign.networks.map(({ name }) => name));
  const { mastodon, x } = environment.networks;

  // A rehearsal reads only what it has put on this machine.
  const { elsewhere } = settings;
  const within = (name: string) => elsewhere === undefined || elsewhere[hostOf(name)] !== undefined;
  const heard = elsewhere === undefined || environment.jetstreamUrls.every(isHere);
  const named = used.has('mastodon')
    ? servers(
        campaign.watch.mastodonServers.filter(within),
        mastodon && { url: mastodon.url, token: mastodon.token.reveal() },
        elsewhere ?? {},
      )
    : [];
  const now = (network: NetworkName) => () => clockOf(network).now();
  const reading = named.map(({ host, url, token }) =>
    readServer({ url, host, ...(token === undefined ? {} : { token }), now: now('mastodon'), callMs }),
  );
  const readers = new Map<Source, CountReader>();
  for (const server of reading) {
    const reader = statusCounts({ server });
    readers.set(reader.source, reader);
  }
  // Our own posts are counted with our own accounts.
  for (const network of networks.values()) readers.set(network.counts.source, network.counts);

  const whoIsWho = accounts({
    networks,
    partners: settings.partners,
    kept: partnerAccounts(store.db),
    mastodonHosts: mastodon
      ? [
          ...new Set([
            new URL(mastodon.url).host,
            ...named.flatMap(({ host, token }) => (token === undefined ? [] : [host])),
          ]),
        ]
      : [],
    now: () => clock.now().epochMilliseconds,
    callMs,
  });
  const copies = copyWatch({ now: () => clock.now().epochMilliseconds, newId: () => randomBytes(6).toString('hex') });
  const matcher = hashtagMatcher(campaign.hashtag);

  const watching: Watching = {
    campaign: async () => (await settings.toolkit()).campaign,
    sightings: sightings(store.db, keys),
    followed: followed(store.db, keys),
    countsOfXStore: countsOfXStore(store.db),
    plannedOnX: plannedOnX({ deliveries: deliveries(store.db), networks, toolkit: settings.toolkit }),
    spend: spend(store.db),
    calendar: calendar(campaign.timeZone),
    matcher,
    whose: whoIsWho.whose,
    copies,
    clock,
    clockOf,
    realNow,
    lead: (what, ms) => takeLease(store.db, what, settings.holder, realNow(), ms),
    ...(used.has('bluesky') && heard ? { stream: jetstreamLines({ urls: environment.jetstreamUrls }) } : {}),
    readLine: jetstreamReader(matcher),
    ...(settings.lineSeen ? { lineSeen: settings.lineSeen } : {}),
    timelines: reading.map((server) => tagTimeline({ server, hashtag: campaign.hashtag })),
    readers,
    ...(used.has('x') && x
      ? {
          countsOfX: countsOfX({
            ...xCredentials(x),
            now: now('x'),
            hashtag: campaign.hashtag,
          }),
        }
      : {}),
    callMs,
    say,
  };

  const tidy = upkeep(watching);
  let fits: boolean | undefined;
  /** Under another key than before, what is followed could not be read, and the same posts would be counted again. */
  const keyFits = async (): Promise<boolean> => {
    if (fits !== undefined) return fits;
    fits = (await watching.sightings.keyIs(keys.check)) !== 'other';
    if (!fits) say(otherKeyWords, {});
    return fits;
  };
  /** Each by itself: one source that fails hides nothing of another. */
  const all = async (pieces: readonly (() => Promise<unknown>)[]): Promise<Next> => {
    for (const piece of pieces) {
      await piece().catch((error: unknown) => say('watching', { reason: (error as Error).message }));
    }
    return done;
  };
  return {
    watch: async () => {
      if (!(await keyFits())) return done;
      return all([
        whoIsWho.refresh,
        ...watching.timelines.map((timeline) => async () => {
          if (whoIsWho.settled('mastodon')) await pollTag(watching, timeline);
        }),
        () => countX(watching),
        tidy,
      ]);
    },
    snapshot: async () => ((await keyFits()) ? all([() => takeSnapshots(watching)]) : done),
    live: () => {
      const opened = new AsyncDisposableStack();
      opened.use(
        watchStream({
          ...watching,
          ready: async () => {
            await whoIsWho.refresh();
            return whoIsWho.settled('bluesky');
          },
        }),
      );
      opened.use(watchTimelines(watching));
      return opened;
    },
  };
};
