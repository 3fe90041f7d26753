import type { DeliveryId, NetworkName } from '../../src/model.ts';
import type { Next } from '../../src/queue/jobs.ts';
import type { Wake } from '../../src/queue/queues.ts';
import type { Agenda } from './agenda.ts';
import type { Dice } from './dice.ts';
import type { Machine, Process } from './machine.ts';

/*
 * What src/queue and Redis promise, in memory, and no more than that: a known id is ignored in any state, a sleeper that is
 * called at once wakes, a job whose worker is gone is run again, sometimes while the first run still goes on, and
 * everything may be forgotten at any moment.
 */

type Job = { readonly delivery: DeliveryId; readonly network: NetworkName; at: number; run?: object | undefined };

export type Handler = (delivery: DeliveryId) => Promise<Next>;

type Settings = {
  readonly agenda: Agenda;
  readonly machine: Machine;
  readonly dice: Dice;
  readonly lockMs: number;
  /** Processes, each with its handler. */
  readonly workers: () => readonly { readonly process: Process; readonly handler: Handler }[];
  readonly onError: (error: unknown) => void;
};

export const openWakes = ({ agenda, machine, dice, lockMs, workers, onError }: Settings) => {
  const jobs = new Map<string, Job>();

  const lookAt = (moment: number): void => agenda.at(moment - machine.skew(), take);

  const start = (job: Job, { process, handler }: ReturnType<Settings['workers']>[number]): void => {
    const run = { by: process };
    job.run = run;
    process.busy.add(job.network);
    const mine = () => process.alive() && jobs.get(job.delivery) === job && job.run === run;
    const over = (next: Next | undefined): void => {
      process.busy.delete(job.network);
      if (mine()) {
        job.run = undefined;
        if (next?.kind === 'sleep') {
          job.at = machine.now() + next.milliseconds;
          lookAt(job.at);
        } else jobs.delete(job.delivery);
      }
      agenda.at(agenda.now(), take);
    };
    handler(job.delivery).then(over, (error: unknown) => {
      if (process.alive()) onError(error);
      over(undefined);
    });
  };

  /** Hands out what is due, one job of a network at a time to each process, and now and then to two at once. */
  const take = (): void => {
    for (const worker of dice.shuffled(workers())) {
      if (!worker.process.awake()) continue;
      const due = [...jobs.values()].filter(
        (job) => !job.run && job.at <= machine.now() && !worker.process.busy.has(job.network),
      );
      for (const job of due) {
        if (worker.process.busy.has(job.network)) continue;
        start(job, worker);
        const other = workers().find(({ process }) => process.awake() && !process.busy.has(job.network));
        if (other && dice.chance(0.05)) start(job, other);
      }
    }
  };

  /** The lock of these jobs has run out: whoever is free runs them too. */
  const unlock = (which: (job: Job) => boolean): void => {
    for (const job of jobs.values()) {
      if (!job.run || !which(job)) continue;
      job.run = undefined;
      job.at = machine.now();
    }
    agenda.at(agenda.now(), take);
  };

  return {
    wake: async (wakes: readonly Wake[]): Promise<void> => {
      for (const { delivery, network, milliseconds } of wakes) {
        const known = jobs.get(delivery);
        if (known && (known.run || milliseconds > 0)) continue;
        const job = known ?? { delivery, network, at: 0 };
        job.at = machine.now() + Math.max(0, milliseconds);
        jobs.set(delivery, job);
        lookAt(job.at);
      }
    },
    flush: (): void => jobs.clear(),
    /** One job that runs is taken for stalled, and run by somebody else at the same time. */
    doubt: (): void => {
      const running = [...jobs.values()].filter((job) => job.run);
      if (running.length > 0) {
        const one = dice.pick(running);
        unlock((job) => job === one);
      }
    },
    /** A process died or froze: what it held is run again when the lock is over, unless it is back by then. */
    lost: (process: Process): void => {
      const runs = new Set(
        [...jobs.values()].map((job) => job.run).filter((run) => (run as { by?: Process })?.by === process),
      );
      agenda.at(agenda.now() + lockMs + dice.between(0, lockMs), () => {
        if (!process.awake()) unlock((job) => runs.has(job.run));
      });
    },
    /** The machine's clock was set: sleepers are due at other moments now. */
    clockWasSet: (): void => {
      for (const job of jobs.values()) if (!job.run) lookAt(job.at);
    },
    take,
  };
};

export type Wakes = ReturnType<typeof openWakes>;
