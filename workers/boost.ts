import { always, workerProcess } from '../src/jobs/worker-process.ts';

/** Reads what partners post, decides what is boosted, and looks after what was. */
await workerProcess(
  'boost',
  always(() => ['boost']),
);
