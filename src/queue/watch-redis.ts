import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { connectionOptions } from './redis-server.ts';

/** Real milliseconds: how often Redis is asked, and how long it may take to answer. It answers within 1 ms when it is well. */
const LOOK_MS = 1_000;
const PATIENCE_MS = 1_000;

export type RedisWatch = AsyncDisposable & {
  /** Whether it answers at this moment; known within twice PATIENCE_MS. */
  readonly answers: () => Promise<boolean>;
};

/**
 * Asks a Redis again and again whether it answers, on a connection of its own: a queue would wait for it without a word.
 * `away` is called at every look that found nobody, `back` once when it answers again.
 */
export const watchRedis = (
  url: string,
  heard: { readonly away: (first: boolean) => Promise<void>; readonly back: () => void },
): RedisWatch => {
  const redis = new Redis({
    ...connectionOptions(url),
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    connectTimeout: PATIENCE_MS,
    commandTimeout: PATIENCE_MS,
    retryStrategy: () => LOOK_MS / 4,
  });
  redis.on('error', () => undefined); // told by the answers
  const connected = async (): Promise<void> => {
    if (redis.status === 'ready') return;
    const patience = new AbortController();
    const waits = [once(redis, 'ready', patience), pause(PATIENCE_MS, undefined, patience)];
    await Promise.race(waits.map((wait) => wait.catch(() => undefined)));
    patience.abort();
  };

  const answers = async (): Promise<boolean> => {
    // Twice: a time that passed in a process that was busy with something else says nothing about Redis.
    for (const _ of [1, 2]) {
      await connected();
      const pong = await redis.ping().catch(() => undefined);
      if (pong !== undefined) return true;
    }
    // The connection may be one that leads nowhere any more, and would only be given up after minutes.
    if (redis.status === 'ready' || redis.status === 'connect') redis.disconnect(true);
    return false;
  };

  let there = true;
  let closed = false;
  const look = async (): Promise<void> => {
    const now = await answers();
    if (closed) return;
    const before = there;
    there = now;
    if (!now) await heard.away(before);
    else if (!before) heard.back();
  };
  let looking: Promise<void> | undefined;
  const timer = setInterval(() => {
    looking ??= look()
      .catch(() => undefined)
      .finally(() => {
        looking = undefined;
      });
  }, LOOK_MS);
  return {
    answers,
    [Symbol.asyncDispose]: async () => {
      closed = true;
      clearInterval(timer);
      redis.disconnect();
      await looking;
    },
  };
};
