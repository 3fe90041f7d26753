import { always, workerProcess } from '../src/jobs/worker-process.ts';

/** Every queue in one process. */
await workerProcess(
  'all',
  always((engine) => engine.everyQueue),
);
