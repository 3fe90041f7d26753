import fc from 'fast-check';
import { expect, it } from 'vitest';
import { afterQuiet } from '../../../src/plan/boosts/quiet.ts';
import { hours, instant } from '../given.ts';

const shown = (at: string, quiet: string | undefined, zone: string) => {
  const end = afterQuiet(instant(at).epochMilliseconds, quiet === undefined ? undefined : hours(quiet), zone);
  return end === undefined
    ? undefined
    : Temporal.Instant.fromEpochMilliseconds(end).toZonedDateTimeISO(zone).toString({ timeZoneName: 'never' });
};

it.each([
  ['2026-11-29T22:59:00+02:00', '23:00-07:00', 'Asia/Hebron', '2026-11-29T22:59:00+02:00'],
  ['2026-11-29T23:00:00+02:00', '23:00-07:00', 'Asia/Hebron', '2026-11-30T07:00:00+02:00'],
  ['2026-11-29T06:59:59.999+02:00', '23:00-07:00', 'Asia/Hebron', '2026-11-29T07:00:00+02:00'],
  ['2026-11-29T13:00:00+02:00', '12:00-14:00', 'Asia/Hebron', '2026-11-29T14:00:00+02:00'],
  ['2026-11-29T20:00:00+02:00', '18:00-24:00', 'Asia/Hebron', '2026-11-30T00:00:00+02:00'],
  ['2026-11-29T20:00:00+02:00', '00:00-24:00', 'Asia/Hebron', undefined],
  ['2026-11-29T20:00:00+02:00', undefined, 'Asia/Hebron', '2026-11-29T20:00:00+02:00'],
  // Clocks go back at 03:00 on 25 October: 02:00 to 03:00 comes twice, and both are quiet.
  ['2026-10-25T02:10:00+02:00', '01:00-02:30', 'Europe/Madrid', '2026-10-25T02:30:00+02:00'],
  ['2026-10-25T02:10:00+01:00', '01:00-02:30', 'Europe/Madrid', '2026-10-25T02:30:00+01:00'],
  // Clocks go forward at 02:00 on 29 March: the end at 02:30 is never shown.
  ['2026-03-29T01:30:00+01:00', '23:00-02:30', 'Europe/Madrid', '2026-03-29T03:00:00+02:00'],
])('at %s with quiet hours %s in %s: over at %s', (at, quiet, zone, expected) => {
  expect(shown(at, quiet, zone)).toBe(expected);
});

it('always leads to a moment that is not quiet, or that ends quiet hours which begin again', () => {
  const moment = fc.integer({ min: 1_774_000_000, max: 1_798_000_000 }).map((seconds) => seconds * 1000);
  const minute = fc.integer({ min: 0, max: 1439 });
  const zone = fc.constantFrom('Asia/Hebron', 'Europe/Madrid', 'America/St_Johns', 'Australia/Lord_Howe', 'UTC');
  fc.assert(
    fc.property(moment, minute, minute, zone, (at, start, end, timeZone) => {
      fc.pre(start !== end);
      const quiet = { start, end };
      const over = afterQuiet(at, quiet, timeZone)!;
      expect(over).toBeGreaterThanOrEqual(at);
      expect(afterQuiet(over, quiet, timeZone)).toBe(over);
    }),
    { numRuns: 400 },
  );
});
