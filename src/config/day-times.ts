import { z } from 'zod';
import type { Hours } from '../model.ts';
import { nearest, written } from '../yaml.ts';

/*
 * Parts of a day and of a year, and the zones they are read in.
 */

const pattern = /^([01]\d|2[0-3]):([0-5]\d)-(([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** `09:00-12:00`, `23:00-07:00` (over midnight), `18:00-24:00`. */
export const hoursFrom = (text: string): Hours => {
  const [start = '', end = ''] = text.split('-');
  return { start: minutes(start), end: minutes(end) };
};

const hoursWords = (issue: { input?: unknown }) =>
  `is ${written(issue.input)}; write hours as HH:MM-HH:MM, for instance "09:00-12:00" or "23:00-07:00"`;

export const hours = z
  .string({ error: (issue) => (typeof issue.input === 'number' ? hoursWords(issue) : undefined) })
  .regex(pattern, { error: hoursWords, abort: true })
  .refine((text) => hoursFrom(text).start !== hoursFrom(text).end, {
    error: (issue) =>
      `is ${written(issue.input)}, which begins and ends at the same time; for the whole day write "00:00-24:00"`,
  });

/** Every minute of the local day that the hours cover. */
export const minutesOf = ({ start, end }: Hours): Set<number> => {
  const covered = new Set<number>();
  const length = end > start ? end - start : end + 1440 - start;
  for (let i = 0; i < length; i++) covered.add((start + i) % 1440);
  return covered;
};

const dayExists = (day: string): boolean => {
  try {
    Temporal.PlainMonthDay.from(day, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
};

export const dayOfYear = z
  .string()
  .regex(/^\d{2}-\d{2}$/, {
    error: (issue) => `is ${written(issue.input)}; write month and day as MM-DD, for instance 11-29`,
    abort: true,
  })
  .refine(dayExists, {
    error: (issue) =>
      `is ${written(issue.input)}, a day that does not exist; write month and day as MM-DD, for instance 11-29`,
  });

const zoneExists = (zone: string): boolean => {
  // An offset such as +02:00 would pass, and be an hour wrong for half of the year.
  if (/^[+-]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

const cityOf = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1);

/** The zone that was meant, by its whole name or by its city alone: `Asia/Hebrom`, `New York`. */
const zoneWords = (zone: string): string => {
  const zones = Intl.supportedValuesOf('timeZone');
  const typed = zone.trim().replaceAll(' ', '_');
  const city = nearest(cityOf(typed), zones.map(cityOf), false);
  const near = nearest(typed, zones, false) ?? zones.find((name) => cityOf(name) === city);
  return near === undefined
    ? 'write one of the IANA names, for instance Asia/Hebron or America/New_York'
    : `did you mean \`${near}\`?`;
};

export const timeZone = z.string().refine(zoneExists, {
  error: (issue) =>
    `is ${written(issue.input)}, and there is no such IANA time zone; ${zoneWords(String(issue.input))}`,
});
