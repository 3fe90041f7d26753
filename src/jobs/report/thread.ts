import { parentPort, workerData } from 'node:worker_threads';
import { makeHere } from './make.ts';
import type { ReportOrder } from './order.ts';

/* The thread in which a report is made: SQLite answers synchronously, and nobody who publishes waits for it. */

parentPort?.postMessage(await makeHere(workerData as ReportOrder));
