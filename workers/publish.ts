import { workerProcess } from '../src/jobs/worker-process.ts';

/** The write queues, one a network. */
await workerProcess('publish', (engine) => engine.everyQueue.filter((queue) => queue !== 'plan'));
