import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Order } from './one-thread.ts';
import type { Report } from './simulate.ts';

/** Three stories say as much as thirty. */
const WRONGS_ENOUGH = 3;

/** Simulates the campaign of each seed, as many at a time as the machine has processors; ends early when enough went wrong. */
export const simulateAll = async (seeds: readonly number[], days: number): Promise<Report[]> => {
  const waiting = [...seeds];
  const reports: Report[] = [];
  const enough = () => reports.filter((report) => report.wrongs.length > 0).length >= WRONGS_ENOUGH;
  const thread = async (): Promise<void> => {
    const worker = new Worker(new URL('./one-thread.ts', import.meta.url));
    try {
      for (let seed = waiting.shift(); seed !== undefined && !enough(); seed = waiting.shift()) {
        worker.postMessage({ seed, days } satisfies Order);
        const [report] = await once(worker, 'message'); // rejects when the thread ends in an error
        reports.push(report as Report);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), seeds.length) }, thread));
  return reports.sort((a, b) => a.seed - b.seed);
};
