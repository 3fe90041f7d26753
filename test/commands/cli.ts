import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const repository = join(import.meta.dirname, '../..');

export type Ran = {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly json: () => any;
};

/** An environment with nothing in it but what a process needs to run, and what a test gives. */
export const bare = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  ...more,
});

/** The command line as a user starts it, without the set-up. */
export const startCli = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  spawn(process.execPath, [join(repository, 'src/cli.ts'), ...args], {
    env: bare(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: repository,
  });

export const cli = async (
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> => {
  const child = startCli(args, environment);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err, json: () => JSON.parse(out) };
};
