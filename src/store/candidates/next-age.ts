/** Of the snapshots' cadence (src/track/cadence.ts, which a store does not know): 5 min, 15 min, 1 h, 6 h, 1 d, 3 d, 7 d. */
const minutes = [5, 15, 60, 360, 1_440, 4_320, 10_080];

/** The next look at a post that is followed from `now` on. */
export const nextAge = (at: number, now: number): { readonly at: number; readonly looks: number } | undefined => {
  const looks = minutes.findIndex((age) => at + age * 60_000 > now);
  return looks < 0 ? undefined : { at: at + minutes[looks]! * 60_000, looks };
};
