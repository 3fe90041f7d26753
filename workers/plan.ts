import { always, workerProcess } from '../src/jobs/worker-process.ts';

/** The planner's queue: lays out the plan and wakes the publishing workers. */
await workerProcess(
  'plan',
  always(() => ['plan']),
);
