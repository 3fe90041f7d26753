import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { dirname, join } from 'node:path';

const repository = join(import.meta.dirname, '../../..');

/** How often workers may end by themselves, without having been killed by the rehearsal, before it gives up. */
const CRASHES = 5;

/**
 * A worker spends a second of the processor on reading its own code, so what one has read is kept for the next. Node writes it
 * down when a process ends; those that are killed never do, so each does it once it has been running for a while.
 */
const COMPILED_AFTER_MS = 5_000;

/** Should the rehearsal itself be killed, its workers end with it. */
const prelude = `data:text/javascript,${encodeURIComponent(
  `import { flushCompileCache } from 'node:module';
  setTimeout(flushCompileCache, ${COMPILED_AFTER_MS}).unref();
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));`,
)}`;

export type Workers = AsyncDisposable & {
  /** Throws when workers keep ending by themselves; their last words are in the log file. */
  readonly check: () => void;
  /** Ends one of them at once, as a crash would; false when the process is not one of ours. */
  readonly kill: (pid: number) => boolean;
  /** The same, of whichever runs that entry. */
  readonly killOne: (script: string) => boolean;
};

/**
 * Real worker processes, entries of `workers/`, with nothing of this process's environment but what it needs to run. One that ends
 * is started again. Resolves when each is ready for its first delivery.
 */
export const startWorkers = async (
  entries: readonly (readonly [script: string, ...args: string[]])[],
  environment: Readonly<Record<string, string>>,
  logFile: string,
): Promise<Workers> => {
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  await once(log, 'open');
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const compiled = join(dirname(logFile), 'compiled');
  let crashes = 0;
  let closing = false;
  const children = new Map<ChildProcess, string>();

  const start = ([script, ...args]: readonly [string, ...string[]], ready: () => void): void => {
    const child = spawn(process.execPath, ['--import', prelude, join(repository, 'workers', script), ...args], {
      env: { ...Object.fromEntries(kept), ...environment, NODE_COMPILE_CACHE: compiled },
      stdio: ['ignore', log, log, 'ipc'],
    });
    children.set(child, script);
    child.once('message', ready);
    child.once('exit', (_code, signal) => {
      children.delete(child);
      if (closing) return;
      if (signal !== 'SIGKILL') crashes += 1;
      if (crashes < CRASHES) start([script, ...args], ready);
      else ready();
    });
  };

  await Promise.all(entries.map((entry) => new Promise<void>((ready) => start(entry, ready))));
  return {
    check: () => {
      if (crashes >= CRASHES)
        throw new Error(`workers ended ${CRASHES} times by themselves; their last words are in ${logFile}`);
    },
    kill: (pid) => [...children.keys()].some((child) => child.pid === pid && child.kill('SIGKILL')),
    killOne: (script) => [...children].some(([child, of]) => of === script && child.kill('SIGKILL')),
    [Symbol.asyncDispose]: async () => {
      closing = true;
      await Promise.all(
        [...children.keys()].map(async (child) => {
          const ended = once(child, 'exit');
          child.kill('SIGTERM');
          const hurry = setTimeout(() => child.kill('SIGKILL'), 10_000);
          await ended;
          clearTimeout(hurry);
        }),
      );
      log.end();
      await once(log, 'close');
    },
  };
};
