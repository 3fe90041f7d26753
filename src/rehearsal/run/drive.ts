import { setTimeout as pause } from 'node:timers/promises';
import { type ClockReading, realNow } from '../../clock.ts';
import type { Pulse } from '../../store/pulse.ts';

/*
 * The rehearsal's clock: it runs a little faster than the machine's, and jumps over the hours in which nothing is due.
 */

export type Driving = {
  readonly pulse: () => Promise<Pulse>;
  readonly clock: { readonly read: () => ClockReading; readonly set: (reading: ClockReading) => void };
  /** Asks the planner to look. */
  readonly tick: () => Promise<void>;
  /** Called whenever something may have changed; throws to end the rehearsal. */
  readonly watch: () => Promise<void>;
  readonly signal: AbortSignal;
};

/** "Just before" a due moment: the worker is awake when it comes. Milliseconds of virtual time. */
const JUST_BEFORE = 1_000;

/** While something is under way: how often we look, and how often the planner ticks (5 s in life). Real milliseconds. */
const LOOK_MS = 4;
const TICK_MS = 150;

/** Runs until nothing is left to happen. */
export const drive = async ({ pulse, clock, tick, watch, signal }: Driving): Promise<void> => {
  let ticked = 0;
  const tickNow = async () => {
    ticked = realNow();
    await tick();
  };
  for (;;) {
    signal.throwIfAborted();
    const { unfinished, claimed, next, waitingReal } = await pulse();
    await watch();
    if (unfinished === 0) return;
    const reading = clock.read();
    const now = reading.virtual + (realNow() - reading.real) * reading.speed;
    const idle = claimed === 0 && waitingReal === 0 && next !== undefined && next - JUST_BEFORE > now;
    if (idle) {
      clock.set({ ...reading, virtual: next - JUST_BEFORE, real: realNow() });
      await tickNow();
    } else if (realNow() - ticked > TICK_MS) {
      await tickNow();
    }
    await pause(LOOK_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
};
