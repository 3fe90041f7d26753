import { always, workerProcess } from '../src/jobs/worker-process.ts';

/** Takes the counts of followed posts. Needs CAMPAIGN_KEY. */
await workerProcess(
  'snapshot',
  always(() => ['snapshot']),
);
