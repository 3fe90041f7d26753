import { workerProcess } from '../src/jobs/worker-process.ts';

/** Every queue in one process. */
await workerProcess('all', (engine) => engine.everyQueue);
