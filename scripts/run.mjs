import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endCurrent } from './quietly.mjs';
import { neededNode, pinnedNode, SetUpFailed, setUp } from './setup.mjs';

/*
 * node scripts/run.mjs [--needs-redis] <program> [arguments…]
 *
 * What every npm script calls, whatever Node the machine has: sets up, then runs the program on the Node that the project
 * is written for, hands over all arguments and signals, and ends as the program ended.
 *
 * The scripts of package.json that run for long begin with `exec`: dash would stay between npm and us, die of a SIGTERM meant
 * for the program, and let npm end while the program still works.
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');

/** The tools whose programs are in node_modules. Anything else is a file of ours. */
const tools = { vitest: 'vitest/vitest.mjs', tsc: 'typescript/bin/tsc', biome: '@biomejs/biome/bin/biome' };

const say = (line) => process.stderr.write(`${line}\n`);
const statusOf = (signal) => 128 + (constants.signals[signal] ?? 0);

const [flag, ...rest] = process.argv.slice(2);
const [program, ...args] = flag === '--needs-redis' ? rest : flag === undefined ? [] : [flag, ...rest];
if (program === undefined) {
  say('usage: node scripts/run.mjs [--needs-redis] <program> [arguments…]');
  process.exit(2);
}

/** `npm run campaign -- rehearse` needs what `npm run rehearse` needs; and `start` takes the Redis it is told to take. */
const needsRedis = () => {
  const command = program === 'src/cli.ts' ? args.find((arg) => !arg.startsWith('-')) : undefined;
  if (args.includes('--help') || args.includes('-h')) return false;
  if (command === 'start') return !process.env.REDIS_URL;
  return flag === '--needs-redis' || command === 'rehearse';
};

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** A signal while packages are being installed ends that, and us. */
const whileSettingUp = (signal) => {
  endCurrent();
  process.exit(statusOf(signal));
};

/**
 * Ctrl-C reaches every process of the terminal's foreground group, the program too: handing it on would deliver it twice. So a
 * SIGINT is handed on only when our group is not in the foreground of a terminal. /proc/self/stat: pgrp is field 5, tpgid field 8.
 */
const terminalToldTheGroup = () => {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[2] === fields[5];
  } catch {
    return process.stdin.isTTY === true || process.stdout.isTTY === true || process.stderr.isTTY === true;
  }
};

/** Each signal is handed on once: npm hands it to us, and so does a terminal or a supervisor that signals the whole group. */
const handOver = (child) => {
  for (const signal of signals) process.off(signal, whileSettingUp);
  const told = new Set();
  for (const signal of signals) {
    process.on(signal, () => {
      if (told.has(signal) || (signal !== 'SIGTERM' && terminalToldTheGroup())) return;
      told.add(signal);
      child.kill(signal);
    });
  }
  // npm killed with SIGKILL cannot tell us; a program that publishes must not run on with nobody to stop it.
  if (process.env.npm_lifecycle_event && process.platform !== 'win32') {
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent && !told.has('SIGTERM')) {
        told.add('SIGTERM');
        child.kill('SIGTERM');
      }
    }, 500).unref();
  }
};

const run = (node, orElse) => {
  const file = tools[program] ? join(modules, tools[program]) : join(root, program);
  if (!existsSync(file)) {
    say(tools[program] ? `${program} is not installed: run \`npm ci\`.` : `There is no ${program} in ${root}.`);
    process.exit(2);
  }
  const child = spawn(node, [file, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: [join(modules, '.bin'), process.env.PATH].filter(Boolean).join(delimiter),
      INIT_CWD: process.env.INIT_CWD ?? process.cwd(), // npm sets it to where the user stands
    },
  });
  child.on('error', orElse);
  if (child.pid !== undefined) handOver(child);
  child.on('exit', (code, signal) => process.exit(signal ? statusOf(signal) : code));
};

const runOnOwn = (why) => {
  if (Number(process.versions.node.split('.')[0]) < neededNode) {
    say(
      `This program needs Node ${neededNode} or later; ${why}, and the Node that started it is ${process.versions.node}.`,
    );
    say(
      `Install Node ${neededNode} (on Linux, macOS and Windows \`npm ci --include=optional\` brings one along), then run the same command again.`,
    );
    process.exit(2);
  }
  run(process.execPath, (error) => {
    say(`Cannot start ${process.execPath}: ${error.message}`);
    process.exit(2);
  });
};

for (const signal of signals) process.on(signal, whileSettingUp);
try {
  await setUp(root, needsRedis());
} catch (error) {
  if (!(error instanceof SetUpFailed)) throw error;
  say(error.message);
  process.exit(2);
}

const pinned = pinnedNode(root);
// A binary for glibc is there on Alpine too, and does not start: then the machine's own Node has to do.
if (existsSync(pinned)) run(pinned, (error) => runOnOwn(`its own (${pinned}) does not start: ${error.code}`));
else runOnOwn('there is none in node_modules for this platform');
