import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { explanationOf } from '../../src/report/behind.ts';
import { cell, csv, MARK } from '../../src/report/csv.ts';
import { reportPage } from '../../src/report/page.ts';
import { type Report, reportSchema } from '../../src/report/report-schema.ts';
import { reportLangs } from '../../src/report/speech.ts';
import { tables } from '../../src/report/tables.ts';
import { zone } from '../../src/report/zone.ts';
import { jsonSchemaText } from '../../src/yaml.ts';
import { FROM, grown, grownRows, HOUR, reportOf, rowsOf, TIME_ZONE, watchedWhole } from './given.ts';
import { read } from './strict-csv.ts';

/* HTML, CSV and JSON are three forms of one value: what one says, the others say. */

const likes = (n: number) => ({ likes: n, boosts: 1, replies: 0, quotes: 0 });
const bluesky = rowsOf('bluesky', {
  ...grownRows([
    grown(1, FROM + HOUR, [
      [1, 4],
      [6, 9],
      [24, 20],
    ]),
    grown(2, FROM + 30 * HOUR, [[1, 2]], { message: 'chairs', lang: 'ar' }),
  ]),
  coverage: watchedWhole('bluesky'),
  hours: [
    { at: FROM + 3 * HOUR, whose: 'public', posts: 1_234 },
    { at: FROM + 40 * HOUR, whose: 'partner', posts: 2 },
    { at: FROM - 40 * HOUR, whose: 'public', posts: 900 },
  ],
  langs: [{ lang: 'ar', whose: 'public', posts: 1_234 }],
  gains: [
    { whose: 'public', ...likes(77) },
    { whose: 'ours', ...likes(5) },
  ],
  gainsBefore: [{ whose: 'public', ...likes(70) }],
  authorWeeks: [{ start: FROM + 24 * HOUR, whose: 'public', authors: 611, closed: false }],
  copies: [{ group: 'g', posts: 30, authors: 22 }],
  deliveries: [
    { id: 'd1', message: 'lamps', lang: 'en', at: FROM, state: 'published', reason: null, sentAt: FROM },
    {
      id: 'd9',
      message: 'lamps',
      lang: 'en',
      at: FROM,
      state: 'rejected',
      reason: '=HYPERLINK("http://example.org"), said the "network"\r\nand more',
      sentAt: FROM,
    },
  ],
  boosts: [{ partner: 'evil', at: FROM, state: 'boosted', reason: '@SUM(1+1)', url: null }],
});
const x = rowsOf('x', {
  coverage: watchedWhole('x'),
  buckets: [{ from: FROM, to: FROM + HOUR, posts: 4_321 }],
  spent: [{ what: 'publish', calls: 3, micros: 230_000 }],
  spentMonth: 230_000,
});
const report: Report = reportOf([bluesky, rowsOf('mastodon'), x], {
  partners: new Map([['evil', "=cmd|' /C calc'!A0"]]),
});

const figures = Object.assign({}, ...report.networks.map((one) => one.figures)) as Record<string, number | null>;

describe('the three forms of a report', () => {
  it.each(reportLangs)('agree on every figure, in %s as in data', (lang) => {
    const page = reportPage(report, lang);
    const shown = [...page.matchAll(/<data id="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
    expect(new Set(shown.map(([name]) => name)).size).toBe(shown.length);
    expect(Object.fromEntries(shown)).toEqual(
      Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, value === null ? '' : String(value)])),
    );
  });

  it('agree on every figure in the CSV files', () => {
    const files = tables(report).filter(({ name }) => name.endsWith('-figures'));
    const rows = files.flatMap((file) => read(csv(file)).slice(1));
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, value === null ? '' : String(value)])),
    );
  });

  it('write a number as the language does', () => {
    expect(reportPage(report, 'fr')).toMatch(/value="1234">1234<|value="1234">1\u202f234</);
    expect(reportPage(report, 'en')).toContain('value="4321">4321<');
  });

  it('know a figure for everything that a section says', () => {
    expect(figures).toMatchObject({
      'bluesky.posts.public': 1_234,
      'bluesky.posts.public.before': 900,
      'bluesky.posts.partners': 2,
      'bluesky.reactions.public.all': 78,
      'bluesky.authors.atMost': 611,
      'bluesky.messages.lamps.1d': 21 - 1,
      'bluesky.plan.rejected': 1,
      'bluesky.organic.copied': 30,
      'bluesky.boosts': 1,
      'mastodon.posts.public': null,
      'x.posts.public': 4_321,
      'x.money.spent': 0.23,
    });
    for (const name of Object.keys(figures))
      expect([name, explanationOf(name, zone(TIME_ZONE))?.how]).toEqual([name, expect.any(String)]);
  });
});

