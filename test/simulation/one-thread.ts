import { parentPort } from 'node:worker_threads';
import { simulate } from './simulate.ts';

/* One thread of several: it simulates the campaign of each seed that it is given. */

export type Order = { readonly seed: number; readonly days: number };

parentPort?.on('message', ({ seed, days }: Order) => {
  // What goes wrong in here ends the thread, and is told by it.
  void simulate(seed, days).then((report) => parentPort?.postMessage(report));
});
