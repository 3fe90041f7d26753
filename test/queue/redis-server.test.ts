import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { connectionOptions, findRedis, startRedis } from '../../src/queue/redis-server.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redis-test-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const running = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const gone = (pid: number) => vi.waitFor(() => expect(running(pid)).toBe(false), { timeout: 5000, interval: 20 });

const client = (url: string) => {
  const redis = new Redis(connectionOptions(url));
  redis.on('error', () => undefined); // it is cut off on purpose here
  return Object.assign(redis, { [Symbol.dispose]: () => redis.disconnect() });
};

/** A process that starts a Redis in `folder`, says its pid, and stays until it is killed. */
const otherProcess = async () => {
  const module = new URL('../../src/queue/redis-server.ts', import.meta.url).href;
  const script = `
    import { startRedis } from ${JSON.stringify(module)};
    const redis = await startRedis({ folder: process.argv[1] });
    console.log(redis.pid);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (data) => resolve(Number(data)));
    child.on('exit', () => reject(new Error('ended before its Redis ran')));
  });
  return { child, pid };
};

describe('the embedded Redis', () => {
  it('serves BullMQ over a socket in its folder, without a port and without files of data', async () => {
    await using redis = await startRedis({ folder });
    using connection = client(redis.url);
    const settings = await connection.config('GET', 'port', 'hz', 'save', 'appendonly', 'maxmemory-policy');
    expect(settings).toEqual(
      expect.arrayContaining([
        'port',
        '0',
        'hz',
        '100',
        'save',
        '',
        'appendonly',
        'no',
        'maxmemory-policy',
        'noeviction',
      ]),
    );
    expect(redis.url).toBe(`unix://${join(folder, 'redis.sock')}`);
    expect(statSync(folder).mode & 0o777).toBe(0o700);

    const queue = new Queue('greetings', { connection: connectionOptions(redis.url) });
    const heard = Promise.withResolvers<string>();
    const worker = new Worker('greetings', async (job) => heard.resolve(job.data), {
      connection: connectionOptions(redis.url),
    });
    await queue.add('greeting', 'hello', { delay: 10 });
    expect(await heard.promise).toBe('hello');
    await worker.close();
    await queue.close();
  });

  it('is gone when disposed, with its socket and its claim on the folder', async () => {
    const redis = await startRedis({ folder });
    const pid = redis.pid!;
    expect(running(pid)).toBe(true);
    await redis[Symbol.asyncDispose]();
    expect(running(pid)).toBe(false);
    expect(existsSync(join(folder, 'redis.sock'))).toBe(false);
    expect(existsSync(join(folder, 'redis.owner'))).toBe(false);
  });

  it('ends although it hangs', { timeout: 20_000 }, async () => {
    const redis = await startRedis({ folder });
    const pid = redis.pid!;
    process.kill(pid, 'SIGSTOP');
    await redis[Symbol.asyncDispose]();
    expect(running(pid)).toBe(false);
  });

  it('can be killed and comes back empty under the same address, and clients find it again', async () => {
    await using redis = await startRedis({ folder });
    using connection = client(redis.url);
    await connection.set('a', '1');
    const before = redis.pid!;
    await redis.kill();
    expect(running(before)).toBe(false);
    expect(redis.pid).toBeUndefined();
    const answer = connection.get('a');
    await redis.restart();
    expect(await answer).toBeNull();
    expect(redis.pid).not.toBe(before);
  });

  it('lives in a short private folder when its own is too deep for a socket', async () => {
    const deep = join(folder, 'd'.repeat(60), 'e'.repeat(60));
    mkdirSync(deep, { recursive: true });
    const place = await (async () => {
      await using redis = await startRedis({ folder: deep });
      using connection = client(redis.url);
      expect(await connection.ping()).toBe('PONG');
      const path = connectionOptions(redis.url).path as string;
      expect(Buffer.byteLength(path)).toBeLessThan(100);
      expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
      return join(path, '..');
    })();
    expect(existsSync(place)).toBe(false);
  });

  it('works in a folder whose name is not plain ASCII', async () => {
    const named = join(folder, 'حملة 100% #6');
    await using redis = await startRedis({ folder: named });
    using connection = client(redis.url);
    expect(await connection.ping()).toBe('PONG');
  });
});

