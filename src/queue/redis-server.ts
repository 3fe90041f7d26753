import { accessSync, constants, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { RedisOptions } from 'bullmq';
import { UsageError } from '../errors.ts';
import { claimOrJoin, placeIn, privateFolder } from './redis-folder.ts';
import { endOrphan, launch, type Running, serverPid } from './redis-process.ts';

/*
 * The embedded Redis: a server that listens on a socket in our own folder and on no port, keeps nothing on disk, and never
 * outlives the process that started it.
 */

export type RedisServer = AsyncDisposable & {
  /** `unix:///path/redis.sock`; `connectionOptions` understands it. */
  readonly url: string;
  /** Of the server itself, for as long as it runs. */
  readonly pid: number | undefined;
  /** Whether we started it and stop it when disposed; false when another living process of ours did. */
  readonly owner: boolean;
  /** For tests and rehearsals: ends it as a crash would; `restart` brings an empty one back under the same address. */
  readonly kill: () => Promise<void>;
  readonly restart: () => Promise<void>;
};

/** `redis-server` or `valkey-server` on the PATH. */
export const findRedis = (): string | undefined => {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const places = ['redis-server', 'valkey-server'].flatMap((name) => folders.map((folder) => join(folder, name)));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new UsageError('REDIS_URL holds a % that is not followed by two hexadecimal digits; write %25 for a %');
  }
};

/** What ioredis is given for `redis://`, `rediss://` or `unix://`. BullMQ insists on commands that wait for a lost connection. */
export const connectionOptions = (url: string): RedisOptions => {
  const { protocol, hostname, port, username, password, pathname } = URL.parse(url) ?? { protocol: '' };
  if (protocol === 'unix:') return { path: decoded(pathname ?? ''), maxRetriesPerRequest: null };
  if (protocol !== 'redis:' && protocol !== 'rediss:') {
    // The address itself is not repeated: it may hold a password.
    throw new UsageError(
      'REDIS_URL is not an address of Redis; write redis://HOST:PORT, rediss://HOST:PORT or unix:///PATH',
    );
  }
  const db = pathname?.slice(1) || '0';
  if (!/^\d+$/.test(db)) throw new UsageError('the database in REDIS_URL is not a number; write redis://HOST:PORT/0');
  return {
    host: hostname?.replace(/^\[(.*)\]$/, '$1') || '127.0.0.1',
    port: Number(port || 6379),
    db: Number(db),
    ...(username && { username: decoded(username) }),
    ...(password && { password: decoded(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
    maxRetriesPerRequest: null,
  };
};

/** For connections that are there for as long as the process: a lost one is tried again within a second, for ever (BullMQ's own waits grow to 20 s). */
export const lastingConnection = (url: string): RedisOptions => ({
  ...connectionOptions(url),
  retryStrategy: (times) => Math.min(100 * times, 1_000),
});

/**
 * Starts a Redis in a folder (made private to the user), or joins the one that another living process runs there; with
 * `adopt: false` that is refused.
 */
export const startRedis = async ({
  folder,
  adopt = true,
}: {
  folder: string;
  adopt?: boolean;
}): Promise<RedisServer> => {
  const binary = findRedis();
  if (!binary) {
    throw new UsageError('no redis-server or valkey-server on the PATH; install Redis 6.2 or later, or set REDIS_URL');
  }
  const place = placeIn(folder);
  const owner = (await claimOrJoin(place, adopt)) === 'ours';
  const release = () => {
    rmSync(place.owner, { force: true });
    if (dirname(place.socket) !== place.folder) rmSync(dirname(place.socket), { recursive: true, force: true });
  };
  const start = async () => {
    privateFolder(dirname(place.socket));
    await endOrphan(place);
    return launch(binary, place);
  };
  let server: Running | undefined;
  let joinedPid: number | undefined;
  try {
    if (owner) server = await start();
    else joinedPid = await serverPid(place.socket);
  } catch (error) {
    release();
    throw error;
  }
  const kill = async () => {
    if (!owner) throw new Error('only the process that started a Redis may kill it');
    await server?.stop('abrupt');
    server = undefined;
  };
  return {
    url: `unix://${place.socket.split('/').map(encodeURIComponent).join('/')}`,
    get pid() {
      return owner ? server?.pid : joinedPid;
    },
    owner,
    kill,
    restart: async () => {
      await kill();
      server = await start();
    },
    [Symbol.asyncDispose]: async () => {
      if (!owner) return;
      await server?.stop('orderly');
      server = undefined;
      release();
    },
  };
};
