/*
 * Chance that can be had again: the same seed and salts, the same throws (mulberry32).
 */

export type Dice = {
  /** A number in [0, 1). */
  readonly next: () => number;
  /** A whole number from 0, smaller than `most`. */
  readonly below: (most: number) => number;
  readonly chance: (share: number) => boolean;
  readonly pick: <T>(things: readonly T[]) => T;
  /** One of the names, each as often as its weight says. */
  readonly weighed: <T extends string>(weights: readonly (readonly [T, number])[]) => T;
  /** A waiting time whose mean is `mean`: short ones are common, long ones happen (exponential). */
  readonly wait: (mean: number) => number;
};

export const dice = (...seeds: readonly number[]): Dice => {
  let state = seeds.reduce((mixed, seed) => mix(mixed ^ seed), 0x9e3779b9);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    below: (most) => Math.floor(next() * most),
    chance: (share) => next() < share,
    pick: (things) => {
      const one = things[Math.floor(next() * things.length)];
      if (one === undefined) throw new RangeError('there is nothing to pick from');
      return one;
    },
    weighed: (weights) => {
      let left = next() * weights.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of weights) {
        left -= weight;
        if (left < 0) return name;
      }
      return weights[0]![0];
    },
    wait: (mean) => -Math.log(1 - next()) * mean,
  };
};

/** Stirs the bits of a 32-bit number, so that neighbours have nothing in common (murmur3's last step). */
export const mix = (number: number): number => {
  let mixed = number | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};