describe('two processes on one folder', () => {
  it('share one server, which only the first one stops', async () => {
    const { child, pid } = await otherProcess();
    try {
      const joined = await startRedis({ folder });
      expect(joined.owner).toBe(false);
      expect(joined.pid).toBe(pid);
      await expect(joined.kill()).rejects.toThrow('only the process that started');
      await joined[Symbol.asyncDispose]();
      expect(running(pid)).toBe(true);
    } finally {
      child.kill('SIGKILL');
    }
    await gone(pid);
  });

  it('start one server when both come at once', async () => {
    const both = await Promise.all([startRedis({ folder }), startRedis({ folder })]);
    expect(both.map((one) => one.owner).sort()).toEqual([false, true]);
    expect(both[0].pid).toBe(both[1].pid);
    for (const one of both.sort((a, b) => Number(a.owner) - Number(b.owner))) await one[Symbol.asyncDispose]();
  });

  it('do not share when that is refused', async () => {
    await using _first = await startRedis({ folder });
    await expect(startRedis({ folder, adopt: false })).rejects.toThrow(UsageError);
  });
});

describe('after a crash', () => {
  it('leaves no server behind when its process is killed with SIGKILL', async () => {
    const { child, pid } = await otherProcess();
    expect(running(pid)).toBe(true);
    child.kill('SIGKILL');
    await gone(pid);
    await vi.waitFor(() => expect(existsSync(join(folder, 'redis.sock'))).toBe(false));
  });

  it('starts anew in the folder that a killed process has left', async () => {
    const { child, pid } = await otherProcess();
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    await using redis = await startRedis({ folder, adopt: false });
    expect(redis.owner).toBe(true);
    expect(redis.pid).not.toBe(pid);
    await gone(pid);
  });

  it('ends a server that lost its supervisor too, and takes its place', async () => {
    const orphan = spawn(findRedis()!, ['--port', '0', '--unixsocket', join(folder, 'redis.sock'), '--save', '']);
    symlinkSync(String(await pidOfEnded()), join(folder, 'redis.owner'));
    await vi.waitFor(() => expect(existsSync(join(folder, 'redis.sock'))).toBe(true));
    await using redis = await startRedis({ folder });
    expect(redis.owner).toBe(true);
    expect(redis.pid).not.toBe(orphan.pid);
    expect(running(redis.pid!)).toBe(true);
    await vi.waitFor(() => expect(orphan.signalCode).toBe('SIGKILL'));
  });
});

/** A number that belonged to a process, and does no more. */
const pidOfEnded = async (): Promise<number> => {
  const child = spawn(process.execPath, ['-e', '0']);
  await new Promise((resolve) => child.on('exit', resolve));
  return child.pid!;
};

describe('what cannot be started', () => {
  it('says so when there is no Redis on the PATH', async () => {
    vi.stubEnv('PATH', folder);
    expect(findRedis()).toBeUndefined();
    await expect(startRedis({ folder })).rejects.toThrow(/no redis-server or valkey-server on the PATH; install/);
  });

  it('tells the last words of a server that refuses to start, and gives the folder back', async () => {
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
    writeFileSync(join(folder, 'redis-server'), '#!/bin/sh\necho "cannot bind" >&2\nexit 1\n');
    chmodSync(join(folder, 'redis-server'), 0o755);
    await expect(startRedis({ folder })).rejects.toThrow(/did not start[\s\S]*cannot bind/);
    expect(existsSync(join(folder, 'redis.owner'))).toBe(false);
  });
});

describe('an address of Redis', () => {
  it.each([
    ['redis://localhost', { host: 'localhost', port: 6379, db: 0 }],
    ['redis://10.0.0.7:7000/3', { host: '10.0.0.7', port: 7000, db: 3 }],
    ['redis://:p%40ss@h', { host: 'h', port: 6379, db: 0, password: 'p@ss' }],
    ['rediss://me:secret@h:1', { host: 'h', port: 1, db: 0, username: 'me', password: 'secret', tls: {} }],
    ['redis://[::1]:6380', { host: '::1', port: 6380, db: 0 }],
    ['unix:///var/run/redis%20one.sock', { path: '/var/run/redis one.sock' }],
  ])('%s becomes connection options that BullMQ accepts', (url, options) => {
    expect(connectionOptions(url)).toEqual({ ...options, maxRetriesPerRequest: null });
  });

  it.each(['', 'localhost:6379', 'http://user:hunter2@h', 'redis://:hunter2@h/first', 'redis://:hunter2%@h'])(
    '%j is refused without repeating what may be a password',
    (url) => {
      const attempt = () => connectionOptions(url);
      expect(attempt).toThrow(UsageError);
      expect(attempt).not.toThrow(/hunter2/);
    },
  );
});
