import { describe, expect, it } from 'vitest';
import type { Audience } from '../../src/model.ts';
import { slots } from '../../src/plan/slots.ts';
import { windows } from '../../src/plan/windows.ts';
import { calendarDay, dayNumber, minute } from '../../src/plan/zone.ts';
import { hours } from './given.ts';

/*
 * Every day of ten years in five zones whose clocks change at different hours, by an hour and by half of one, in Morocco
 * around Ramadan: the property tests beside this one draw days, here none is left out.
 */

const FROM = Temporal.PlainDate.from('2020-01-01'); // Morocco has changed its clocks twice a year only up to 2026
const DAYS = 3_653; // ten years, three leap days among them

const zones = ['Asia/Hebron', 'America/New_York', 'Europe/Brussels', 'Africa/Casablanca', 'Australia/Lord_Howe'];

/** By day; over midnight; and the very hours that are skipped or repeated somewhere. */
const spans = ['09:00-12:00', '22:00-03:30', '01:00-02:00', '02:00-03:00'];

const spacing = 10 * minute;

/** What the clock on the wall shows, in minutes since midnight. */
const shown = (at: number, timeZone: string): number => {
  const { hour, minute: past } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return hour * 60 + past;
};

/** What is wrong with two slots a day, in words; and on how many days the clocks changed. */
const walk = (timeZone: string, span: string) => {
  const { start, end } = hours(span);
  const inside = (wall: number): boolean => (start < end ? wall >= start && wall < end : wall >= start || wall < end);
  const audience: Audience = { lang: 'en', timeZone, hours: [{ start, end }] };
  const wrongs: string[] = [];
  let before = Number.NEGATIVE_INFINITY;
  let changes = 0;
  for (let n = 0; n < DAYS; n += 1) {
    const date = FROM.add({ days: n });
    const day = calendarDay(timeZone, date);
    const ordinary = day.end - day.start === 24 * 60 * minute;
    if (!ordinary) changes += 1;
    const open = windows(audience, undefined, date, day);
    const found = slots({ audiences: [{ audience, windows: open }], number: dayNumber(date) }, 2, spacing);
    const walls = found.map(({ at }) => shown(at, timeZone));
    const wrong = (words: string) => wrongs.push(`${date} ${words}: ${walls.map((wall) => wall / 60).join(', ')}`);
    if (found.length !== 2) wrong(`has ${found.length} slots`);
    // Clocks that show an hour twice do not make a slot of each.
    if (walls[0] === walls[1]) wrong('says the same twice');
    // Hours that the clocks skip whole come as much later.
    if (ordinary && !walls.every(inside)) wrong(`goes beyond ${span}`);
    for (const { at } of found) {
      if (at < day.start || at >= day.end) wrong('leaves its day');
      if (at - before < spacing) wrong('comes too close');
      before = at;
    }
  }
  return { wrongs, changes };
};

describe('slots of every day in ten years', () => {
  it.each(zones)('are neither lost nor doubled in %s', (timeZone) => {
    for (const span of spans) {
      const { wrongs, changes } = walk(timeZone, span);
      expect(wrongs, span).toEqual([]);
      // The days on which the clocks change are among these.
      expect(changes).toBeGreaterThanOrEqual(12);
    }
  });
});
