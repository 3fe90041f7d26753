import { seeded } from '../../src/rehearsal/run/seeded.ts';

/* Chance, all of it from one seed: the same seed tells the same story. */

export const diceOf = (seed: number) => {
  const random = seeded(seed);
  const between = (least: number, most: number): number => Math.floor(least + random() * (most - least));
  return {
    chance: (p: number): boolean => random() < p,
    between,
    /** Mostly near `least`, now and then anywhere up to `most`. */
    mostlyShort: (least: number, most: number): number => Math.floor(least + random() ** 4 * (most - least)),
    pick: <T>(things: readonly T[]): T => things[between(0, things.length)]!,
    shuffled: <T>(things: readonly T[]): T[] =>
      things
        .map((thing) => ({ thing, place: random() }))
        .sort((a, b) => a.place - b.place)
        .map(({ thing }) => thing),
  };
};

export type Dice = ReturnType<typeof diceOf>;
