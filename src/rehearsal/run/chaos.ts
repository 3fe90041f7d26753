import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Deaths } from '../../jobs/dying.ts';
import type { NetworkName } from '../../model.ts';
import { flush } from '../../queue/flush.ts';
import type { RedisServer } from '../../queue/redis-server.ts';
import type { Result } from '../../store/results.ts';
import { type Kill, type KillPoint, killPlan, killPoints, type Victim } from './kill-plan.ts';
import type { Wrong } from './tally.ts';

/* A stormy rehearsal: what is killed, emptied and spoilt, and what came of it, point by point. */

export type Chaos = {
  readonly kills: readonly Kill[];
  readonly planFile: string;
  readonly killLog: string;
};

/** Works out the kills and writes them where the workers read them. */
export const plannedChaos = (victims: readonly Victim[], seed: number, folder: string): Chaos => {
  const kills = killPlan(victims, seed);
  const planFile = join(folder, 'kill-plan.json');
  const killLog = join(folder, 'kills.jsonl');
  const deaths: Deaths = { deliveries: kills, boostSeed: seed };
  writeFileSync(planFile, JSON.stringify(deaths), { mode: 0o600 });
  writeFileSync(killLog, '', { mode: 0o600 });
  return { kills, planFile, killLog };
};

/** The kills that came about. */
export const killsDone = (killLog: string): Kill[] =>
  readFileSync(killLog, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Kill);

/** How long a killed Redis stays away. Real milliseconds. */
const AWAY_MS = 800;

/** One blow to Redis for every so many deliveries that are over; flushed and killed in turn. */
const DELIVERIES_A_BLOW = 40;

/** To be called whenever something may have changed; strikes Redis when enough is done. */
export const redisStorm = (redis: RedisServer, say: (words: string) => void) => {
  let blows = 0;
  return {
    strike: async (over: number): Promise<void> => {
      if (over < (blows + 1) * DELIVERIES_A_BLOW) return;
      blows += 1;
      if (blows % 2 === 1) {
        say('Redis is emptied');
        await flush(redis.url);
        return;
      }
      say('Redis is killed');
      await redis.kill();
      await pause(AWAY_MS);
      await redis.restart();
    },
    blows: () => blows,
  };
};

/** What became of the deliveries whose worker was killed at a point, on one network. */
export type ChaosLine = {
  readonly point: KillPoint | 'none';
  readonly network: NetworkName;
  readonly kills: number;
  readonly duplicates: number;
  readonly missing: number;
  readonly unconfirmed: number;
};

export const chaosTable = (
  networks: readonly NetworkName[],
  kills: readonly Kill[],
  results: readonly Result[],
  wrong: readonly Wrong[],
): ChaosLine[] => {
  const pointOf = new Map(kills.map((kill) => [kill.delivery, kill.point]));
  const at = (point: KillPoint | 'none', delivery: string | undefined) =>
    (pointOf.get(delivery ?? '') ?? 'none') === point;
  return [...killPoints, 'none' as const].flatMap((point) =>
    networks.map((network) => ({
      point,
      network,
      kills: kills.filter((kill) => kill.point === point && kill.network === network).length,
      duplicates: wrong.filter((one) => one.network === network && one.what === 'duplicate' && at(point, one.delivery))
        .length,
      missing: wrong.filter((one) => one.network === network && one.what === 'missing' && at(point, one.delivery))
        .length,
      unconfirmed: results.filter((one) => one.network === network && one.state === 'unconfirmed' && at(point, one.id))
        .length,
    })),
  );
};
