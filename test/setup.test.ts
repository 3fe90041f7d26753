import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/* scripts/run.mjs in a small tree of its own, with an npm and an apt-get that we made: nothing is installed for real. */

let root: string;
let tools: string;
let started: ChildProcess[] = [];

const write = (name: string, text: string, mode = 0o644) => {
  const file = join(root, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
};

/** Does what `npm ci` does as far as the set-up can see it, and leaves a line for each call. */
const npm = `
  import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
  appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
  console.log('noise'); console.error('npm warn noise');
  if (process.env.NPM_FAILS) { console.error('npm error code ' + process.env.NPM_FAILS); process.exit(1); }
  await new Promise((resolve) => setTimeout(resolve, Number(process.env.NPM_TAKES ?? 0)));
  rmSync('node_modules', { recursive: true, force: true });
  mkdirSync('node_modules/.bin', { recursive: true });
  symlinkSync(process.execPath, 'node_modules/.bin/node');
  writeFileSync('node_modules/.package-lock.json', '{}');`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'setup-test-'));
  tools = join(root, 'tools');
  cpSync('scripts', join(root, 'scripts'), { recursive: true });
  write('package-lock.json', '{}');
  write('package.json', '{"type":"module"}');
  write('lib/npm-cli.js', npm);
  write('src/cli.ts', 'const said: string = JSON.stringify(process.argv.slice(2)); console.log(said);');
  mkdirSync(tools); // the whole PATH: a shell, and no Redis, no apt-get, no sudo
  symlinkSync('/bin/sh', join(tools, 'sh'));
});

afterEach(() => {
  for (const { pid } of started) {
    try {
      if (pid) process.kill(-pid, 'SIGKILL');
    } catch {
      // it has ended, as it should
    }
  }
  started = [];
  rmSync(root, { recursive: true, force: true });
});

/** What npm leaves behind, without the time it takes. */
const prepare = () => {
  mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(process.execPath, join(root, 'node_modules', '.bin', 'node'));
  write('node_modules/.package-lock.json', '{}');
};

const patience = { timeout: 10_000, interval: 20 };
const runner = () => join(root, 'scripts', 'run.mjs');

const begin = (args: readonly string[], env: Record<string, string> = {}, program = process.execPath) => {
  const { REDIS_URL: _url, npm_lifecycle_event: _event, INIT_CWD: _cwd, ...inherited } = process.env;
  const npmPaths = { npm_execpath: join(root, 'lib', 'npm-cli.js'), npm_node_execpath: process.execPath };
  const child = spawn(program, args, {
    cwd: root,
    env: { ...inherited, PATH: tools, ...npmPaths, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // away from the terminal of whoever runs the tests
  });
  started.push(child);
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => {
    said.stdout += data;
  });
  child.stderr.on('data', (data) => {
    said.stderr += data;
  });
  const ended = new Promise<{ status: number | null }>((resolve) => child.on('close', (status) => resolve({ status })));
  return { child, said, ended };
};

const run = async (args: readonly string[], env: Record<string, string> = {}) => {
  const { said, ended } = begin([runner(), ...args], env);
  return { ...(await ended), ...said };
};

/** A number that belonged to a process, and does no more. */
const pidOfEnded = async () => {
  const { child, ended } = begin(['-e', '0']);
  await ended;
  return String(child.pid);
};

const calls = () =>
  existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : [];

