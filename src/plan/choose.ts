import type { Kind } from '../model.ts';
import { between, type Candidate } from './account.ts';

/*
 * Which message a slot gets.
 */

export type Situation = {
  readonly at: number;
  /** Earlier than `at` where a pinned row had to give way. It does not escape `repeatAfter` by that. */
  readonly wanted: number;
  readonly allows: (kind: Kind) => boolean;
  /** Whether a text written for the day comes first, or only when there is nothing else. */
  readonly dayFirst: boolean;
  /** The kind of the network's row before this slot. */
  readonly previous: Kind | undefined;
  /** The messages that other networks have within the hour. */
  readonly elsewhere: ReadonlySet<string>;
  readonly repeatAfter: number;
  readonly once: boolean;
};

/** `candidates` are in the stable order, which decides between equals. */
export const choose = (candidates: readonly Candidate[], situation: Situation): Candidate | undefined => {
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    if (!allowed(candidate, situation) || kept(candidate, situation)) continue;
    if (best === undefined || before(candidate, best, situation)) best = candidate;
  }
  return best;
};

/** Whether the text may go out at all. */
export const allowed = ({ kind, said }: Candidate, { wanted, at, allows, repeatAfter, once }: Situation): boolean =>
  allows(kind) && !(once && said.uses.length > 0) && !between(said.uses, wanted - repeatAfter, at + repeatAfter);

/** Shortly before the moment at which a text is pinned it is kept: the pinned row would have nothing left to say. */
const kept = ({ said }: Candidate, { at, repeatAfter }: Situation): boolean =>
  said.pins.some((pin) => pin > at && pin - at < repeatAfter);

const before = (one: Candidate, other: Candidate, { dayFirst, previous, elsewhere }: Situation): boolean => {
  const day = Number(one.kind === 'day') - Number(other.kind === 'day');
  if (day !== 0) return day > 0 === dayFirst;
  const [oneLast, otherLast] = [lastUse(one), lastUse(other)];
  if (oneLast !== otherLast) return oneLast < otherLast;
  const same = Number(one.kind === previous) - Number(other.kind === previous);
  if (same !== 0) return same < 0;
  return elsewhere.has(other.message) && !elsewhere.has(one.message);
};

const lastUse = ({ said }: Candidate): number => said.uses.at(-1) ?? Number.NEGATIVE_INFINITY;
