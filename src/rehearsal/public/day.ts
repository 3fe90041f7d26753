import type { Dice } from './dice.ts';

/*
 * When people post: few at night, many at noon and most in the evening, in the campaign's zone.
 */

// Of each local hour, how much of the day's posts; made up, with the two humps that every such curve has.
const curve = [9, 6, 4, 3, 3, 5, 10, 18, 28, 36, 40, 42, 44, 42, 38, 36, 38, 44, 52, 60, 62, 54, 38, 20];
const whole = curve.reduce((sum, share) => sum + share, 0);

const day = 86_400_000;

/** The moments of about `perDay` posts a day, in order: days differ, and some are busier. */
export const momentsOf = (span: {
  readonly from: number;
  readonly to: number;
  readonly perDay: number;
  readonly timeZone: string;
  readonly throws: Dice;
}): number[] => {
  const { from, to, perDay, timeZone, throws } = span;
  const moments: number[] = [];
  for (const starts of midnights(from, to, timeZone)) {
    const many = Math.round(perDay * (0.75 + throws.next() * 0.5));
    for (let i = 0; i < many; i += 1) {
      // On the two days a year that are an hour shorter or longer, the curve is an hour off: nobody's loss.
      const at = Math.floor(starts + (hourOf(throws) + throws.next()) * 3_600_000);
      if (at >= from && at < to) moments.push(at);
    }
  }
  return moments.sort((a, b) => a - b);
};

const hourOf = (throws: Dice): number => {
  let left = throws.next() * whole;
  const hour = curve.findIndex((share) => {
    left -= share;
    return left < 0;
  });
  return Math.max(0, hour);
};

/** The first moment of each day that touches the span. */
export const midnights = (from: number, to: number, timeZone: string): number[] => {
  const first = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).startOfDay();
  const found: number[] = [];
  for (let at = first; at.epochMilliseconds < to; at = at.add({ days: 1 }).startOfDay()) {
    found.push(at.epochMilliseconds);
  }
  return found;
};

/** Later than `at` by a wait that may be long, and before `to`; undefined where it would not be. */
export const later = (at: number, mean: number, to: number, throws: Dice): number | undefined => {
  const then = Math.floor(at + 1_000 + throws.wait(mean));
  return then < to && then - at < 30 * day ? then : undefined;
};