describe('a program started by the runner', () => {
  it('runs after an installation whose words stay off stdout, with all its arguments', async () => {
    const { status, stdout, stderr } = await run(['src/cli.ts', 'check', '--json', 'two words', '--', '']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '["check","--json","two words","--",""]\n' });
    expect(stderr).toMatch(/^Installing the packages .*\nInstalled in \d+ s\.\n$/);
    expect(calls()).toEqual([expect.stringMatching(/^ci .*--include=dev .*--ignore-scripts/)]);
  });

  it('starts without a word and without npm the second time', async () => {
    prepare();
    expect(await run(['src/cli.ts'])).toEqual({ status: 0, stdout: '[]\n', stderr: '' });
    expect(calls()).toEqual([]);
  });

  it('is installed anew when the lock file is newer than the installation, once', async () => {
    prepare();
    const mark = join(root, 'node_modules', '.package-lock.json');
    utimesSync(mark, 1, 1);
    await run(['src/cli.ts']);
    await run(['src/cli.ts']);
    expect(calls()).toHaveLength(1);
  });

  it.each([
    ['process.exit(7)', 7],
    ["process.kill(process.pid, 'SIGKILL')", 137],
  ])('that ends by %s makes the runner end with %i', async (text, status) => {
    prepare();
    write('src/cli.ts', text);
    expect((await run(['src/cli.ts'])).status).toBe(status);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'is given %s once, however often it comes, and may finish',
    async (signal) => {
      prepare();
      write(
        'src/cli.ts',
        `let count = 0;
       process.on('${signal}', () => { count += 1; console.log('asked', count); });
       process.on('SIGUSR2', () => process.exit(count));
       console.log('pid', process.pid);
       setInterval(() => {}, 1000);`,
      );
      const { child, said, ended } = begin([runner(), 'src/cli.ts']);
      await vi.waitFor(() => expect(said.stdout).toContain('pid'), patience);
      child.kill(signal);
      await vi.waitFor(() => expect(said.stdout).toContain('asked 1'), patience);
      child.kill(signal);
      process.kill(Number(/pid (\d+)/.exec(said.stdout)?.[1]), 'SIGUSR2');
      expect((await ended).status).toBe(1);
    },
  );

  it.each(['campaign', 'rehearse', 'start'])('keeps `npm run %s` waiting until it has finished', async (script) => {
    prepare();
    symlinkSync(process.execPath, join(tools, 'node'));
    write('tools/redis-server', '', 0o755);
    write(
      'src/cli.ts',
      "process.on('SIGTERM', () => setTimeout(() => process.exit(3), 100)); console.log('up'); setInterval(() => {}, 1000);",
    );
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const { child, said, ended } = begin(['-c', scripts[script]], {}, 'sh'); // as npm does
    await vi.waitFor(() => expect(said.stdout).toContain('up'), patience);
    child.kill('SIGTERM');
    expect((await ended).status).toBe(3);
  });

  it('is asked to end when the npm that started it is gone', async () => {
    prepare();
    write(
      'src/cli.ts',
      "process.on('SIGTERM', () => { console.log('asked'); process.exit(0); }); console.log('up'); setInterval(() => {}, 1000);",
    );
    const asNpm = `require('node:child_process').spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' });`;
    const { child, said } = begin(['-e', asNpm, runner(), 'src/cli.ts'], { npm_lifecycle_event: 'start' });
    await vi.waitFor(() => expect(said.stdout).toContain('up'), patience);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(said.stdout).toContain('asked'), patience);
  });

  it('stands where the user stands', async () => {
    prepare();
    write('src/cli.ts', 'console.log(process.env.INIT_CWD, process.cwd());');
    const { stdout } = await run(['src/cli.ts'], { INIT_CWD: '/somewhere' });
    expect(stdout).toBe(`/somewhere ${root}\n`);
  });
});

