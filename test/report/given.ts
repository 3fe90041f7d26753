import type { NetworkName } from '../../src/model.ts';
import { compute } from '../../src/report/compute.ts';
import { periodOf } from '../../src/report/period.ts';
import type { NetworkReport, Report } from '../../src/report/report-schema.ts';
import type { NetworkRows, OurPost, Period, ReportRows } from '../../src/report/rows.ts';

/* Rows of a report with nothing in them, and what a test puts there. */

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const TIME_ZONE = 'Asia/Hebron';
export const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
/** Sunday 22 November 2026, 00:00 in Hebron; a week. */
export const FROM = at('2026-11-22T00:00:00+02:00');
export const TO = FROM + 7 * DAY;

export const week: Period = periodOf({ from: FROM, to: TO }, TO + 3 * HOUR, TIME_ZONE);

export const rowsOf = (network: NetworkName, more: Partial<NetworkRows> = {}): NetworkRows => ({
  network,
  named: network === 'mastodon' ? ['mastodon:one.example'] : [network],
  coverage: [],
  sources: [],
  hours: [],
  buckets: [],
  langs: [],
  gains: [],
  gainsBefore: [],
  authorDays: [],
  authorWeeks: [],
  ours: [],
  followed: [],
  looks: new Map(),
  deliveries: [],
  boosts: [],
  copies: [],
  spent: [],
  spentBefore: 0,
  spentMonth: 0,
  ...more,
});

export const watchedWhole = (source: string): NetworkRows['coverage'] => [
  { source, from: FROM - 8 * DAY, to: TO + DAY, reason: null },
];

export const given = (networks: readonly NetworkRows[], more: Partial<ReportRows> = {}): ReportRows => ({
  campaign: { id: 'lamps', hashtag: 'Lamps', timeZone: TIME_ZONE, specialDays: [], lateAfter: 1_800_000 },
  period: week,
  madeAt: TO + 3 * HOUR,
  rehearsal: false,
  partners: new Map(),
  networks,
  ...more,
});

export const reportOf = (networks: readonly NetworkRows[], more: Partial<ReportRows> = {}): Report =>
  compute(given(networks, more));

/** The part of a report that is about one network, made from its rows alone. */
export const networkOf = (rows: NetworkRows, more: Partial<ReportRows> = {}): NetworkReport =>
  reportOf([rows], more).networks[0]!;

export const post = (n: number, when: number, more: Partial<OurPost> = {}): OurPost => ({
  ...{
    delivery: `d${n}`,
    step: 0,
    message: 'lamps',
    lang: 'en',
    at: when,
    url: `https://example.org/${n}`,
    tagged: true,
  },
  ...more,
});

/** A followed post of ours with its looks: `[hours of age, likes]`. */
export const grown = (
  n: number,
  when: number,
  looks: readonly (readonly [number, number])[],
  more: Partial<OurPost> = {},
) => {
  const last = looks.at(-1);
  const counts = (likes: number) => ({ likes, boosts: 0, replies: 0, quotes: 0 });
  return {
    ours: post(n, when, more),
    followed: {
      ...{ id: n, whose: 'ours' as const, delivery: `d${n}`, step: more.step ?? 0, partner: null, at: when },
      ...{ lastAt: last ? when + last[0] * HOUR : null, ...counts(last?.[1] ?? 0) },
    },
    looks: [n, looks.map(([age, likes]) => ({ at: when + age * HOUR, ...counts(likes) }))] as const,
  };
};

export const grownRows = (all: readonly ReturnType<typeof grown>[]) => ({
  ours: all.map((one) => one.ours),
  followed: all.map((one) => one.followed),
  looks: new Map(all.map((one) => one.looks)),
});
