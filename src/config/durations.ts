import { z } from 'zod';
import { written } from '../yaml.ts';

const pattern = /^(\d{1,5})([smhd])$/;

/** A day is 24 h, and an instant can only be moved by hours: so `14d` becomes 336 hours. */
const units = { s: ['seconds', 1], m: ['minutes', 1], h: ['hours', 1], d: ['hours', 24] } as const;

export const durationFrom = (text: string): Temporal.Duration => {
  const match = pattern.exec(text);
  if (match === null) throw new TypeError(`not a duration: ${text}`);
  const [unit, times] = units[match[2] as keyof typeof units];
  return Temporal.Duration.from({ [unit]: Number(match[1]) * times });
};

export const minutesIn = (text: string): number => durationFrom(text).total('minutes');

const durationWords = (issue: { input?: unknown }) =>
  `is ${written(issue.input)}; write a whole number and s, m, h or d: 45s, 30m, 2h, 14d`;

export const duration = z
  .string({ error: (issue) => (typeof issue.input === 'number' ? durationWords(issue) : undefined) })
  .regex(pattern, { error: durationWords, abort: true });

const span = (text: string): boolean => minutesIn(text) > 0;
const spanWords = {
  error: (issue: { input: unknown }) => `is ${written(issue.input)}; it must be longer than nothing`,
};

/** A duration that is not zero. */
export const someTime = duration.refine(span, spanWords);

export const atLeast = (least: string) =>
  duration.refine((text) => minutesIn(text) >= minutesIn(least), {
    error: (issue) => `is ${written(issue.input)}; it must be at least ${least}`,
  });

export const atMost = (most: string, why: string) =>
  someTime.refine((text) => minutesIn(text) <= minutesIn(most), {
    error: (issue) => `is ${written(issue.input)}; it must be at most ${most} (${why})`,
  });
