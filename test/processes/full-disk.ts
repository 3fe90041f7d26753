import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/* Two real ways in which a process cannot write to its files any more, and can again later. */

export type Disk = AsyncDisposable & {
  /** For the data folder; undefined: the usual one. */
  readonly data?: string;
  /** From here on the process can write nothing; until `free`. Takes effect before it returns. */
  readonly fill: (pid: number) => void;
  readonly free: (pid: number) => void;
};

const ran = (command: string, ...args: string[]): boolean => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** A small disk in memory: needs the right to mount one. Undefined where we may not. */
export const smallDisk = async (): Promise<Disk | undefined> => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const place = await mkdtemp(join(tmpdir(), 'small-disk-'));
  if (!ran('mount', '-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', place)) {
    await rmdir(place);
    return undefined;
  }
  const ballast = join(place, 'ballast');
  return {
    data: join(place, 'data'),
    fill: () => {
      const file = openSync(ballast, 'w');
      try {
        // Big pieces first, then the corners.
        for (const size of [1_048_576, 4_096, 1]) {
          const piece = Buffer.alloc(size);
          try {
            while (writeSync(file, piece) === size);
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          }
        }
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast),
    [Symbol.asyncDispose]: async () => {
      ran('umount', place);
      await rmdir(place);
    },
  };
};

/** A limit on the size of files, set from outside on the running process: every write to a file fails, as with a spent quota. */
export const spentQuota = async (): Promise<Disk | undefined> => {
  if (process.platform !== 'linux' || !ran('prlimit', '--version')) return undefined;
  const limit = (pid: number, size: string) => {
    if (!ran('prlimit', '--pid', String(pid), `--fsize=${size}:unlimited`))
      throw new Error('prlimit could not set the limit');
  };
  return {
    fill: (pid) => limit(pid, '0'),
    free: (pid) => limit(pid, 'unlimited'),
    [Symbol.asyncDispose]: async () => undefined,
  };
};
