import { describe, expect, it } from 'vitest';
import { networkNames } from '../../src/model.ts';
import { csv } from '../../src/report/csv.ts';
import { networkSentences, periodSentences } from '../../src/report/page/sentences.ts';
import { reportPage } from '../../src/report/page.ts';
import { periodOf, wholePeriod } from '../../src/report/period.ts';
import type { ReportRows } from '../../src/report/rows.ts';
import { reportLangs } from '../../src/report/speech.ts';
import { tables } from '../../src/report/tables.ts';
import { voice } from '../../src/report/words.ts';
import {
  at,
  FROM,
  given,
  grown,
  grownRows,
  HOUR,
  post,
  reportOf,
  rowsOf,
  TIME_ZONE,
  TO,
  watchedWhole,
} from './given.ts';

/* Reports about little or nothing: none breaks, divides by zero, or says something silly. */

const all = (more: Parameters<typeof rowsOf>[1] = {}) => networkNames.map((name) => rowsOf(name, more));

const cases: readonly (readonly [string, ReportRows])[] = [
  ['an empty campaign', given(all())],
  ['a campaign without networks', given([])],
  [
    'an empty campaign that was watched',
    given(
      networkNames.map((name) =>
        rowsOf(name, { coverage: watchedWhole(name === 'mastodon' ? 'mastodon:one.example' : name) }),
      ),
    ),
  ],
  [
    'one hour',
    given(all({ coverage: watchedWhole('bluesky'), hours: [{ at: FROM, whose: 'public', posts: 1 }] }), {
      period: periodOf({ from: FROM, to: FROM + HOUR }, TO, TIME_ZONE),
    }),
  ],
  ['no time at all', given(all(), { period: periodOf({ from: FROM, to: FROM }, TO, TIME_ZONE) })],
  [
    'minutes between two full hours',
    given(all(), { period: periodOf({ from: FROM + 600_000, to: FROM + 1_200_000 }, TO, TIME_ZONE) }),
  ],
  [
    'one post',
    given([rowsOf('bluesky', { ...grownRows([grown(1, FROM + HOUR, [[1, 0]])]), coverage: watchedWhole('bluesky') })]),
  ],
  ['one post that nobody has looked at', given([rowsOf('x', { ours: [post(1, FROM)] })])],
  [
    'a period of which only a gap is left',
    given([
      rowsOf('bluesky', { coverage: [{ source: 'bluesky', from: FROM - 9 * HOUR, to: FROM - HOUR, reason: null }] }),
    ]),
  ],
  ['a period that is still to come', given(all(), { period: periodOf({ from: TO, to: TO + HOUR }, FROM, TIME_ZONE) })],
  ['a rehearsal of one moment', given(all(), { period: wholePeriod({ from: FROM, to: FROM }), rehearsal: true })],
  [
    'a day of 23 hours',
    given(all({ coverage: watchedWhole('bluesky') }), {
      period: periodOf({ from: at('2026-03-28T00:00:00+02:00'), to: at('2026-03-29T00:00:00+03:00') }, TO, TIME_ZONE),
    }),
  ],
  [
    'a zone that is off by half an hour',
    given(all(), { campaign: { ...given([]).campaign, timeZone: 'Asia/Kolkata' } }),
  ],
  [
    'names that are none',
    given([
      rowsOf('bluesky', {
        coverage: watchedWhole('bluesky'),
        ours: [post(1, FROM, { lang: 'x-lamps', url: 'javascript:alert(1)' })],
        langs: [{ lang: 'this is no tag', whose: 'public', posts: 3 }],
      }),
    ]),
  ],
];

const silly = /undefined|NaN|Infinity|\[object|null/;

/** What a reader sees: without markup, style and what is hidden. */
const seen = (html: string): string =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe.each(cases)('a report about %s', (_, rows) => {
  const report = reportOf(rows.networks, rows);

  it('has only numbers that are numbers', () => {
    const numbers: unknown[] = [];
    JSON.stringify(report, (_key, value) => {
      if (typeof value === 'number') numbers.push(value);
      return value;
    });
    expect(numbers.filter((value) => !Number.isFinite(value))).toEqual([]);
    expect(tables(report).map(csv).join()).not.toMatch(/undefined|NaN|Infinity|\[object/);
  });

  it.each(reportLangs)('makes a page in %s that says nothing silly', (lang) => {
    const page = reportPage(report, lang);
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object|javascript:/);
    expect(seen(page)).not.toMatch(silly);
    const spoken = voice(lang, report.campaign.timeZone);
    const sentences = [
      periodSentences(report, spoken),
      ...report.networks.map((one) => networkSentences(report, one, spoken)),
    ];
    for (const part of sentences) {
      expect(part.length).toBeGreaterThanOrEqual(report.networks.length === 0 ? 2 : 3);
      for (const sentence of part) expect(sentence).toMatch(/^\S.*[.。]$/su);
    }
  });
});

it('an empty campaign is not told that nobody spoke, but that nobody looked', () => {
  const report = reportOf([rowsOf('bluesky')]);
  const [first] = networkSentences(report, report.networks[0]!, voice('en', TIME_ZONE));
  expect(first).toContain('was not watched on Bluesky');
  const watched = reportOf([rowsOf('bluesky', { coverage: watchedWhole('bluesky') })]);
  expect(networkSentences(watched, watched.networks[0]!, voice('en', TIME_ZONE))[0]).toContain('0 times');
});
