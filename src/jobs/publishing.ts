import type { Clock } from '../clock.ts';
import type { Content, NetworkName, Picture, PictureRules } from '../model.ts';
import type { Network } from '../network/network.ts';
import type { Approvals } from '../store/approvals.ts';
import type { Claimed, Moments } from '../store/claim.ts';
import type { Deliveries } from '../store/deliveries.ts';
import type { Ledger } from '../store/ledger.ts';
import type { SeenNetworks } from '../store/networks.ts';
import type { Pauses } from '../store/pauses.ts';
import type { Spend } from '../store/spend.ts';
import type { Boosts } from './boost/boosts.ts';
import type { ReadyToolkit } from './ready.ts';

/**
 * Named places in the life of a delivery, at which a rehearsal can kill the worker. A fifth, `request sent`, is seen from
 * the network's side.
 */
export const points = ['after claim', 'after attempt', 'answer received', 'receipt written'] as const;
export type Point = (typeof points)[number];

/** Which delivery passes a point; `step` is undefined before there is one. */
export type Passage = {
  readonly delivery: string;
  readonly network: NetworkName;
  readonly step?: number;
  /** It is a boost. */
  readonly boost: boolean;
};

export const passage = (claim: Claimed, network: Network, step?: number): Passage => ({
  ...{ delivery: claim.id, network: network.name, boost: claim.row.boost_of !== null },
  ...(step === undefined ? {} : { step }),
});

/** What the publishing handler is given. */
export type Publishing = {
  readonly ledger: Ledger;
  readonly deliveries: Deliveries;
  readonly pauses: Pauses;
  readonly approvals: Approvals;
  readonly seen: SeenNetworks;
  readonly spend: Spend;
  readonly networks: ReadonlyMap<NetworkName, Network>;
  /** The campaign's time. */
  readonly clock: Clock;
  /** A network's own time: the campaign's, or real for a network that is really out there. */
  readonly clockOf: (network: NetworkName) => Clock;
  /** Milliseconds of the machine's clock since 1970, for leases. */
  readonly realNow: () => number;
  /** What the team wrote, as it stands now; throws CampaignProblems when it cannot be read. */
  readonly toolkit: () => Promise<ReadyToolkit>;
  /** Reads a picture of the toolkit and makes it fit a network; throws CampaignProblems when its file is no longer what it was. */
  readonly picture: (wanted: Content['pictures'][number], rules: PictureRules) => Promise<Picture>;
  /** False in a rehearsal. */
  readonly live: boolean;
  /** Names this worker in leases. */
  readonly worker: string;
  /** Real milliseconds: how long a call to a network may take, and how long a claim lasts. The lease is longer. */
  readonly callMs: number;
  readonly leaseMs: number;
  /** What boosts are decided by; without it none is made. */
  readonly boosts?: Boosts;
  readonly passing: (point: Point, passage: Passage) => Promise<void>;
  readonly say: (words: string, about: Record<string, unknown>) => void;
};

export const moments = (p: Publishing, network: NetworkName): Moments => ({
  campaign: p.clock.now().epochMilliseconds,
  network: p.clockOf(network).now().epochMilliseconds,
  real: p.realNow(),
});

/** A wait of the campaign's time as a moment of the network's time. The two differ only for a network that lives in real time during a rehearsal. */
export const inNetworkTime = (p: Publishing, network: NetworkName, at: number): number => {
  const clock = p.clockOf(network);
  const realMs = p.clock.until(Temporal.Instant.fromEpochMilliseconds(Math.ceil(at)));
  return clock.now().epochMilliseconds + Math.ceil(realMs / clock.real(Temporal.Duration.from({ milliseconds: 1 })));
};
