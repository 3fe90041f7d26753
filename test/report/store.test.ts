import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explain } from '../../src/jobs/report/explain.ts';
import { computeReport } from '../../src/jobs/report/make.ts';
import type { ReportOrder } from '../../src/jobs/report/order.ts';
import { makeReport } from '../../src/jobs/report.ts';
import type { NetworkName } from '../../src/model.ts';
import { askedPeriod } from '../../src/report/period.ts';
import type { Report } from '../../src/report/report-schema.ts';
import { reportQueries } from '../../src/store/report/queries.ts';
import { openToRead } from '../../src/store/report-rows.ts';
import { openStore } from '../../src/store/store.ts';
import { FROM, fill, HOUR, NOW, TIME_ZONE, type Truth } from './world.ts';

/* From the tables to the report: what it says is what is in them. */

let folder: string;
let file: string;
let truth: Record<NetworkName, Truth>;
let report: Report;

const orderOf = (more: Partial<ReportOrder> = {}): ReportOrder => ({
  file,
  campaign: {
    ...{
      id: 'standwiththe6',
      hashtag: 'StandWithThe6',
      timeZone: TIME_ZONE,
      specialDays: ['11-25'],
      lateAfter: 1_800_000,
    },
    networks: [
      { name: 'bluesky', named: ['bluesky'] },
      { name: 'mastodon', named: ['mastodon:mastodon.social'] },
      { name: 'x', named: ['x'], budget: 20 },
    ],
  },
  partners: [['al-haq', 'Al-Haq']],
  period: askedPeriod({}, NOW + 3 * HOUR, TIME_ZONE),
  madeAt: NOW + 3 * HOUR,
  rehearsal: false,
  lang: 'en',
  out: join(folder, 'out'),
  ...more,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
  file = join(folder, 'campaign.db');
  await using store = await openStore(file);
  truth = await fill(store);
  report = await computeReport(orderOf());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const network = (name: NetworkName) => report.networks.find((one) => one.network === name)!;

describe('a report of two weeks', () => {
  it.each(['bluesky', 'mastodon', 'x'] as const)(
    'counts on %s what is there, now and before, by hour, day and language',
    (name) => {
      const { posts, hours, days, languages, reactions, bestHours } = network(name);
      const { ours, partner, public: others } = truth[name].posts;
      expect(posts).toEqual({ ours, partners: partner, public: others });
      const sum = (rows: readonly { readonly public: number | null }[]) =>
        rows.reduce((all, row) => all + (row.public ?? 0), 0);
      expect([sum(hours), sum(days)]).toEqual([others.now, others.now]);
      expect(bestHours!.cells.reduce((all, { posts: n }) => all + (n ?? 0), 0)).toBe(others.now);
      if (name === 'x') return expect(languages.every((one) => one.public === null)).toBe(true);
      const counted = new Map(languages.filter((one) => (one.public ?? 0) > 0).map((one) => [one.lang, one.public]));
      expect(counted).toEqual(truth[name].langs);
      expect(reactions.public.now?.all).toBe(truth[name].gains.public);
    },
  );

  it('carries its coverage where something was missed', () => {
    expect(network('bluesky').coverage).toMatchObject({ whole: false, hours: 163, of: 168 });
    expect(network('bluesky').coverage.sources[0]!.gaps).toMatchObject([
      { hours: 5, reason: 'the stream could not be reached' },
    ]);
    expect(network('mastodon').coverage.whole).toBe(true);
    expect(network('x').coverage).toMatchObject({ kind: 'counts', whole: true });
  });

  it('knows the plan, the copies and the money', () => {
    expect(network('bluesky').plan).toMatchObject({ planned: 23, published: 21, skipped: 2 });
    expect(network('bluesky').plan.reasons).toEqual([
      { outcome: 'skipped', reason: 'not approved in time', deliveries: 2 },
    ]);
    expect(network('bluesky').organic).toMatchObject({ copied: 34, groups: 1, largest: { posts: 34, authors: 31 } });
    expect(network('x').money).toMatchObject({ spent: 0.22, before: 0.1, month: 0.32, budget: 20 });
    expect(network('x').money!.by.map(({ what, calls }) => [what, calls])).toEqual([
      ['publish', 2],
      ['count', 1],
    ]);
    expect(network('bluesky').money).toBeNull();
  });

  it('tells of boosts with their reason, and takes none for a post of ours', () => {
    expect(network('bluesky').boosts).toEqual([
      {
        ...{ partner: 'Al-Haq', at: '2026-11-23T06:00:00+02:00', state: 'boosted' },
        ...{ reason: '#StandWithThe6, 3rd of 4 today', url: 'https://example.org/c1' },
      },
      // What its author deleted is not linked to.
      {
        partner: 'addameer',
        at: '2026-11-23T07:00:00+02:00',
        state: 'undone',
        reason: 'its author deleted it',
        url: null,
      },
    ]);
    expect([
      network('bluesky').posts.ours.now,
      network('bluesky').growth.length,
      network('bluesky').plan.planned,
    ]).toEqual([21, 21, 23]);
  });

  it('follows its own posts by age', () => {
    const { growth, messages } = network('mastodon');
    expect(growth).toHaveLength(21);
    expect(growth[0]!.looks.map(({ minutes }) => minutes)).toEqual([6, 16, 61, 361, 1441, 4321]);
    expect(messages.reduce((sum, one) => sum + one.posts, 0)).toBe(21);
  });

  it('is the same, made in a thread of its own, and written whole', async () => {
    const made = await makeReport(orderOf());
    expect(made.totals).toEqual({
      bluesky: {
        ours: 21,
        partners: truth.bluesky.posts.partner.now,
        public: truth.bluesky.posts.public.now,
        authors: 120,
      },
      mastodon: {
        ours: 21,
        partners: truth.mastodon.posts.partner.now,
        public: truth.mastodon.posts.public.now,
        authors: 120,
      },
      x: { ours: 21, partners: 0, public: truth.x.posts.public.now, authors: null },
    });
    expect(made.files.filter((name) => name.endsWith('.csv')).length).toBeGreaterThan(40);
    expect(made.text.split('\n\n').length).toBe(6);
  });

  it('of an empty store is a report all the same, and makes no store', async () => {
    const nothing = await computeReport(orderOf({ file: join(folder, 'nowhere.db') }));
    expect(nothing.networks.map(({ posts }) => posts.ours.now)).toEqual([0, 0, 0]);
    await using empty = await openToRead(join(folder, 'nowhere.db'));
    expect(empty.db).toBeDefined();
  });

  it('reads on a connection that cannot write', async () => {
    await using store = await openToRead(file);
    await expect(store.db.deleteFrom('hour').execute()).rejects.toThrow(/readonly/);
  });

  it('of a rehearsal is about all that is in its store', async () => {
    const whole = await computeReport(orderOf({ period: 'whole', rehearsal: true }));
    expect(whole.period.from).toBe('2026-11-15T00:00:00+02:00');
    expect(whole.before).toBeNull();
    const { public: others } = truth.mastodon.posts;
    expect(whole.networks[1]!.posts.public.now).toBe(others.now + others.before);
  });
});

describe('a figure followed back', () => {
  it('shows the query and the rows that add up to it', async () => {
    const { value, how, queries } = await explain(orderOf(), 'mastodon.posts.public');
    expect(how).toMatch(/sum of `posts`/);
    expect(queries[0]!.sql).toContain('from "hour"');
    expect(queries[0]!.rows.reduce((sum, row) => sum + Number(row.posts), 0)).toBe(value);
  });

  it.each([
    ['bluesky.posts.ours', (rows: readonly object[]) => rows.length],
    ['bluesky.posts.ours.before', (rows: readonly object[]) => rows.length],
    ['bluesky.plan.skipped', (rows: readonly object[]) => rows.length],
    [
      'bluesky.languages.ar.public',
      (rows: readonly { posts: number }[]) => rows.reduce((sum, row) => sum + row.posts, 0),
    ],
    [
      'mastodon.days.2026-11-24.public',
      (rows: readonly { posts: number }[]) => rows.reduce((sum, row) => sum + row.posts, 0),
    ],
    ['mastodon.best-hours.6.14', (rows: readonly { posts: number }[]) => rows.reduce((sum, row) => sum + row.posts, 0)],
    ['bluesky.organic.copied', (rows: readonly { posts: number }[]) => rows.reduce((sum, row) => sum + row.posts, 0)],
    ['bluesky.reactions.public.likes', (rows: readonly { likes: number }[]) => rows[0]!.likes],
    ['x.money.spent', (rows: readonly { micros: number }[]) => rows.reduce((sum, row) => sum + row.micros, 0) / 1e6],
    ['mastodon.messages.act-amplify.posts', (rows: readonly object[]) => rows.length],
  ])('%s is what its rows say', async (figure, add) => {
    const { value, queries } = await explain(orderOf(), figure);
    expect(add(queries[0]!.rows as never)).toBe(value);
    expect(value).toBeGreaterThan(0);
  });

  it('of X is its counts less ours', async () => {
    const { value, queries } = await explain(orderOf(), 'x.posts.public');
    const [buckets, ours] = queries.map(({ rows }) => rows);
    expect(buckets!.reduce((sum, row) => sum + Number(row.posts), 0) - ours!.length).toBe(value);
  });

  it('that there is not is told, with the nearest that there is', async () => {
    await expect(explain(orderOf(), 'bluesky.posts.publick')).rejects.toThrow('did you mean bluesky.posts.public?');
    await expect(explain(orderOf(), 'weather')).rejects.toThrow('report.json');
  });
});

describe('what a report costs', () => {
  it('grows with the period and not with the age of the campaign: every query finds its rows by an index', async () => {
    await using store = await openStore(':memory:');
    const asked = { network: 'bluesky' as const, from: FROM, to: NOW };
    for (const [name, query] of Object.entries(reportQueries)) {
      const { sql: text, parameters } = query(store.db, asked).compile();
      const values = [...parameters];
      const raw = sql.raw(
        `explain query plan ${text.replace(/\?/g, () => JSON.stringify(values.shift()).replaceAll('"', "'"))}`,
      );
      const plan = (await sql<{ detail: string }>`${raw}`.execute(store.db)).rows.map(({ detail }) => detail);
      expect([name, plan.filter((step) => /^SCAN (?!\(|c\b|CONSTANT)/.test(step) && !/subquery/i.test(step))]).toEqual([
        name,
        [],
      ]);
    }
  });
});