describe('JSON', () => {
  it('has a schema in step with what the program writes', async () => {
    // `vitest run test/report/forms.test.ts -u` writes the file anew.
    await expect(jsonSchemaText(reportSchema)).toMatchFileSnapshot('../../src/report/report.schema.json');
  });

  it('is as its schema says', () => {
    const schema = JSON.parse(readFileSync(new URL('../../src/report/report.schema.json', import.meta.url), 'utf8'));
    const validate = new Ajv2020({ strict: false }).compile(schema);
    const data = JSON.parse(JSON.stringify(report));
    expect([validate(data), validate.errors]).toEqual([true, null]);
    expect(reportSchema.parse(data)).toEqual(report);
    expect(validate({ ...data, more: 1 })).toBe(false);
    const [first, ...rest] = data.networks;
    expect(
      validate({
        ...data,
        networks: [{ ...first, posts: { ...first.posts, ours: { now: 1.5, before: null } } }, ...rest],
      }),
    ).toBe(false);
  });
});

describe('CSV', () => {
  it('is read by a strict reader, every row as long as the head', () => {
    for (const table of tables(report)) {
      const text = csv(table);
      expect(text.startsWith(MARK)).toBe(true);
      const [head, ...rows] = read(text);
      expect(head).toEqual(table.columns);
      expect(rows).toHaveLength(table.rows.length);
    }
  });

  it('keeps quotes, commas and line breaks of a reason', () => {
    const reasons = tables(report).find(({ name }) => name === 'bluesky-reasons')!;
    expect(read(csv(reasons))[1]).toEqual([
      'rejected',
      `'=HYPERLINK("http://example.org"), said the "network" and more`,
      '1',
    ]);
    expect(read(`${MARK}a\r\n${cell('x\r\ny "z"')}\r\n`)[1]).toEqual(['x\r\ny "z"']);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+49 30', "'+49 30"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['\rx', `"'\rx"`],
    ['  =1', "'  =1"],
    ['\u200b=1', "'\u200b=1"],
    ['＝1', "'＝1"],
    ['a=1', 'a=1'],
    ['ستة', 'ستة'],
    [null, ''],
    [0.5, '0.5'],
    [true, 'true'],
  ])('writes %j so that no spreadsheet runs it', (value, written) => {
    expect(cell(value)).toBe(written);
  });

  it('keeps a partner’s name that begins with = a text', () => {
    const boosts = tables(report).find(({ name }) => name === 'bluesky-boosts')!;
    expect(read(csv(boosts))[1]?.slice(0, 4)).toEqual([
      "'=cmd|' /C calc'!A0",
      '2026-11-22T00:00:00+02:00',
      'boosted',
      "'@SUM(1+1)",
    ]);
  });

  it('has no cell that a spreadsheet would run, numbers included', () => {
    for (const table of tables(report))
      for (const row of read(csv(table))) for (const one of row) expect(one).not.toMatch(/^[=+\-@\t\r]/);
  });

  it('holds no two networks in one file', () => {
    for (const { name, rows } of tables(report)) {
      const network = name.split('-')[0]!;
      const others = ['bluesky', 'mastodon', 'x'].filter((one) => one !== network);
      expect(rows.flat().filter((one) => others.some((other) => String(one).startsWith(`${other}.`)))).toEqual([]);
    }
  });
});

describe('the page', () => {
  const sections = (page: string) => page.split('<section class="network" id="').slice(1);

  it.each(reportLangs)('tells each network in a section of its own, in %s', (lang) => {
    const parts = sections(reportPage(report, lang));
    expect(parts.map((part) => part.slice(0, part.indexOf('"')))).toEqual(['bluesky', 'mastodon', 'x']);
    const [first = '', second = '', third = ''] = parts;
    // What is behind the last section speaks of all.
    expect(third.split('<footer')[0]).not.toMatch(/Bluesky|Mastodon/);
    expect(`${first} ${second}`).not.toMatch(/\bX\b/);
  });

  it('keeps the order in which a meeting asks', () => {
    const order = [
      'change',
      'line',
      'coverage',
      'whose',
      'messages',
      'languages',
      'growth',
      'boosts',
      'best-hours',
      'organic',
      'plan',
      'money',
    ];
    const ids = [...reportPage(report, 'en').matchAll(/<section id="x-([a-z-]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual(order);
  });

  it('escapes what others wrote', () => {
    const reason = '<script>alert(1)</script>';
    const bad = reportOf([
      rowsOf('bluesky', { ...bluesky, boosts: [{ partner: reason, at: FROM, state: 'boosted', reason, url: null }] }),
    ]);
    expect(reportPage(bad, 'en')).not.toContain('<script');
    expect(reportPage(bad, 'en')).toContain('&lt;script&gt;');
  });

  it('asks for nothing and runs nothing', () => {
    const page = reportPage(report, 'en');
    expect(page).not.toMatch(/<script|<link rel="stylesheet"|<img|<iframe|@import|url\(|\son[a-z]+=|style="/);
    expect(page).toContain("default-src 'none'");
  });
});
