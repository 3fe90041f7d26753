import { describe, expect, it } from 'vitest';
import { askedPeriod, periodOf, wholePeriod } from '../../src/report/period.ts';

const ms = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
const read = (at: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });

describe('the period of a report', () => {
  it.each([
    ['2026-11-29T10:00:00Z', 'Asia/Hebron', '2026-11-22T00:00', '2026-11-29T00:00', '2026-11-15T00:00', 168, 168],
    // Just after midnight there, still the day before in UTC.
    ['2026-11-28T22:00:00Z', 'Asia/Hebron', '2026-11-22T00:00', '2026-11-29T00:00', '2026-11-15T00:00', 168, 168],
    ['2026-11-28T21:59:59Z', 'Asia/Hebron', '2026-11-21T00:00', '2026-11-28T00:00', '2026-11-14T00:00', 168, 168],
    // Clocks go back on 25 October 2026 in Brussels: 169 hours; forward on 29 March: 167.
    ['2026-10-28T10:00:00Z', 'Europe/Brussels', '2026-10-21T00:00', '2026-10-28T00:00', '2026-10-14T00:00', 169, 168],
    ['2026-04-07T10:00:00Z', 'Europe/Brussels', '2026-03-31T00:00', '2026-04-07T00:00', '2026-03-24T00:00', 168, 167],
    // Midnight itself is skipped in Beirut on 29 March 2026: that day begins at 01:00.
    ['2026-04-01T10:00:00Z', 'Asia/Beirut', '2026-03-25T00:00', '2026-04-01T00:00', '2026-03-18T00:00', 167, 168],
    ['2026-11-29T10:00:00Z', 'Asia/Kathmandu', '2026-11-22T00:00', '2026-11-29T00:00', '2026-11-15T00:00', 168, 168],
  ])(
    'is, at %s in %s, the last seven whole days against the seven before',
    (now, zone, from, to, before, hours, hoursBefore) => {
      const period = askedPeriod({}, ms(now), zone);
      expect([read(period.span.from, zone), read(period.span.to, zone), period.days]).toEqual([from, to, 7]);
      expect(read(period.before!.from, zone)).toBe(before);
      expect(period.before!.to).toBe(period.span.from);
      expect((period.span.to - period.span.from) / 3_600_000).toBe(hours);
      expect((period.before!.to - period.before!.from) / 3_600_000).toBe(hoursBefore);
      expect([period.open, period.until]).toEqual([false, period.span.to]);
    },
  );

  it('of odd moments is held against the same length of time', () => {
    const period = periodOf(
      { from: ms('2026-11-22T10:17:00Z'), to: ms('2026-11-22T12:00:00Z') },
      ms('2026-12-01T00:00:00Z'),
      'UTC',
    );
    expect(period.days).toBeUndefined();
    expect(period.before).toEqual({ from: ms('2026-11-22T08:34:00Z'), to: ms('2026-11-22T10:17:00Z') });
  });

  it.each([
    [{ from: '2026-11-25T00:00:00Z' }, '2026-11-25T00:00', '2026-11-29T00:00'],
    [{ from: '2026-11-29T00:00:00Z' }, '2026-11-29T00:00', '2026-11-29T10:30'],
    [{ to: '2026-11-20T00:00:00Z' }, '2026-11-13T00:00', '2026-11-20T00:00'],
  ])('with only %j given finds its other end', (asked, from, to) => {
    const given = Object.fromEntries(Object.entries(asked).map(([name, text]) => [name, ms(text)]));
    const { span } = askedPeriod(given, ms('2026-11-29T10:30:00Z'), 'UTC');
    expect([read(span.from, 'UTC'), read(span.to, 'UTC')]).toEqual([from, to]);
  });

  it('that is not over ends, as far as anything can be known, now', () => {
    const now = ms('2026-11-25T12:00:00Z');
    const period = periodOf({ from: ms('2026-11-22T00:00:00Z'), to: ms('2026-11-29T00:00:00Z') }, now, 'UTC');
    expect([period.open, period.until]).toEqual([true, now]);
  });

  it('of a rehearsal is all of it, in whole hours, with nothing before', () => {
    const period = wholePeriod({ from: ms('2026-11-29T07:12:00Z'), to: ms('2026-11-29T09:00:01Z') });
    expect([read(period.span.from, 'UTC'), read(period.span.to, 'UTC')]).toEqual([
      '2026-11-29T07:00',
      '2026-11-29T10:00',
    ]);
    expect(period.before).toBeUndefined();
    const moment = wholePeriod({ from: ms('2026-11-29T07:00:00Z'), to: ms('2026-11-29T07:00:00Z') });
    expect(moment.span.to - moment.span.from).toBe(3_600_000);
  });
});
