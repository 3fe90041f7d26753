import type { Death } from '../../jobs/dying.ts';
import { FIRST_PICTURE_STEP, type NetworkName } from '../../model.ts';
import { seeded, shuffled } from './seeded.ts';

/*
 * Which worker dies where, worked out from the seed before anything begins: each chosen delivery has one point, at one of
 * its steps, at which whoever holds it is killed.
 */

export const killPoints = [
  'after claim',
  'after attempt',
  'request sent',
  'answer received',
  'receipt written',
] as const;
export type KillPoint = (typeof killPoints)[number];

export type Kill = Death;

export type Victim = {
  readonly id: string;
  readonly network: NetworkName;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly posts: number;
  readonly pictures: number;
};

/** Of a hundred deliveries, so many are killed once: 110 of 500. */
const KILLED_PERCENT = 22;

/**
 * Of a hundred deliveries, at most so many may be brought into the one state that nobody can decide: an attempt at X that
 * was written down and never arrived. X has no key, so only a person can tell it from one that arrived and is not shown.
 */
export const UNDECIDABLE_PERCENT = 1;

export const undecidable = ({ network, point }: Pick<Kill, 'network' | 'point'>): boolean =>
  network === 'x' && point === 'after attempt';

export const killPlan = (victims: readonly Victim[], seed: number): Kill[] => {
  const random = seeded(seed);
  const wanted = Math.ceil((victims.length * KILLED_PERCENT) / 100);
  let questions = Math.floor((victims.length * UNDECIDABLE_PERCENT) / 100);
  // Those that are due at the same moment die together, most of them first: their leases, 4 s of real time each, run side by side.
  const moments = shuffled([...Map.groupBy(victims, (victim) => victim.at).values()], random).sort(
    (a, b) => b.length - a.length,
  );
  return moments
    .flat()
    .slice(0, wanted)
    .map((victim, i): Kill => {
      const { id: delivery, network } = victim;
      let point = killPoints[i % killPoints.length] as KillPoint;
      if (undecidable({ network, point })) {
        if (questions > 0) questions -= 1;
        else point = 'after claim';
      }
      const steps = [
        ...Array.from({ length: victim.posts }, (_, k) => k),
        // The network's side sees posts arrive; uploads are killed at the worker's own points.
        ...(point === 'request sent' || undecidable({ network, point })
          ? []
          : Array.from({ length: victim.pictures }, (_, k) => FIRST_PICTURE_STEP + k)),
      ];
      return { delivery, network, point, step: steps[Math.floor(random() * steps.length)] ?? 0 };
    });
};
