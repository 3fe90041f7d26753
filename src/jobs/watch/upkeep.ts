import { milliseconds } from '../../clock.ts';
import type { Watching } from './watching.ts';

/** Of the campaign's time. */
const EVERY_MS = 3_600_000;

/** Lets go of what need not be known any more: who posted in a week that is over, and posts that are not followed any longer. */
export const upkeep = (w: Watching): (() => Promise<void>) => {
  let last: number | undefined;
  return async () => {
    const now = w.clock.now().epochMilliseconds;
    if (last !== undefined && now - last < EVERY_MS) return;
    const { watch } = await w.campaign();
    await w.sightings.closeWeeks(now, w.calendar.endOfWeek);
    await w.sightings.forgetOlder(now - milliseconds(watch.retention));
    last = now;
  };
};
