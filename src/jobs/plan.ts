import type { Clock } from '../clock.ts';
import { CampaignProblems } from '../errors.ts';
import type { NetworkName } from '../model.ts';
import type { Network } from '../network/network.ts';
import { done, type Next } from '../queue/jobs.ts';
import type { Queues } from '../queue/queues.ts';
import type { Approvals } from '../store/approvals.ts';
import type { Deliveries } from '../store/deliveries.ts';
import type { SeenNetworks } from '../store/networks.ts';
import type { Pauses } from '../store/pauses.ts';
import type { Spend } from '../store/spend.ts';
import { extendPlan } from './extend-plan.ts';
import type { ReadyToolkit } from './ready.ts';
import { sortOut } from './sort-out.ts';
import { wakeUp } from './wake-up.ts';

/** What the planner is given. */
export type Planning = {
  readonly deliveries: Deliveries;
  readonly approvals: Approvals;
  readonly pauses: Pauses;
  readonly seen: SeenNetworks;
  readonly spend: Spend;
  readonly queues: Queues;
  readonly networks: ReadonlyMap<NetworkName, Network>;
  readonly clock: Clock;
  readonly clockOf: (network: NetworkName) => Clock;
  /** Milliseconds of the machine's clock since 1970, for leases. */
  readonly realNow: () => number;
  readonly toolkit: () => Promise<ReadyToolkit>;
  /** Says that the planner ticked. */
  readonly beat: () => Promise<void>;
  /** Takes the planner's lease: of two planners one lays out. */
  readonly lead: () => Promise<boolean>;
  /** False in a rehearsal: its plan was laid out whole before it began, and nothing needs a person. */
  readonly live: boolean;
  readonly callMs: number;
  readonly leaseMs: number;
  readonly say: (words: string, about: Record<string, unknown>) => void;
};

/** What is due within this much of the campaign's time is put on the queues; the next tick does the rest. */
export const AHEAD = Temporal.Duration.from({ minutes: 10 });

/** The plan is looked through again this often, in real milliseconds, even when no file has changed. */
const EXTEND_MS = 60_000;

/**
 * One tick of the planner. Idempotent, so two schedulers do no harm: lays out what the horizon reaches, decides what
 * became of rows that waited, and wakes workers for what is due — also for what Redis has forgotten.
 */
export const plan = (p: Planning): (() => Promise<Next>) => {
  let extended: { toolkit: ReadyToolkit; at: number } | undefined;
  let complained: string | undefined;
  return async () => {
    try {
      const toolkit = await p.toolkit();
      complained = undefined;
      const stale = extended?.toolkit !== toolkit || p.realNow() - extended.at > EXTEND_MS;
      if (p.live && stale && (await p.lead())) {
        await extendPlan(p, toolkit);
        extended = { toolkit, at: p.realNow() };
      }
      await sortOut(p, toolkit);
    } catch (error) {
      if (!(error instanceof CampaignProblems)) throw error;
      // Said once, not at every tick; what is queued already stays queued.
      if (complained !== error.message)
        p.say('the campaign’s files have problems: nothing new is planned', { problems: error.problems });
      complained = error.message;
    }
    await wakeUp(p);
    await p.beat();
    return done;
  };
};
