import type { Sight } from '../../model.ts';
import type { Taken } from '../../store/sightings.ts';
import { nextLook } from '../../track/cadence.ts';
import type { Watching } from './watching.ts';

/**
 * What is kept of a sight: the hour, day and week it belongs to, whose it is, and when its counts are first looked at. `at`: the event's own time,
 * where the network tells it.
 */
export const taken =
  (w: Pick<Watching, 'calendar' | 'whose'>, now: number, at = now) =>
  (sight: Sight): Taken => {
    if (sight.kind !== 'post') return { ...sight, now: at };
    const { post } = sight;
    // A clock that is ahead somewhere else does not put a post into an hour that is still to come.
    const posted = Math.min(post.at.epochMilliseconds, now);
    return {
      ...sight,
      whose: w.whose(post.network, post.author),
      hourAt: w.calendar.hour(posted),
      dayAt: w.calendar.day(posted),
      weekAt: w.calendar.week(posted),
      nextAt: nextLook(posted, 0, now)?.at,
    };
  };
