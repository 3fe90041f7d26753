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
  /** A stormy rehearsal: called at some of the jumps, with the moment that is jumped to, a while before it comes. */
  readonly crowd?: (moment: number) => Promise<void>;
  readonly signal: AbortSignal;
  /** How long nothing may come to an end, and how often it is looked meanwhile; 90 s and 5,000 times unless a test says otherwise. */
  readonly patience?: typeof patienceOfLife;
};

/** "Just before" a due moment: the worker is awake when it comes. Milliseconds of virtual time. */
const JUST_BEFORE = 1_000;

/** While something is under way: how often we look, and how often the planner ticks (5 s in life). Real milliseconds. */
const LOOK_MS = 4;
const TICK_MS = 150;

/** How long before the moment a crowd is called together: the planner has queued what is due by then. Real milliseconds. */
const CROWD_MS = 100;

/**
 * No delivery came to an end for so long: none will. The longest waits between two ends are some seconds (a lease, a worker's
 * start, a look after 5 min of the campaign's time). A machine that is so busy that everything takes ten times as long looks less
 * often too. Real milliseconds.
 */
export const STUCK_MS = 90_000;
const patienceOfLife = { milliseconds: STUCK_MS, looks: 5_000 };

/** Runs until nothing is left to happen; false when deliveries are left and nothing happens. */
export const drive = async ({
  pulse,
  clock,
  tick,
  watch,
  crowd,
  signal,
  patience = patienceOfLife,
}: Driving): Promise<boolean> => {
  let ticked = 0;
  let asking = false;
  let jumps = 0;
  let crowded: number | undefined;
  let looks = 0;
  let moved = { unfinished: Number.NaN, at: realNow(), looks };
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
    if (unfinished === 0) return true;
    // What waits for real time (a target that throttles) may wait long.
    looks += 1;
    if (unfinished !== moved.unfinished || waitingReal > 0) moved = { unfinished, at: realNow(), looks };
    if (realNow() - moved.at > patience.milliseconds && looks - moved.looks > patience.looks) return false;
    const reading = clock.read();
    const now = reading.virtual + (realNow() - reading.real) * reading.speed;
    // Two jumps of three: the third is left to the planner alone.
    const crowds = crowd !== undefined && (next === crowded || jumps % 3 < 2);
    const before = crowds ? Math.max(JUST_BEFORE, CROWD_MS * reading.speed) : JUST_BEFORE;
    const idle = claimed === 0 && waitingReal === 0 && next !== undefined && next - before > now;
    if (idle) {
      jumps += 1;
      clock.set({ ...reading, virtual: next - before, real: realNow() });
      tickNow();
      crowded = crowds ? next : undefined;
      if (crowds) void crowd(next).catch(() => undefined);
    } else if (realNow() - ticked > TICK_MS) {
      tickNow();
    }
    await pause(LOOK_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
};
