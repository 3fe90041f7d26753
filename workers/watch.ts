import { always, workerProcess } from '../src/jobs/worker-process.ts';

/** Watches the hashtag: the live streams, the timelines, X's counts. Needs CAMPAIGN_KEY. */
await workerProcess(
  'watch',
  always(() => ['watch']),
);
