import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { milliseconds } from '../../src/clock.ts';
import type { Campaign, Hours, Planned } from '../../src/model.ts';
import type { Taken } from '../../src/plan/input.ts';
import { layout } from '../../src/plan/layout.ts';
import { anyInput, type Given } from './given.ts';

/*
 * What holds for any campaign, any toolkit and any rows that stand, over a week of ten years in which clocks often change.
 */

/** Laid-out rows as the next layout is told of them. */
const stand = ({ texts }: Given, rows: readonly Planned[]): Taken[] =>
  rows.map((row) => {
    const said = texts.find((t) => t.message === row.message && t.lang === row.lang && t.network === row.network);
    return { ...row, text: said!.text };
  });

const holds = (predicate: (given: Given) => void, numRuns = 120) =>
  fc.assert(fc.property(anyInput, predicate), { numRuns });

const unpinned = (given: Given): Given => ({ ...given, texts: given.texts.map((text) => ({ ...text, at: [] })) });

describe('any layout', () => {
  it('keeps each row to its audience’s hours, by the clock on the wall, and out of quiet hours', () => {
    holds((any) => {
      const given = unpinned(any);
      for (const { at, lang } of layout(given)) {
        const { timeZone, hours } = given.campaign.audiences.find((audience) => audience.lang === lang)!;
        const { hour, minute } = at.toZonedDateTimeISO(timeZone);
        const shown = hour * 60 + minute;
        expect(hours.some((span) => inside(span, shown))).toBe(true);
        expect(given.campaign.quietHours !== undefined && inside(given.campaign.quietHours, shown)).toBe(false);
      }
    });
  });

  it('keeps spacing between the rows of a network, across midnight and to rows that stand', () => {
    holds((given) => {
      const rows = layout(given);
      const all = [...given.taken, ...stand(given, rows)];
      for (const row of rows) {
        const spacing = milliseconds(use(given.campaign, row).spacing);
        const gaps = all.filter(({ network }) => network === row.network).map(({ at }) => apart(at, row.at));
        expect(gaps.filter((gap) => gap < spacing)).toEqual([0]);
      }
    });
  });

  it('keeps each network to its cap a calendar day, with pinned rows and those that stand', () => {
    holds((given) => {
      const rows = layout(given);
      const all = [...given.taken, ...rows];
      for (const row of rows) {
        const day = calendarDay(given.campaign, row.at);
        const special = given.campaign.specialDays.find((special) => special.day === day.slice(5));
        const cap = special?.postsPerDay ?? use(given.campaign, row).postsPerDay;
        const same = all.filter(
          (other) => other.network === row.network && calendarDay(given.campaign, other.at) === day,
        );
        expect(same.length).toBeLessThanOrEqual(cap);
      }
    });
  });

  it('says no text twice on one network inside repeatAfter, before or after', () => {
    holds((given) => {
      const rows = stand(given, layout(given));
      const repeatAfter = milliseconds(given.campaign.repeatAfter);
      for (const row of rows) {
        const same = [...given.taken, ...rows].filter(
          (other) => other.network === row.network && other.text === row.text,
        );
        expect(same.filter(({ at }) => apart(at, row.at) < repeatAfter)).toEqual([row]);
      }
    });
  });

  it('takes only kinds that the day allows', () => {
    holds((given) => {
      for (const { at, message } of layout(given)) {
        const { kind } = given.texts.find((text) => text.message === message)!;
        const day = calendarDay(given.campaign, at).slice(5);
        const special = given.campaign.specialDays.find((special) => special.day === day);
        if (special !== undefined && special.kinds.length > 0) expect(special.kinds).toContain(kind);
        else expect(kind).not.toBe('day');
      }
    });
  });

  it('places pinned rows on their day, never early', () => {
    holds((given) => {
      const { timeZone } = given.campaign;
      const windowless = { ...given, campaign: { ...given.campaign, audiences: given.campaign.audiences.map(closed) } };
      for (const { at, message } of layout(windowless)) {
        const { at: pins } = given.texts.find((text) => text.message === message)!;
        const moments = pins.map((pin) => Temporal.PlainDateTime.from(pin).toZonedDateTime(timeZone).toInstant());
        const day = calendarDay(given.campaign, at);
        expect(
          moments.some((pin) => calendarDay(given.campaign, pin) === day && Temporal.Instant.compare(pin, at) <= 0),
        ).toBe(true);
      }
    });
  });

  it('laid out in two pieces, the first taken for the second, is what it is at once, with the same ids', () => {
    fc.assert(
      fc.property(anyInput, fc.double({ min: 0, max: 1, noNaN: true }), (given, where) => {
        const start = given.from.toZonedDateTime(given.campaign.timeZone).epochMilliseconds;
        const cut = Math.floor(start + where * (given.to.epochMilliseconds - start));
        const to = Temporal.Instant.fromEpochMilliseconds(cut);
        const first = layout({ ...given, to });
        const from = to.toZonedDateTimeISO(given.campaign.timeZone).toPlainDate();
        const second = layout({ ...given, from, taken: [...given.taken, ...stand(given, first)] });
        expect([...first, ...second].map(written)).toEqual(layout(given).map(written));
      }),
      { numRuns: 100 },
    );
  });

  it('laid out day by day is what it is at once', () => {
    holds((given) => {
      let rows: Planned[] = [];
      for (let days = 0; days < 7; days += 1) {
        const from = given.from.add({ days });
        const to = from.add({ days: 1 }).toZonedDateTime(given.campaign.timeZone).toInstant();
        rows = [...rows, ...layout({ ...given, from, to, taken: [...given.taken, ...stand(given, rows)] })];
      }
      expect(rows.map(written)).toEqual(layout(given).map(written));
    }, 60);
  });

  it('has nothing to add to itself', () => {
    holds((given) => {
      expect(layout({ ...given, taken: [...given.taken, ...stand(given, layout(given))] })).toEqual([]);
    });
  });

  it('only adds rows when a message is added', () => {
    holds((given) => {
      const before = { ...given, texts: given.texts.filter(({ message }) => message !== 'm1') };
      const rows = layout(before);
      const added = layout({ ...given, taken: [...given.taken, ...stand(before, rows)] });
      const ids = new Set(rows.map(({ id }) => id));
      expect(added.filter(({ id }) => ids.has(id))).toEqual([]);
      const repeated = layout({ ...given, taken: [...given.taken, ...stand(before, rows), ...stand(given, added)] });
      expect(repeated).toEqual([]);
    });
  });
});

const apart = (one: Temporal.Instant, other: Temporal.Instant) =>
  Math.abs(one.epochMilliseconds - other.epochMilliseconds);

const use = (campaign: Campaign, row: Planned) => campaign.networks.find(({ name }) => name === row.network)!;

const calendarDay = (campaign: Campaign, at: Temporal.Instant) =>
  at.toZonedDateTimeISO(campaign.timeZone).toPlainDate().toString();

const inside = ({ start, end }: Hours, shown: number) =>
  start <= end ? start <= shown && shown < end : start <= shown || shown < end;

const closed = (audience: Campaign['audiences'][number]) => ({ ...audience, hours: [] });

const written = ({ id, at, network, lang, message }: Planned) => `${id} ${at} ${network} ${lang} ${message}`;
