import { setTimeout as pause } from 'node:timers/promises';
import { realNow } from '../../clock.ts';

/** Real milliseconds. A job whose worker was killed is taken up by another one within the second half of a lease. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 4;

/** Waits until a run that was asked for is over, or lost: an emptied Redis forgets it. */
export const ticked = async (isTicking: () => Promise<boolean>): Promise<void> => {
  const began = realNow();
  while ((await isTicking()) && realNow() - began < PATIENCE_MS) await pause(LOOK_MS);
};
