import { setTimeout as pause } from 'node:timers/promises';
import { type ClockReading, realNow } from '../../clock.ts';
import type { Pulse } from '../../store/pulse.ts';

/*
 * The rehearsal's clock: it runs a little faster than the machine's, and jumps over the hours in which nothing is due.
 */

export type Driving = {
  /** Partners' posts that were due at `givenUp` or before are left out. */
  readonly pulse: (givenUp: number) => Promise<Pulse>;
  readonly clock: { readonly read: () => ClockReading; readonly set: (reading: ClockReading) => void };
  /** Asks the planner to look. */
  readonly tick: () => Promise<void>;
  /** Called whenever something may have changed; throws to end the rehearsal. */
  readonly watch: (unfinished: number) => Promise<void>;
  /** A stormy rehearsal: called at some of the jumps, with the moment that is jumped to, a while before it comes. */
  readonly crowd?: (moment: number) => Promise<void>;
  readonly partners?: {
    /** The first moment after this one at which partners' accounts are read because one of them has posted. */
    readonly readAfter: (moment: number) => number | undefined;
    /** One run of the boost job; resolves when it is over. */
    readonly look: () => Promise<void>;
  };
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

/** A partner's post that is still due after so many looks does not hold up the rest. */
const LOOKS = 3;

const earlier = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);

/** Runs until nothing is left to happen; false when deliveries are left and nothing happens. */
export const drive = async ({
  pulse,
  clock,
  tick,
  watch,
  crowd,
  partners,
  signal,
  patience = patienceOfLife,
}: Driving): Promise<boolean> => {
  let ticked = 0;
  let asking = false;
  let jumps = 0;
  let crowded: number | undefined;
  let looks = 0;
  let looking = false;
  let lookedUpTo = Number.NEGATIVE_INFINITY;
  let givenUp = Number.NEGATIVE_INFINITY;
  let inVain = 0;
  const lookAtPartners = (now: number, due: number | undefined) => {
    inVain = due !== undefined && due <= lookedUpTo ? inVain + 1 : 0;
    if (inVain >= LOOKS) {
      givenUp = now;
      inVain = 0;
      return;
    }
    looking = true;
    void (partners?.look() ?? Promise.resolve())
      .catch(() => undefined)
      .finally(() => {
        looking = false;
        lookedUpTo = now;
      });
  };
  let moved = { left: Number.NaN, at: realNow(), looks };
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
    // What a look has just laid down is not in a pulse that was taken before.
    const wasLooking = looking;
    const { unfinished, claimed, next, waitingReal, undecided, decide } = await pulse(givenUp);
    await watch(unfinished);
    const reading = partners?.readAfter(lookedUpTo);
    if (unfinished + undecided === 0 && reading === undefined && !wasLooking && !looking) return true;
    const left = unfinished + undecided;
    // What waits for real time (a target that throttles) may wait long.
    looks += 1;
    if (left !== moved.left || waitingReal > 0) moved = { left, at: realNow(), looks };
    if (realNow() - moved.at > patience.milliseconds && looks - moved.looks > patience.looks) return false;
    const shown = clock.read();
    const now = shown.virtual + (realNow() - shown.real) * shown.speed;
    // Two jumps of three: the third is left to the planner alone.
    const crowds = crowd !== undefined && (next === crowded || jumps % 3 < 2);
    const before = crowds ? Math.max(JUST_BEFORE, CROWD_MS * shown.speed) : JUST_BEFORE;
    const partnersAt = earlier(decide, reading);
    if (partnersAt !== undefined && partnersAt <= now && !wasLooking && !looking) lookAtPartners(now, decide);
    const idle = claimed === 0 && waitingReal === 0 && !wasLooking && !looking;
    if (idle && next !== undefined && next - before > now && next - before <= (partnersAt ?? Infinity)) {
      jumps += 1;
      clock.set({ ...shown, virtual: next - before, real: realNow() });
      tickNow();
      crowded = crowds ? next : undefined;
      if (crowds) void crowd(next).catch(() => undefined);
    } else if (idle && partnersAt !== undefined && partnersAt > now && (next ?? Infinity) > partnersAt) {
      clock.set({ ...shown, virtual: partnersAt, real: realNow() });
    } else if (realNow() - ticked > TICK_MS) {
      tickNow();
    }
    await pause(LOOK_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
};
