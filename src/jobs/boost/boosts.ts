import type { Clock } from '../../clock.ts';
import type { NetworkName, Partners } from '../../model.ts';
import type { Network } from '../../network/network.ts';
import type { Wake } from '../../queue/queues.ts';
import type { Candidates } from '../../store/candidates.ts';
import type { SeenNetworks } from '../../store/networks.ts';
import type { Pauses } from '../../store/pauses.ts';
import type { Spend } from '../../store/spend.ts';
import type { ReadyToolkit } from '../ready.ts';
import type { Reading } from '../watch/x-budget.ts';

/** What decides on boosts is given, in the boost job and where a worker has one in hand. */
export type Boosts = {
  readonly candidates: Candidates;
  readonly pauses: Pauses;
  readonly seen: SeenNetworks;
  readonly spend: Spend;
  readonly networks: ReadonlyMap<NetworkName, Network>;
  readonly toolkit: () => Promise<ReadyToolkit>;
  /** As the file names them at this moment; undefined while it has problems: then nothing is boosted, and nothing undone. */
  readonly partners: () => Promise<Partners | undefined>;
  /** What reading X leaves untouched. */
  readonly plannedOnX: Reading['plannedOnX'];
  readonly clock: Clock;
  /** Milliseconds of the machine's clock since 1970, for leases. */
  readonly realNow: () => number;
  /** False in a rehearsal. */
  readonly live: boolean;
  readonly callMs: number;
  readonly say: (words: string, about: Record<string, unknown>) => void;
};

/** What the boost job is given. */
export type Boosting = Boosts & {
  readonly queues: { readonly wake: (wakes: readonly Wake[]) => Promise<void> };
  /** Takes or renews the job's lease: of several processes one reads what partners post. */
  readonly lead: () => Promise<boolean>;
};
