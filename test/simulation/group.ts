import { type Planning, plan } from '../../src/jobs/plan.ts';
import { publish } from '../../src/jobs/publish.ts';
import type { Publishing } from '../../src/jobs/publishing.ts';
import type { ReadyToolkit } from '../../src/jobs/ready.ts';
import type { Network } from '../../src/network/network.ts';
import { approvals } from '../../src/store/approvals.ts';
import { deliveries } from '../../src/store/deliveries.ts';
import { beat, takeLease } from '../../src/store/leases.ts';
import { ledger } from '../../src/store/ledger.ts';
import { seenNetworks } from '../../src/store/networks.ts';
import { pauses } from '../../src/store/pauses.ts';
import { spend } from '../../src/store/spend.ts';
import type { Store } from '../../src/store/store.ts';
import type { Agenda } from './agenda.ts';
import type { Dice } from './dice.ts';
import { type Machine, type Process, startProcess } from './machine.ts';
import type { Holders } from './one-holder.ts';
import { type Risks, statements } from './statements.ts';
import { type Handler, openWakes } from './wakes.ts';
import { CALL_MS } from './wire.ts';

/* The processes of the program on one machine: each plans and publishes, dies and is started again. */

export const LEASE_MS = 120_000;

type Member = {
  readonly process: Process;
  readonly handler: Handler;
  readonly planner: () => Promise<unknown>;
  planning: boolean;
};

export type GroupSettings = {
  readonly agenda: Agenda;
  readonly machine: Machine;
  readonly dice: Dice;
  readonly store: Store;
  readonly size: number;
  readonly networksOf: (process: Process) => Publishing['networks'];
  readonly holders: Holders;
  readonly toolkit: () => Promise<ReadyToolkit>;
  /** Of each statement, and (`passing`) of each named point. */
  readonly risks: Risks & { readonly passing: () => number };
  readonly onError: (error: unknown) => void;
};

const never = (): Promise<never> => new Promise(() => {});

export const startGroup = (settings: GroupSettings) => {
  const { agenda, machine, dice, store, risks } = settings;
  const members = new Set<Member>();
  let started = 0;
  let deaths = 0;
  let offUntil = 0;
  let led = 0;
  const wakes = openWakes({
    agenda,
    machine,
    dice,
    lockMs: LEASE_MS,
    workers: () => [...members],
    onError: settings.onError,
  });

  const die = (process: Process): void => {
    if (!process.alive()) return;
    process.die();
    deaths += 1;
    wakes.lost(process);
    for (const member of members) if (member.process === process) members.delete(member);
    agenda.at(agenda.now() + dice.between(1_000, 60_000), start);
  };
  const freeze = (process: Process, milliseconds: number): void => {
    process.freeze(milliseconds);
    wakes.lost(process);
    agenda.at(agenda.now() + milliseconds, wakes.take);
  };

  const passingOf =
    (process: Process): Publishing['passing'] =>
    async () => {
      if (dice.chance(risks.passing())) {
        die(process);
        await never();
      }
      if (dice.chance(risks.passing() / 2)) freeze(process, dice.mostlyShort(1_000, 600_000));
      if (!process.awake() || dice.chance(0.1)) await process.suspend(dice.mostlyShort(0, 500));
    };

  const start = (): void => {
    if (members.size >= settings.size) return;
    if (agenda.now() < offUntil) {
      agenda.at(offUntil, start);
      return;
    }
    started += 1;
    const process = startProcess(agenda, `machine-${started}-x`);
    const db = store.db.withPlugin(statements(process, dice, risks, die));
    const networks = settings.networksOf(process) as ReadonlyMap<Network['name'], Network>;
    const shared = {
      deliveries: deliveries(db),
      approvals: approvals(db),
      pauses: pauses(db),
      spend: spend(db),
      seen: seenNetworks(db),
      networks,
      clock: machine.clock,
      clockOf: () => machine.clock,
      realNow: machine.now,
      live: true,
      say: () => {},
      toolkit: settings.toolkit,
      callMs: CALL_MS,
      leaseMs: LEASE_MS,
    };
    const planning: Planning = {
      ...shared,
      queues: {
        wake: wakes.wake,
        tick: async () => {},
        isTicking: async () => false,
        [Symbol.asyncDispose]: async () => {},
      },
      beat: () => beat(db, process.name, machine.now(), 30_000),
      // Laying out is dear, and every fifth tick is often enough, unless nobody did it for long: as if another planner had the lease.
      lead: async () => {
        if (!dice.chance(0.1) && agenda.now() - led < 6 * 3_600_000) return false;
        const leads = await takeLease(db, 'planner', process.name, machine.now(), 60_000);
        if (leads) led = agenda.now();
        return leads;
      },
    };
    const publishing: Publishing = {
      ...shared,
      ledger: settings.holders.watch(ledger(db)),
      picture: async ({ alt }) => ({ bytes: new Uint8Array(1), type: 'image/png', width: 4, height: 3, alt }),
      worker: process.name,
      passing: passingOf(process),
    };
    const handle = publish(publishing);
    members.add({ process, handler: (delivery) => handle({ delivery }), planner: plan(planning), planning: false });
    wakes.take();
  };
  for (let i = 0; i < settings.size; i += 1) start();

  return {
    wakes,
    die,
    deaths: () => deaths,
    /** One run of the planner, sometimes two side by side. False: nobody is awake to do it. */
    tick: (): boolean => {
      const free = [...members].filter((member) => member.process.awake() && !member.planning);
      for (const member of dice.shuffled(free).slice(0, dice.chance(0.1) ? 2 : 1)) {
        member.planning = true;
        member
          .planner()
          .catch((error: unknown) => member.process.alive() && settings.onError(error))
          .finally(() => {
            member.planning = false;
          });
      }
      return free.length > 0;
    },
    /** Kills one process. */
    kill: (): void => {
      if (members.size > 0) die(dice.pick([...members]).process);
    },
    stall: (milliseconds: number): void => {
      if (members.size > 0) freeze(dice.pick([...members]).process, milliseconds);
    },
    /** The machine goes off: everything dies, nothing starts before it is on again. */
    off: (milliseconds: number): void => {
      offUntil = agenda.now() + milliseconds;
      for (const { process } of [...members]) die(process);
      wakes.flush();
    },
    /** Somebody switches it on again. */
    on: (): void => {
      offUntil = 0;
      for (let i = members.size; i < settings.size; i += 1) start();
    },
    /** The lid of the laptop is closed. */
    sleep: (milliseconds: number): void => {
      for (const { process } of members) freeze(process, milliseconds);
    },
  };
};

export type Group = ReturnType<typeof startGroup>;
