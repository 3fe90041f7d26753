import { milliseconds } from '../../clock.ts';
import type { NetworkName, Partners } from '../../model.ts';

/* When a boost is looked at again, to be undone when its post is gone: counted from the boost. Pure. */

const spans = (...written: readonly Temporal.DurationLike[]): readonly Temporal.Duration[] =>
  written.map((span) => Temporal.Duration.from(span));

/** As snapshots are (DESIGN section 6). */
const often = spans(
  { minutes: 5 },
  { minutes: 15 },
  { hours: 1 },
  { hours: 6 },
  { hours: 24 },
  { hours: 3 * 24 },
  { hours: 7 * 24 },
);

/** On X each look costs money; the file may say otherwise (`x.lookAgain` of config/partners.yaml). */
const seldom = spans({ hours: 1 }, { hours: 24 }, { hours: 7 * 24 });

type Said = Pick<Partners, 'lookAgainOnX'> | undefined;

/** How long after a boost its post is looked at, rising. `partners`: undefined while the file has problems; then it is as usual. */
export const looksAfter = (network: NetworkName, partners: Said): readonly Temporal.Duration[] =>
  network === 'x' ? (partners?.lookAgainOnX ?? seldom) : often;

/** The next look that is still to come; null: there is none. */
export const nextLook = (network: NetworkName, boostedAt: number, now: number, partners: Said): number | null =>
  looksAfter(network, partners)
    .map((age) => boostedAt + milliseconds(age))
    .find((at) => at > now) ?? null;
