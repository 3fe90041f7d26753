import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '../../..');

/** How often a worker may end by itself, without having been killed by us, before the rehearsal gives up. */
const CRASHES = 5;

export type WorkerChild = AsyncDisposable & {
  /** Throws when the worker keeps ending by itself; its last words are in the log file. */
  readonly check: () => void;
  readonly log: string;
};

/**
 * A real worker process: `workers/all.ts` with nothing of this process's environment but what it needs to run. One
 * that ends by itself is started again. Resolves when the worker is ready for its first delivery.
 */
export const startWorker = async (
  environment: Readonly<Record<string, string>>,
  logFile: string,
): Promise<WorkerChild> => {
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  await once(log, 'open');
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  let crashes = 0;
  let closing = false;
  let child: ChildProcess;
  const ready = Promise.withResolvers<void>();
  const start = (): void => {
    child = spawn(process.execPath, [join(repository, 'workers/all.ts')], {
      env: { ...Object.fromEntries(kept), ...environment },
      stdio: ['ignore', log, log, 'ipc'],
    });
    child.once('message', () => ready.resolve());
    child.once('exit', () => {
      if (closing) return;
      crashes += 1;
      if (crashes < CRASHES) start();
      else ready.resolve();
    });
  };
  start();
  await ready.promise;
  return {
    log: logFile,
    check: () => {
      if (crashes >= CRASHES)
        throw new Error(`the worker ended ${CRASHES} times by itself; its last words are in ${logFile}`);
    },
    [Symbol.asyncDispose]: async () => {
      closing = true;
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        const hurry = setTimeout(() => child.kill('SIGKILL'), 10_000);
        await ended;
        clearTimeout(hurry);
      }
      log.end();
      await once(log, 'close');
    },
  };
};
