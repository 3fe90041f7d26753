import cron from 'node-cron';
import { realNow } from '../clock.ts';
import type { Queues } from '../queue/queues.ts';

/** Plain intervals: cron only ticks, Temporal decides what is due. */
const TICK_SECONDS = 5;

/**
 * Ticks the planner. Two schedulers ask for the same tick under the same name, and a tick that Redis did not take is
 * made good by the next.
 */
export const schedule = (queues: Queues, onError: (error: Error) => void): AsyncDisposable => {
  const tick = () => queues.plan(String(Math.floor(realNow() / 1000 / TICK_SECONDS))).catch(onError);
  const task = cron.schedule(`*/${TICK_SECONDS} * * * * *`, tick, { noOverlap: true });
  void tick();
  return { [Symbol.asyncDispose]: async () => void (await task.destroy()) };
};
