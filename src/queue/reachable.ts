import { Redis } from 'ioredis';
import { UsageError } from '../errors.ts';
import { connectionOptions } from './redis-server.ts';

/** How long a Redis that the environment names may take to answer. Real milliseconds. */
const PATIENCE_MS = 5_000;

/** What a Redis says of itself; throws a UsageError when it does not answer. The address, which may hold a password, is not repeated. */
export const reachable = async (
  url: string,
): Promise<{ readonly version: string; readonly policy: string; readonly persistence: string }> => {
  const redis = new Redis({
    ...connectionOptions(url),
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: PATIENCE_MS,
  });
  // One that takes the connection and then says nothing.
  const hangs = setTimeout(() => redis.disconnect(), PATIENCE_MS);
  redis.on('error', () => undefined); // told below, once
  try {
    await redis.connect();
    const info = await redis.info();
    const field = (name: string) => new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim() ?? 'unknown';
    const persistence =
      field('aof_enabled') === '1'
        ? 'with an append-only file'
        : 'without an append-only file, which is fine: the store is the record';
    return { version: field('redis_version'), policy: field('maxmemory_policy'), persistence };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `REDIS_URL names a Redis that does not answer (${why}): start it, or unset REDIS_URL to use one of our own`,
    );
  } finally {
    clearTimeout(hangs);
    redis.disconnect();
  }
};
