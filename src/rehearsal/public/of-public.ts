import type { LocalNetwork } from '../local.ts';
import type { Crowd } from './crowd.ts';

/** What every local network gives of its public. */
export const ofPublic = (crowd: Crowd): Pick<LocalNetwork, 'advance' | 'nextPublic'> => ({
  advance: (now) => crowd.advance(now.epochMilliseconds),
  nextPublic: () => {
    const next = crowd.next();
    return next === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(next);
  },
});
