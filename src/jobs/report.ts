import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { openStore } from '../store/store.ts';
import type { MadeReport } from './report/make.ts';
import type { ReportOrder } from './report/order.ts';

export type { MadeReport, Totals } from './report/make.ts';

/**
 * Makes a report, off the thread that publishes, on a connection that cannot write. What goes wrong there is thrown here.
 * `signal` ends the thread in the middle: no file is left half-written.
 */
export const makeReport = async (order: ReportOrder, signal?: AbortSignal): Promise<MadeReport> => {
  const thread = new Worker(new URL('./report/thread.ts', import.meta.url), { workerData: order, stdout: false });
  const stop = () => void thread.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    // An error in the thread comes as the event `error`, which `once` throws; one that ends without a word never answers.
    const ended = once(thread, 'exit').then(() => {
      throw signal?.reason ?? new Error('the thread of the report ended without an answer');
    });
    const [made] = (await Promise.race([once(thread, 'message'), ended])) as [MadeReport];
    return made;
  } finally {
    signal?.removeEventListener('abort', stop);
    await thread.terminate();
  }
};

/** Brings a store up to date before it is read by a connection that could not; nothing happens where there is none. */
export const upToDate = async (file: string, exists: boolean): Promise<void> => {
  if (!exists) return;
  await using _ = await openStore(file);
};
