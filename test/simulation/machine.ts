import type { Clock } from '../../src/clock.ts';
import type { Agenda } from './agenda.ts';

/* The machine that the program runs on: its clock, which may be wrong, and processes that are killed and frozen. */

/** Everything after it never happens in this process. */
export class Died extends Error {
  override readonly name = 'Died';
}

export const openMachine = (agenda: Agenda) => {
  let skew = 0;
  const now = (): number => agenda.now() + skew;
  const clock: Clock = {
    now: () => Temporal.Instant.fromEpochMilliseconds(now()),
    until: (at) => Math.max(0, at.epochMilliseconds - now()),
    real: (duration) => duration.total({ unit: 'milliseconds' }),
  };
  return {
    now,
    clock,
    /** Somebody, or a time server, sets the clock. */
    jump: (milliseconds: number): void => {
      skew += milliseconds;
    },
    skew: (): number => skew,
  };
};

export type Machine = ReturnType<typeof openMachine>;

export const startProcess = (agenda: Agenda, name: string) => {
  let alive = true;
  let frozenUntil = 0;
  return {
    name,
    /** The network queues of which it has a job in hand. */
    busy: new Set<string>(),
    alive: (): boolean => alive,
    awake: (): boolean => alive && frozenUntil <= agenda.now(),
    die: (): void => {
      alive = false;
    },
    freeze: (milliseconds: number): void => {
      frozenUntil = Math.max(frozenUntil, agenda.now() + milliseconds);
    },
    /** Comes back after that much time, later when the process is frozen then, and never when it is dead. */
    suspend: (milliseconds: number): Promise<void> =>
      new Promise((resolve) => {
        const resume = (): void => {
          if (!alive) return;
          if (frozenUntil > agenda.now()) agenda.at(frozenUntil, resume);
          else resolve();
        };
        agenda.at(agenda.now() + milliseconds, resume);
      }),
  };
};

export type Process = ReturnType<typeof startProcess>;
