import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findRedis } from '../../src/queue/redis-server.ts';
import { until } from './until.ts';

/** A port of 127.0.0.1 that nobody listens at. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
};

/** Says one thing to a Redis; undefined when it does not answer. */
export const tell = async (url: string, command: 'flushall' | 'ping'): Promise<string | undefined> => {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, commandTimeout: 1_000 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await (command === 'ping' ? redis.ping() : redis.flushall());
  } catch {
    return undefined;
  } finally {
    redis.disconnect();
  }
};

/** A Redis of somebody else: at a port, with a life of its own. */
export const startOwnRedis = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'own-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  const start = async () => {
    server = spawn(findRedis()!, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
      stdio: 'ignore',
    });
    await until('Redis answers', async () => (await tell(url, 'ping')) === 'PONG');
  };
  const kill = async () => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    url,
    start,
    kill,
    flush: () => tell(url, 'flushall'),
    signal: (signal: 'SIGSTOP' | 'SIGCONT') => void server?.kill(signal),
    [Symbol.asyncDispose]: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
