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
  readonly watch: (unfinished: number) => Promise<void>;
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
  let asking = false;
  // Not waited for: while Redis is away an answer may take long, and the clock has to be watched meanwhile.
  const tickNow = () => {
    if (asking) return;
    ticked = realNow();
    asking = true;
    void tick()
      .catch(() => undefined)
      .finally(() => {
        asking = false;
      });
  };
  for (;;) {
    signal.throwIfAborted();
    const { unfinished, claimed, next, waitingReal } = await pulse();
    await watch(unfinished);
    if (unfinished === 0) return;
    const reading = clock.read();
    const now = reading.virtual + (realNow() - reading.real) * reading.speed;
    const idle = claimed === 0 && waitingReal === 0 && next !== undefined && next - JUST_BEFORE > now;
    if (idle) {
      clock.set({ ...reading, virtual: next - JUST_BEFORE, real: realNow() });
      tickNow();
    } else if (realNow() - ticked > TICK_MS) {
      tickNow();
    }
    await pause(LOOK_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
};
