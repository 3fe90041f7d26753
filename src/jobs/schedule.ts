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
  let asking: Promise<void> | undefined;
  // While one waits for a Redis that is away, no other joins it.
  const tick = () => {
    asking ??= queues
      .plan(String(Math.floor(realNow() / 1000 / TICK_SECONDS)))
      .catch(onError)
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
  const complain = (words: string | Error) => onError(new Error(String(words)));
  const logger = { info: () => undefined, debug: () => undefined, warn: complain, error: complain };
  const task = cron.schedule(`*/${TICK_SECONDS} * * * * *`, () => void tick(), { logger });
  void tick();
  return { [Symbol.asyncDispose]: async () => void (await task.destroy()) };
};
