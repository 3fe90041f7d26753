/*
 * A figure of the design's section 7: a ratio to a baseline that runs beside it, in the same process, as machines differ and ratios do not.
 */

export type Goal = { readonly atLeast: number } | { readonly atMost: number };

export type Measured = {
  readonly ratio: number;
  /** Further conditions of the figure that did not hold, in words. */
  readonly broken?: readonly string[];
  /** What else was seen, for the table. */
  readonly seen?: string;
};

export type Figure = { readonly name: string; readonly goal: Goal; readonly measure: () => Promise<Measured> };

export const reaches = (ratio: number, goal: Goal): boolean =>
  'atLeast' in goal ? ratio >= goal.atLeast : ratio <= goal.atMost;

export const written = (goal: Goal): string => ('atLeast' in goal ? `≥ ${goal.atLeast} ×` : `≤ ${goal.atMost} ×`);
