import type { Campaign, Kind, NetworkUse } from '../model.ts';

/*
 * What a day of the campaign's calendar allows: how many posts, of which kinds.
 */

export type Cadence = {
  /** The most posts that a network's account makes on this day, over all audiences. */
  readonly cap: (use: NetworkUse) => number;
  readonly allows: (kind: Kind) => boolean;
};

export const cadence = (campaign: Pick<Campaign, 'specialDays'>, date: Temporal.PlainDate): Cadence => {
  const monthDay = date.toString().slice(5);
  const special = campaign.specialDays.find(({ day }) => day === monthDay);
  const kinds = special?.kinds ?? [];
  return {
    cap: (use) => special?.postsPerDay ?? use.postsPerDay,
    // Words written for a day are out of place on every other; a special day that names no kinds takes the rest.
    allows: (kind) => (kinds.length > 0 ? kinds.includes(kind) : kind !== 'day'),
  };
};
