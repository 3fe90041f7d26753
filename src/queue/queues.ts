import { Queue, type QueueOptions } from 'bullmq';
import type { DeliveryId, NetworkName } from '../model.ts';
import { atMost } from './farewell.ts';
import { type Jobs, priority, type TickQueue, writeQueue } from './jobs.ts';
import { lastingConnection } from './redis-server.ts';

/** A delivery to be woken for: `milliseconds` of real time from now; 0 or less: now. */
export type Wake = {
  readonly delivery: DeliveryId;
  readonly network: NetworkName;
  readonly milliseconds: number;
  /** A boost: posts that are due go before it. */
  readonly boost?: boolean;
  /** A job beside the usual one, as when BullMQ takes a running job for stalled: in rehearsals, so that workers race. */
  readonly copy?: number;
};

export type QueueSettings = { readonly url: string; readonly prefix: string };

const options = ({ url, prefix }: QueueSettings): QueueOptions => ({
  connection: lastingConnection(url),
  prefix,
  // A job is only a wake-up: nothing of it is kept, so that the same id can be added again.
  defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
});

/**
 * The sending side of the queues. `wake` may be called for the same delivery as often as one likes: a known id is
 * ignored by BullMQ, and one that sleeps too long (the clock jumped, the machine slept) is called at once.
 */
export const openQueues = (
  settings: QueueSettings,
  networks: readonly NetworkName[],
  onError: (error: Error) => void,
) => {
  const opened = new Map<string, Queue>();
  const open = (name: string): Queue => {
    const known = opened.get(name);
    if (known) return known;
    const queue = new Queue(name, options(settings));
    queue.on('error', onError);
    opened.set(name, queue);
    return queue;
  };

  const wakeNetwork = async (network: NetworkName, wakes: readonly Wake[]): Promise<void> => {
    const queue = open(writeQueue(network));
    await queue.addBulk(
      wakes.map(({ delivery, milliseconds, boost, copy }) => ({
        name: 'publish',
        data: { delivery } satisfies Jobs['publish'],
        opts: {
          jobId: copy === undefined ? delivery : `${delivery}-copy-${copy}`,
          delay: Math.max(0, Math.round(milliseconds)),
          priority: boost ? priority.boost : priority.publish,
        },
      })),
    );
    for (const { delivery, milliseconds } of wakes) {
      if (milliseconds > 0) continue;
      const job = await queue.getJob(delivery);
      // It may become active or vanish between the question and the call; either way it is awake.
      if (job && (await job.isDelayed())) await job.promote().catch(() => undefined);
    }
  };

  return {
    wake: async (wakes: readonly Wake[]): Promise<void> => {
      for (const network of networks) {
        const mine = wakes.filter((wake) => wake.network === network);
        if (mine.length > 0) await wakeNetwork(network, mine);
      }
    },
    /** Asks for one run of a queue that only ticks. The same `tick` asked for twice is one run. */
    tick: async (queue: TickQueue, tick: string): Promise<void> => {
      await open(queue).add(queue, {} satisfies Jobs['tick'], { jobId: `${queue}-${tick}` });
    },
    /** Whether a run that was asked for is still to come, or under way. */
    isTicking: async (queue: TickQueue, tick: string): Promise<boolean> =>
      (await open(queue).getJob(`${queue}-${tick}`)) !== undefined,
    [Symbol.asyncDispose]: async (): Promise<void> => {
      await Promise.all(
        [...opened.values()].map(async (queue) => {
          await atMost(queue.close(), onError);
          // Not waited for: a client that was between two tries never says that it ended.
          void queue.disconnect().catch(() => undefined);
        }),
      );
    },
  };
};

export type Queues = ReturnType<typeof openQueues>;
