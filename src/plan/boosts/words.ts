import type { Hours } from '../../model.ts';
/*
 * Pieces of the sentences in which a candidate's story is told.
 */

/** `a, b or c` */
export const listed = (words: readonly string[], last: 'and' | 'or'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

/** `20 minutes`, `24 hours`, `14 days` */
export const spanWords = (span: Temporal.Duration): string => {
  const seconds = span.total({ unit: 'seconds', relativeTo: '2026-01-01' });
  if (seconds >= 172_800 && seconds % 86_400 === 0) return counted(seconds / 86_400, 'day');
  if (seconds > 0 && seconds % 3600 === 0) return counted(seconds / 3600, 'hour');
  return seconds % 60 === 0 ? counted(seconds / 60, 'minute') : counted(seconds, 'second');
};

/** `3 days`, `2 hours`, `1 minute`: how long something has lasted, roughly and never too long. */
export const agoWords = (milliseconds: number): string => {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 120) return counted(minutes, 'minute');
  return minutes < 2880 ? counted(Math.floor(minutes / 60), 'hour') : counted(Math.floor(minutes / 1440), 'day');
};

/** `1st`, `2nd`, `3rd`, `11th` */
export const ordinal = (count: number): string => {
  const tens = count % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
};

const time = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** `23:00 and 07:00` */
export const hoursWords = ({ start, end }: Hours): string => `${time(start)} and ${time(end)}`;

/** `14:20`; on another day than `now`, with that day. A moment inside a minute is told as the next one: it is not over before. */
export const moment = (at: Temporal.Instant, now: Temporal.Instant, timeZone: string): string => {
  const local = at.toZonedDateTimeISO(timeZone).round({ smallestUnit: 'minute', roundingMode: 'ceil' });
  const shown = local.toPlainTime().toString({ smallestUnit: 'minute' });
  const day = local.toPlainDate();
  return day.equals(now.toZonedDateTimeISO(timeZone).toPlainDate()) ? shown : `${shown} on ${day}`;
};
