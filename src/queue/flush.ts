import { Redis } from 'ioredis';
import { connectionOptions } from './redis-server.ts';

/** Empties a Redis of our own: a rehearsal's. */
export const flush = async (url: string): Promise<void> => {
  const redis = new Redis({ ...connectionOptions(url), lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined); // the caller is told by the promise
  try {
    await redis.connect();
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
};
