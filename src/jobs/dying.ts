import { hash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import type { NetworkName } from '../model.ts';
import { type Passage, type Point, type Publishing, points } from './publishing.ts';

/*
 * Where the workers of a stormy rehearsal die. Posts are known beforehand, so for those the rehearsal has written a plan; boosts are not, so where
 * the worker of a boost dies is read off its id.
 */

export type Death = {
  readonly delivery: string;
  readonly network: NetworkName;
  readonly point: Point | 'request sent';
  readonly step: number;
  readonly boost?: true;
};

export type Deaths = { readonly deliveries: readonly Death[]; readonly boostSeed: number };

/** Of a hundred boosts, the workers of so many die once. */
const KILLED_PERCENT = 25;

const deadlyPoints = [...points, 'request sent'] as const;

/** A boost on X that was written down and perhaps never sent is a question that only a person can answer: none is provoked. */
export const deathOfBoost = (seed: number, delivery: string, network: NetworkName): Death | undefined => {
  const number = Number.parseInt(hash('sha256', `${seed} ${delivery}`, 'hex').slice(0, 8), 16);
  if (number % 100 >= KILLED_PERCENT) return undefined;
  const drawn = deadlyPoints[Math.floor(number / 100) % deadlyPoints.length] ?? 'after claim';
  const point = network === 'x' && drawn === 'after attempt' ? 'after claim' : drawn;
  return { delivery, network, point, step: 0, boost: true };
};

const logged = (log: string): string => {
  try {
    return readFileSync(log, 'utf8');
  } catch {
    return '';
  }
};

/** Writes a death down, before it happens; false when it has happened already, whichever worker came by. */
export const dies = (death: Death, log: string): boolean => {
  const line = JSON.stringify(death);
  if (logged(log).includes(line)) return false;
  appendFileSync(log, `${line}\n`);
  return true;
};

/** A worker kills itself with SIGKILL when it passes a point that is deadly: nothing is closed, nothing is written any more. */
export const dying = (planFile: string, log: string): Publishing['passing'] => {
  const { deliveries, boostSeed } = JSON.parse(readFileSync(planFile, 'utf8')) as Deaths;
  const deaths = new Map(deliveries.map((one) => [one.delivery, one]));
  return async (point: Point, { delivery, network, step, boost }: Passage): Promise<void> => {
    const death = boost ? deathOfBoost(boostSeed, delivery, network) : deaths.get(delivery);
    if (death?.point !== point || (step !== undefined && step !== death.step)) return;
    if (!dies(death, log)) return;
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {}); // the signal is on its way
  };
};
