import cron from 'node-cron';
import { realNow } from '../clock.ts';
import type { TickQueue } from '../queue/jobs.ts';
import type { Queues } from '../queue/queues.ts';

/** Plain intervals, in seconds: cron only ticks, Temporal decides what is due. */
const intervals: Readonly<Record<TickQueue, number>> = { plan: 5, boost: 5, watch: 15, snapshot: 30, report: 60 };

/**
 * Ticks the queues that only look what is due. Two schedulers ask for the same tick under the same name, and a tick that Redis did not take is
 * made good by the next.
 */
export const schedule = (
  queues: Queues,
  ticked: readonly TickQueue[],
  onError: (error: Error) => void,
): AsyncDisposable => {
  const complain = (words: string | Error) => onError(new Error(String(words)));
  const logger = { info: () => undefined, debug: () => undefined, warn: complain, error: complain };
  const tasks = ticked.map((queue) => {
    const seconds = intervals[queue];
    let asking: Promise<void> | undefined;
    // While one waits for a Redis that is away, no other joins it.
    const tick = () => {
      asking ??= queues
        .tick(queue, String(Math.floor(realNow() / 1000 / seconds)))
        .catch(onError)
        .finally(() => {
          asking = undefined;
        });
      return asking;
    };
    const every = seconds === 60 ? '0 * * * * *' : `*/${seconds} * * * * *`;
    const task = cron.schedule(every, () => void tick(), { logger });
    // A report that is due can wait until everything has started.
    if (queue !== 'report') void tick();
    return task;
  });
  return { [Symbol.asyncDispose]: async () => void (await Promise.all(tasks.map((task) => task.destroy()))) };
};
