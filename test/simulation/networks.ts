import { Rejected } from '../../src/errors.ts';
import { offlineRules } from '../../src/jobs/networks.ts';
import type { Attempt, NetworkName, Picture, Recall, Receipt } from '../../src/model.ts';
import type { AccountedFor, Network } from '../../src/network/network.ts';
import type { Agenda } from './agenda.ts';
import type { Machine, Process } from './machine.ts';
import type { Wire } from './wire.ts';

/* What the three simulated networks have in common. Each is a state machine in true time, and a port to it. */

/** One post as a network holds it. */
export type Held = {
  readonly id: string;
  readonly attempt: Attempt;
  /** True time at which the network took it, and from which its own pages show it. */
  readonly at: number;
  readonly shownFrom: number;
};

export type Site = {
  readonly agenda: Agenda;
  readonly machine: Machine;
  readonly wire: Wire;
  /** Told of every post at the moment it is out, and of every millionth of a dollar that is charged. */
  readonly onPost: (network: NetworkName, held: Held) => void;
  readonly onCharge: (micros: number) => void;
  /** Told of every look for a lost post, and what came of it. */
  readonly onRecall: (attempt: Attempt, recall: Recall) => void;
  /** Told of every request to publish, before it leaves. */
  readonly onPublish: (attempt: Attempt) => void;
};

/** What differs: how a network takes a post, and how it is asked about a lost one. */
export type Ways = Pick<Network, 'name' | 'key' | 'recallAfter' | 'price'> & {
  readonly onAccount?: () => void;
  readonly take: (attempt: Attempt, arrived: number) => Held;
  readonly look: (
    attempt: Attempt,
    ours: AccountedFor | undefined,
  ) => { readonly found?: Held; readonly resend: boolean };
};

/** Some posts a network will not have, however often they are sent. */
const refused = ({ delivery }: Attempt): boolean => Number.parseInt(delivery.slice(0, 4), 16) % 150 === 0;

const receiptOf = (network: NetworkName, { id, at }: Held): Receipt => ({
  remoteId: id,
  url: `https://${network}.example/${id}`,
  at: Temporal.Instant.fromEpochMilliseconds(at),
});

/** The port as one process has it. */
export const portOf = (ways: Ways, site: Site, process: Process): Network => {
  const { name, key, recallAfter, price } = ways;
  let pictures = 0;
  return {
    name,
    key,
    recallAfter,
    price,
    identify: async () => undefined,
    counts: { source: 'x', batch: 100, price: 0, room: () => ({ calls: 0 }), counts: async () => new Map() },
    rules: async () => offlineRules().get(name)!,
    account: async () => {
      const automated = name === 'x' ? ('unknown' as const) : true;
      const account = { id: '1', handle: 'campaign', url: `https://${name}.example`, automated };
      return site.wire.read(process, name, () => {
        ways.onAccount?.();
        return account;
      });
    },
    publish: async (attempt) => {
      site.onPublish(attempt);
      const take = (arrived: number): Held => {
        if (refused(attempt)) throw new Rejected('the network does not want this post');
        return ways.take(attempt, arrived);
      };
      return receiptOf(name, await site.wire.write(process, name, take));
    },
    upload: async (_: Picture) => {
      pictures += 1;
      const remoteId = `picture-${process.name}-${pictures}`;
      return site.wire.write(process, name, () => ({ remoteId, url: '', at: site.machine.clock.now() }));
    },
    remove: async () => undefined,
    // Nothing is boosted in these simulations.
    unboost: async () => undefined,
    look: async (remoteId) => ({ kind: 'gone', remoteId }),
    partnerPosts: async () => ({ posts: [], read: 0 }),
    recall: async (attempt, _, ours) => {
      const { found, resend } = await site.wire.read(process, name, () => ways.look(attempt, ours));
      const recall: Recall = found
        ? { kind: 'found', receipt: receiptOf(name, found) }
        : { kind: 'absent', resend, why: 'it does not show it' };
      site.onRecall(attempt, recall);
      return recall;
    },
  };
};
