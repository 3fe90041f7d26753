/**
 * The first moment, from `now` on, that keeps `spacing` from every moment in `occupied` (milliseconds): where a post
 * that is late goes, so that lateness never becomes a flood.
 */
export const spread = (now: number, spacing: number, occupied: readonly number[]): number => {
  let moment = now;
  for (const taken of [...occupied].sort((a, b) => a - b)) {
    if (taken + spacing <= moment) continue;
    if (taken - moment >= spacing) break;
    moment = taken + spacing;
  }
  return moment;
};
