import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boostPlan, dayPlan, type PlanCandidate } from '../../../src/plan/boosts/day-plan.ts';
import { afterQuiet } from '../../../src/plan/boosts/quiet.ts';
import type { AccountCaps, Made } from '../../../src/plan/boosts/room.ts';
import { dayAround } from '../../../src/plan/boosts/room.ts';
import { type Heard, turns } from '../../../src/plan/boosts/turns.ts';
import { hours, instant } from '../given.ts';

const minute = 60_000;
const hour = 60 * minute;
const noon = instant('2026-11-29T12:00:00+02:00').epochMilliseconds;
const caps: AccountCaps = { timeZone: 'Asia/Hebron', quietHours: hours('23:00-07:00'), perDay: 6 };

const candidate = (id: string, change: Partial<PlanCandidate> = {}): PlanCandidate => ({
  id,
  partner: id.split('-')[0]!,
  lang: 'en',
  since: noon - hour,
  ready: noon,
  deadline: noon + 23 * hour,
  perDay: 2,
  spacing: 45 * minute,
  ...change,
});

const clock = (at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(caps.timeZone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });

const shown = (candidates: readonly PlanCandidate[], boosted: readonly Heard[] = [], perDay = 6) =>
  dayPlan({ candidates, boosted, caps: { ...caps, perDay } }, noon).placed.map(({ id, at }) => `${clock(at)} ${id}`);

describe('the plan of the day', () => {
  it('gives each partner its turn, spaced, to the end of the day’s cap', () => {
    const all = ['a', 'b', 'c'].flatMap((partner) => [1, 2, 3].map((n) => candidate(`${partner}-${n}`)));
    expect(shown(all)).toEqual(['12:00 a-1', '12:45 b-1', '13:30 c-1', '14:15 a-2', '15:00 b-2', '15:45 c-2']);
  });

  it('lets the partner that was heard least today go first, then the one not heard for longest', () => {
    const heard: Heard[] = [
      { at: noon - 3 * hour, partner: 'a', lang: 'en' },
      { at: noon - 48 * hour, partner: 'b', lang: 'en' },
      { at: noon - 24 * hour, partner: 'c', lang: 'en' },
    ];
    expect(
      shown(
        ['a-1', 'b-1', 'c-1', 'd-1'].map((id) => candidate(id)),
        heard,
      ),
    ).toEqual(['12:00 d-1', '12:45 b-1', '13:30 c-1', '14:15 a-1']);
  });

  it('lets languages take turns between partners, and within one', () => {
    const all = [
      candidate('a-1'),
      candidate('a-2', { lang: 'ar' }),
      candidate('b-1'),
      candidate('b-2', { lang: 'ar' }),
    ];
    expect(shown(all)).toEqual(['12:00 a-1', '12:45 b-2', '13:30 a-2', '14:15 b-1']);
  });

  it('puts partners before languages', () => {
    const heard = [{ at: noon - hour, partner: 'a', lang: 'en' }];
    expect(shown([candidate('a-1', { lang: 'ar' }), candidate('b-1')], heard)).toEqual(['12:00 b-1', '12:45 a-1']);
  });

  it('decides between perfect equals by their ids, whatever their order', () => {
    const equals = [candidate('a-1'), candidate('a-2'), candidate('b-1')];
    expect(shown(equals.toReversed())).toEqual(shown(equals));
  });

  it('lets what lapses sooner go first among equals', () => {
    expect(shown([candidate('a-1'), candidate('a-2', { deadline: noon + hour })])).toEqual(['12:00 a-2', '12:45 a-1']);
  });

  it('waits for the end of a hold, and for nobody before it', () => {
    expect(
      shown([candidate('a-1', { ready: noon + 20 * minute }), candidate('b-1', { ready: noon + 30 * minute })]),
    ).toEqual(['12:20 a-1', '13:05 b-1']);
  });

  it('leaves out what has no room today, and says what stands in its way', () => {
    const { placed, left } = dayPlan(
      { candidates: ['a-1', 'a-2', 'a-3'].map((id) => candidate(id)), boosted: [], caps },
      noon,
    );
    expect(placed.map(({ id }) => id)).toEqual(['a-1', 'a-2']);
    expect(left.map(({ id, room }) => [id, room.hindrances[0]?.rule])).toEqual([['a-3', 'perDay']]);
    expect(clock(left[0]!.room.at!)).toBe('07:00');
  });
});

/** Any candidates around two days in which the clocks change, or do not. */
const start = instant('2026-10-23T08:00:00+03:00').epochMilliseconds;
const anyCandidates = fc.array(
  fc.record({
    partner: fc.constantFrom('a', 'b', 'c', 'd'),
    lang: fc.constantFrom('en', 'ar', ''),
    since: fc.integer({ min: 0, max: 48 * 60 }),
    hold: fc.integer({ min: 0, max: 90 }),
    life: fc.integer({ min: 10, max: 48 * 60 }),
  }),
  { maxLength: 40 },
);
const anyPartners = fc.record({
  perDay: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 4, maxLength: 4 }),
  spacing: fc.array(fc.integer({ min: 1, max: 180 }), { minLength: 4, maxLength: 4 }),
});
const anyCaps = fc.record({
  perDay: fc.integer({ min: 0, max: 8 }),
  timeZone: fc.constantFrom('Asia/Hebron', 'Europe/Madrid', 'Pacific/Auckland'),
  quiet: fc.option(fc.record({ start: fc.integer({ min: 0, max: 1439 }), end: fc.integer({ min: 0, max: 1439 }) }), {
    nil: undefined,
  }),
});
const anyBoosted = fc.array(
  fc.record({ at: fc.integer({ min: -24 * 60, max: 0 }), partner: fc.constantFrom('a', 'b', undefined) }),
  { maxLength: 6 },
);

