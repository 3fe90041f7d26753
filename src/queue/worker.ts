import { DelayedError, Worker } from 'bullmq';
import { realNow } from '../clock.ts';
import { atMost } from './farewell.ts';
import type { Next, QueueName } from './jobs.ts';
import type { QueueSettings } from './queues.ts';
import { lastingConnection } from './redis-server.ts';

export type WorkerSettings = QueueSettings & {
  /** How many jobs of this queue one process runs at the same time. */
  readonly concurrency: number;
  /** Real milliseconds; a job whose worker died is run again by BullMQ after this. The store's lease decides all the same. */
  readonly lockMs: number;
  readonly onError: (error: Error) => void;
};

/** Runs a handler for every job of a queue, until disposed; disposing waits for what is running. */
export const work = <Data>(
  queue: QueueName,
  handler: (data: Data) => Promise<Next>,
  { url, prefix, concurrency, lockMs, onError }: WorkerSettings,
): AsyncDisposable => {
  const mine = new Set<Promise<Next>>();
  const worker = new Worker<Data>(
    queue,
    async (job, token) => {
      const handling = handler(job.data);
      mine.add(handling);
      const next = await handling.finally(() => mine.delete(handling));
      if (next.kind === 'done') return;
      await job.moveToDelayed(realNow() + next.milliseconds, token);
      throw new DelayedError();
    },
    {
      connection: lastingConnection(url),
      prefix,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      // A stalled job is run again as often as it takes: the store knows what it did.
      maxStalledCount: 1_000_000,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
  );
  worker.on('error', onError);
  worker.on('failed', (_job, error) => onError(error));
  return {
    [Symbol.asyncDispose]: async () => {
      const closing = worker.close();
      // What is being sent is finished first. Redis has no say in that: when it is away, it is not waited for.
      await Promise.allSettled(mine);
      await atMost(closing, onError);
    },
  };
};