describe('set-up', () => {
  it('runs npm once when two programs start at the same time', async () => {
    const both = await Promise.all([1, 2].map((n) => run(['src/cli.ts', String(n)], { NPM_TAKES: '300' })));
    expect(both.map(({ status, stdout }) => [status, stdout])).toEqual([
      [0, '["1"]\n'],
      [0, '["2"]\n'],
    ]);
    expect(calls()).toHaveLength(1);
    expect(both.map(({ stderr }) => stderr).join('')).toMatch(
      /Another set-up is running here \(process \d+\): waiting/,
    );
    expect(existsSync(join(root, 'data', 'set-up'))).toBe(false);
  });

  it.each([
    ['its process is gone', pidOfEnded, 0],
    [
      'nobody has touched it for long, although another process has its number now',
      async () => String(process.pid),
      120,
    ],
  ])('takes over the lock of another when %s', async (_, owner, secondsAgo) => {
    write('data/set-up/pid', await owner());
    const then = new Date(Date.now() - secondsAgo * 1000);
    utimesSync(join(root, 'data', 'set-up'), then, then);
    expect((await run(['src/cli.ts'])).status).toBe(0);
    expect(calls()).toHaveLength(1);
  });

  it('shows the last words of npm when it fails, says how to mend it, and ends with 2', async () => {
    const { status, stdout, stderr } = await run(['src/cli.ts'], { NPM_FAILS: 'EAI_AGAIN' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /npm ci ended with status 1[\s\S]*npm error code EAI_AGAIN[\s\S]*run the same command again/,
    );
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(existsSync(join(root, 'data', 'set-up'))).toBe(false);
  });

  it('says which Node is needed when this platform has no package of it and the machine an older one', async () => {
    const file = join(root, 'scripts', 'setup.mjs');
    writeFileSync(file, readFileSync(file, 'utf8').replace('neededNode = 26', 'neededNode = 99'));
    const broken = npm.replace("'node_modules/.bin/node'", "'node_modules/.bin/other'");
    write('lib/npm-cli.js', broken);
    const { status, stderr } = await run(['src/cli.ts']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/This program needs Node 99 or later; there is none in node_modules.*\nInstall Node 99/);
  });

  it("runs on the machine's own Node when the one in node_modules does not start", async () => {
    prepare();
    rmSync(join(root, 'node_modules', '.bin', 'node'));
    write('node_modules/.bin/node', '#!/no/such/loader\n', 0o755);
    expect(await run(['src/cli.ts', 'x'])).toEqual({ status: 0, stdout: '["x"]\n', stderr: '' });
  });
});

describe('a Redis server', () => {
  beforeEach(prepare);

  /** An apt-get that puts a redis-server on the PATH, and the sudo that leads to it for those who are not root. */
  const giveApt = (installs: boolean) => {
    const log = `require('node:fs').appendFileSync('calls', 'apt-get ' + process.argv.slice(2).join(' ') + '\\n');`;
    const install = `if (process.argv[2] === 'install') require('node:fs').writeFileSync('tools/redis-server', '', { mode: 0o755 });`;
    const refuse = `if (process.argv[2] === 'install') { console.error('E: no such package'); process.exit(100); }`;
    write('tools/apt-get', `#!${process.execPath}\n${log}${installs ? install : refuse}`, 0o755);
    write('tools/sudo', '#!/bin/sh\n[ "$1" = -n ] && shift\n[ "$1" = true ] || exec "$@"\n', 0o755);
    write('tools/package.json', '{"type":"commonjs"}');
  };

  it.each([[['--needs-redis', 'src/cli.ts', 'x']], [['src/cli.ts', 'rehearse']], [['src/cli.ts', '--json', 'start']]])(
    'is installed with apt for %j, once and without a word on stdout',
    async (args) => {
      giveApt(true);
      const first = await run(args);
      expect(first.status).toBe(0);
      expect(first.stdout).toMatch(/^\[.*\]\n$/);
      expect(first.stderr).toContain('Installing redis-server');
      expect((await run(args)).stderr).toBe('');
      expect(calls()).toEqual([
        expect.stringMatching(/^apt-get update /),
        expect.stringMatching(/^apt-get install .* redis-server$/),
      ]);
    },
  );

  it.each([[['src/cli.ts', 'check']], [['src/cli.ts', 'rehearse', '--help']], [['src/cli.ts', 'status', '--json']]])(
    'is not looked for by %j',
    async (args) => {
      giveApt(true);
      expect((await run(args)).status).toBe(0);
      expect(calls()).toEqual([]);
    },
  );

  it('is not installed for a start that is told which one to take', async () => {
    giveApt(true);
    expect((await run(['src/cli.ts', 'start'], { REDIS_URL: 'redis://127.0.0.1' })).status).toBe(0);
    expect(calls()).toEqual([]);
  });

  it('that nobody can install is asked for in plain words, with status 2', async () => {
    const { status, stdout, stderr } = await run(['src/cli.ts', 'rehearse']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /No redis-server or valkey-server is on the PATH, and .*\nInstall Redis .* or set REDIS_URL/,
    );
  });

  it('that apt does not have is asked for with the last words of apt, unless REDIS_URL names one', async () => {
    giveApt(false);
    const { status, stderr } = await run(['src/cli.ts', 'rehearse']);
    expect(status).toBe(2);
    expect(stderr).toContain('E: no such package');
    expect((await run(['src/cli.ts', 'rehearse'], { REDIS_URL: 'redis://127.0.0.1' })).status).toBe(0);
  });

  it('is used under the name valkey-server too', async () => {
    write('tools/valkey-server', '', 0o755);
    giveApt(false);
    expect((await run(['src/cli.ts', 'rehearse'])).status).toBe(0);
    expect(calls()).toEqual([]);
  });
});