const given = fc
  .record({ wanted: anyCandidates, rules: anyPartners, caps: anyCaps, boosted: anyBoosted })
  .map((any) => {
    const accountCaps: AccountCaps = {
      timeZone: any.caps.timeZone,
      perDay: any.caps.perDay,
      ...(any.caps.quiet && any.caps.quiet.start !== any.caps.quiet.end ? { quietHours: any.caps.quiet } : {}),
    };
    const candidates = any.wanted.map((one, i): PlanCandidate => {
      const which = 'abcd'.indexOf(one.partner);
      const since = start + one.since * minute;
      return {
        id: `${i}`,
        partner: one.partner,
        lang: one.lang,
        since,
        ready: since + one.hold * minute,
        deadline: since + one.life * minute,
        perDay: any.rules.perDay[which]!,
        spacing: any.rules.spacing[which]! * minute,
      };
    });
    const boosted: Heard[] = any.boosted.map(({ at, partner }) => ({
      at: start + at * minute,
      ...(partner ? { partner } : {}),
    }));
    return { candidates, boosted, caps: accountCaps };
  });
type Given = Parameters<typeof boostPlan>[0];

const holds = (check: (given: Given, placed: readonly { id: string; at: number }[]) => void, numRuns = 150) =>
  fc.assert(
    fc.property(given, (any) => {
      check(any, boostPlan(any, start, start + 4 * 24 * hour).placed);
    }),
    { numRuns },
  );
const byId = ({ candidates }: Given) => new Map(candidates.map((one) => [one.id, one]));

describe('any plan', () => {
  it('never passes a cap, of a partner or in all, on any day', () => {
    holds((any, placed) => {
      const of = byId(any);
      const made: Made[] = [...any.boosted, ...placed.map(({ id, at }) => ({ at, partner: of.get(id)!.partner }))];
      for (const { id, at } of placed) {
        const day = dayAround(at, any.caps.timeZone);
        const today = made.filter((one) => one.at >= day.start && one.at < day.end);
        expect(today.length).toBeLessThanOrEqual(any.caps.perDay);
        const { partner, perDay } = of.get(id)!;
        expect(today.filter((one) => one.partner === partner).length).toBeLessThanOrEqual(perDay);
      }
    });
  });

  it('keeps the spacing to whatever came before, and the quiet hours', () => {
    holds((any, placed) => {
      const of = byId(any);
      for (const [i, { id, at }] of placed.entries()) {
        const before = [...any.boosted, ...placed.slice(0, i)].map((one) => one.at).filter((time) => time <= at);
        for (const time of before) expect(at - time).toBeGreaterThanOrEqual(of.get(id)!.spacing);
        expect(afterQuiet(at, any.caps.quietHours, any.caps.timeZone)).toBe(at);
      }
    });
  });

  it('boosts nothing in its hold, nothing too old, nothing twice', () => {
    holds((any, placed) => {
      const of = byId(any);
      for (const { id, at } of placed) {
        expect(at).toBeGreaterThanOrEqual(of.get(id)!.ready);
        expect(at).toBeLessThanOrEqual(of.get(id)!.deadline);
      }
      expect(new Set(placed.map(({ id }) => id)).size).toBe(placed.length);
    });
  });

  it('is the same for the same candidates in any order', () => {
    holds((any, placed) => {
      const turned = { ...any, candidates: any.candidates.toReversed(), boosted: any.boosted.toReversed() };
      expect(boostPlan(turned, start, start + 4 * 24 * hour).placed).toEqual(placed);
    });
  });

  it('leaves nobody out for whom there was room: every candidate is placed or hindered', () => {
    fc.assert(
      fc.property(given, (any) => {
        const { placed, left } = boostPlan(any, start, start + 4 * 24 * hour);
        expect(placed.length + left.length).toBe(any.candidates.length);
        for (const { room } of left)
          expect(room.at ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(start + 4 * 24 * hour);
      }),
      { numRuns: 100 },
    );
  });
});

describe('turns', () => {
  it('starve nobody: with one boost a day, each of six busy partners is heard in six days, whatever its languages', () => {
    const partners = ['a', 'b', 'c', 'd', 'e', 'f'];
    const heard: Heard[] = [];
    for (let day = 0; day < 12; day += 1) {
      const now = noon + day * 24 * hour;
      const open = partners.flatMap((partner, p) =>
        [0, 1].map((n) =>
          candidate(`${partner}-${day}-${n}`, { lang: p === 0 || n === 1 ? 'ar' : 'en', since: now - (6 - p) * hour }),
        ),
      );
      const [first] = turns(open, heard, caps, now);
      heard.push({ at: now, partner: first!.partner, lang: first!.lang });
    }
    for (const week of [heard.slice(0, 6), heard.slice(6)])
      expect(new Set(week.map(({ partner }) => partner)).size).toBe(6);
    expect(heard.filter(({ lang }) => lang === 'en').length).toBeGreaterThanOrEqual(4);
  });

  it('hold in a burst of 6 partners with 50 posts each, over 48 hours', () => {
    const burst = Array.from({ length: 300 }, (_, i) =>
      candidate(`${'abcdef'[i % 6]}-${i}`, {
        deadline: noon + 48 * hour,
        since: noon + i * 200,
        lang: i % 5 === 0 ? 'ar' : 'en',
      }),
    );
    const { placed } = boostPlan({ candidates: burst, boosted: [], caps }, noon, noon + 48 * hour);
    const days = Map.groupBy(placed, ({ at }) => dayAround(at, caps.timeZone).start);
    expect([...days.values()].map((day) => day.length)).toEqual([6, 6, 6]);
    for (const day of days.values()) expect(new Set(day.map(({ id }) => id.split('-')[0])).size).toBe(6);
  });
});
