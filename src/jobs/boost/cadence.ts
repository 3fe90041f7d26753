import type { NetworkName } from '../../model.ts';

/* When a boost is looked at again, to be undone when its post is gone: counted from the boost. Pure. */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** As snapshots are (DESIGN section 6). On X each look costs money. */
const ages: Readonly<Record<NetworkName, readonly number[]>> = {
  bluesky: [5 * minute, 15 * minute, hour, 6 * hour, day, 3 * day, 7 * day],
  mastodon: [5 * minute, 15 * minute, hour, 6 * hour, day, 3 * day, 7 * day],
  x: [hour, day, 7 * day],
};

/** The next look that is still to come; null: there is none. */
export const nextLook = (network: NetworkName, boostedAt: number, now: number): number | null =>
  ages[network].map((age) => boostedAt + age).find((at) => at > now) ?? null;
