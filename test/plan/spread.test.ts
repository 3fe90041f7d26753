import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../src/model.ts';
import { type Late, turn } from '../../src/plan/spread.ts';

const at = (text: string): number => Temporal.Instant.from(`${text}:00Z`).epochMilliseconds;
const shown = (moment: number | undefined) =>
  moment === undefined ? 'never' : Temporal.Instant.fromEpochMilliseconds(moment).toString().slice(0, 16);

const campaign: Pick<Campaign, 'timeZone' | 'specialDays' | 'audiences' | 'quietHours'> = {
  timeZone: 'Asia/Hebron', // UTC+2 in winter: its days begin at 22:00 UTC
  specialDays: [{ day: '11-29', postsPerDay: 4, kinds: ['day', 'action'] }],
  audiences: [
    { lang: 'en', timeZone: 'America/New_York', hours: [{ start: 540, end: 600 }] }, // UTC-5
    { lang: 'ar', timeZone: 'Asia/Hebron', hours: [{ start: 600, end: 660 }] },
  ],
  quietHours: { start: 1_380, end: 420 }, // 23:00 to 07:00
};

const late = (now: string, change: Partial<Late> = {}): Late => ({
  campaign,
  use: { name: 'x', postsPerDay: 2, spacing: Temporal.Duration.from({ hours: 2 }) },
  lang: 'ar',
  kind: 'action',
  now: at(now),
  occupied: [],
  counted: [],
  ...change,
});

const noon = '2026-12-02T10:00'; // in Hebron
const [today, tomorrow] = [
  ['2026-12-02T08:00', '2026-12-02T13:00'],
  ['2026-12-03T08:00', '2026-12-03T13:00'],
];

describe('the turn of a post that is late', () => {
  const cases: readonly (readonly [string, Late, string])[] = [
    ['at once, where there is room', late(noon), noon],
    ['outside the hours that the plan prefers', late('2026-12-02T19:00'), '2026-12-02T19:00'],
    ['not at night', late('2026-12-02T21:30'), '2026-12-03T05:00'],
    [
      'not at night by the clocks of those who are spoken to',
      late('2026-12-02T09:00', { lang: 'en' }),
      '2026-12-02T12:00',
    ],
    ['behind another one', late(noon, { occupied: [at('2026-12-02T09:00')] }), '2026-12-02T11:00'],
    ['before one that is due, if there is time enough', late(noon, { occupied: [at('2026-12-02T12:00')] }), noon],
    ['on the next day, when this one is full', late(noon, { counted: today!.map(at) }), '2026-12-03T05:00'],
    [
      'on the day after it, when both are',
      late(noon, { counted: [...today!, ...tomorrow!].map(at) }),
      '2026-12-04T05:00',
    ],
    [
      'as many as a special day takes',
      late('2026-11-29T10:00', { counted: ['2026-11-29T05:00', '2026-11-29T08:00', '2026-11-29T12:00'].map(at) }),
      '2026-11-29T10:00',
    ],
    ['not among the words of a special day', late('2026-11-29T10:00', { kind: 'policy' }), '2026-11-30T05:00'],
    ['not the words of a special day, on another', late(noon, { kind: 'day' }), 'never'],
    [
      'not in the night before a spacing is over',
      late('2026-12-02T20:00', { occupied: [at('2026-12-02T19:30')] }),
      '2026-12-03T05:00',
    ],
    ['where nobody is left to be spoken to', late('2026-12-02T21:30', { lang: 'fr' }), '2026-12-02T21:30'],
  ];
  it.each(cases)('%s', (_words, given, expected) => {
    expect(shown(turn(given, at('2026-12-09T10:00'))?.at)).toBe(expected);
  });

  it('is none when the days that are planned are full', () => {
    const counted = Array.from({ length: 7 }, (_, day) =>
      [0, 5].map((hours) => at(noon) + (day * 24 + hours) * 3_600_000),
    );
    expect(turn(late(noon, { counted: counted.flat() }), at('2026-12-09T10:00'))).toBeUndefined();
  });
});
