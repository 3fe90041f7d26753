import { access, constants, mkdir, statfs } from 'node:fs/promises';
import type { Environment } from '../../config/environment.ts';
import { reachable } from '../../queue/reachable.ts';
import { findRedis } from '../../queue/redis-server.ts';
import { type Check, checked } from './check.ts';

/** Below this the store could fill the disk within weeks of a watched campaign; SQLite needs room for its log as well. */
const ENOUGH_BYTES = 500_000_000;

const node = (): Check => ({
  name: 'node',
  ok: Number(process.versions.node.split('.')[0]) >= 26,
  detail: `Node ${process.versions.node}`,
});

const folder = ({ data }: Environment): Promise<Check> =>
  checked('data folder', async () => {
    await mkdir(data, { recursive: true, mode: 0o700 });
    await access(data, constants.W_OK);
    return `${data} can be written`;
  });

const disk = ({ data }: Environment): Promise<Check> =>
  checked('disk', async () => {
    const { bavail, bsize } = await statfs(data);
    const free = bavail * bsize;
    const words = `${(free / 1e9).toFixed(1)} GB free at ${data}`;
    if (free < ENOUGH_BYTES) throw new Error(`${words}: make room, or let CAMPAIGN_DATA name a folder on another disk`);
    return words;
  });

const redis = (environment: Environment): Promise<Check> =>
  checked('redis', async () => {
    const url = environment.redisUrl?.reveal();
    if (!url) {
      const found = findRedis();
      if (!found) throw new Error('no redis-server or valkey-server found: install one, or set REDIS_URL');
      return `${found} is started in the data folder when needed; it keeps nothing on disk, and need not`;
    }
    const { version, policy, persistence } = await reachable(url);
    if (policy !== 'noeviction') {
      throw new Error(`Redis ${version} may throw jobs away (maxmemory-policy ${policy}): set it to noeviction`);
    }
    return `Redis ${version}, maxmemory-policy noeviction, ${persistence}`;
  });

/** For whoever runs without CAMPAIGN_KEY. */
export const howToMakeAKey = 'Make one with: openssl rand -base64 32';

const key = ({ key }: Environment): Check => ({
  name: 'campaign key',
  ok: true,
  detail: key
    ? 'CAMPAIGN_KEY is set: the hashtag is watched, and log-in sessions are kept, sealed. Keep it elsewhere than the data folder and its backups'
    : `CAMPAIGN_KEY is not set: the hashtag is not watched, and each start logs in anew. ${howToMakeAKey}`,
});

export const machineChecks = async (environment: Environment): Promise<Check[]> => {
  const data = await folder(environment);
  return [node(), data, ...(data.ok ? [await disk(environment)] : []), await redis(environment), key(environment)];
};
