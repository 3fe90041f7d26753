import { workerProcess, writeQueues } from '../src/jobs/worker-process.ts';

/** The write queues, one a network: `node workers/publish.ts bluesky` serves that one, without a name every one. */
await workerProcess('publish', writeQueues);
