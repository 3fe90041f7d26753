import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/report/report-schema.ts';
import { openStore } from '../../src/store/store.ts';
import { fill } from '../report/world.ts';
import { cli } from './cli.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'report-command-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const run = (...args: string[]) => cli(['report', ...args], { CAMPAIGN_DATA: data, INIT_CWD: data });
const week = ['--from', '2026-11-22', '--to', '2026-11-29'];

const filled = async (folder = data) => {
  await mkdir(folder, { recursive: true });
  await using store = await openStore(join(folder, 'campaign.db'));
  return await fill(store);
};

describe('report', () => {
  it('writes a page, tables and data where it is told, and says what it counted', async () => {
    const truth = await filled();
    const ran = await run(...week, '--out', 'mine', '--lang', 'ar', '--json');
    expect([ran.code, ran.err]).toEqual([0, '']);
    const { files, totals } = ran.json();
    for (const file of files) expect([file, existsSync(file)]).toEqual([file, true]);
    expect(files[0]).toBe(join(data, 'mine', 'report-ar.html'));
    expect(files).toContain(join(data, 'mine', 'csv', 'bluesky-hours.csv'));
    for (const network of ['bluesky', 'mastodon', 'x'] as const) {
      const { ours, partner, public: others } = truth[network].posts;
      expect(totals[network]).toMatchObject({ ours: ours.now, partners: partner.now, public: others.now });
    }
    const report = reportSchema.parse(JSON.parse(await readFile(join(data, 'mine', 'report.json'), 'utf8')));
    expect(report.period).toMatchObject({
      from: '2026-11-22T00:00:00+02:00',
      to: '2026-11-29T00:00:00+02:00',
      days: 7,
    });
    expect(await readFile(files[0], 'utf8')).toContain('<html lang="ar" dir="rtl">');
  });

  it('says it in plain words to a person, each network by itself', async () => {
    await filled();
    const { out, code } = await run(...week, '--out', 'mine');
    expect(code).toBe(0);
    expect(out).toContain('On Bluesky, people other than us and our partners posted with #StandWithThe6');
    for (const table of out.split('\n').filter((line) => /^(Bluesky|Mastodon|X) +\d/.test(line)))
      expect(table).not.toMatch(/Bluesky.*X|X.*Bluesky/);
    expect(out).toContain('report-en.html');
  });

  it('over a campaign that has not begun is a report too, and makes no store', async () => {
    const ran = await run('--out', 'mine', '--json');
    expect(ran.code).toBe(0);
    expect(ran.json().totals).toEqual({
      bluesky: { ours: 0, partners: 0, public: 0, authors: 0 },
      mastodon: { ours: 0, partners: 0, public: 0, authors: 0 },
      x: { ours: 0, partners: 0, public: 0, authors: null },
    });
    expect(existsSync(join(data, 'campaign.db'))).toBe(false);
  });

  it('without --out is kept with the others, and listed', async () => {
    await filled();
    expect((await run('list')).out).toContain('No report is kept yet');
    const made = await run(...week, '--json');
    expect(made.json().files[0]).toBe(join(data, 'reports', '2026-11-22_2026-11-29-en', 'report-en.html'));
    // Asked for again, it takes the place of the one before.
    expect((await run(...week)).code).toBe(0);
    const listed = await run('list', '--json');
    expect(listed.json().reports).toMatchObject([
      {
        name: '2026-11-22_2026-11-29-en',
        kind: 'asked',
        lang: 'en',
        from: '2026-11-22T00:00:00+02:00',
        mail: { state: 'not wanted' },
      },
    ]);
    expect(listed.json().reports[0].files).toContain(made.json().files[0]);
    expect((await run('list')).out).toContain('report-en.html');
  });

  it('of a rehearsal is about all of it, from its own store', async () => {
    const missing = await run('--rehearsal', '--json');
    expect([missing.code, missing.json().problems[0].message]).toEqual([
      2,
      expect.stringContaining('npm run rehearse'),
    ]);
    const truth = await filled(join(data, 'rehearsal'));
    const ran = await run('--rehearsal', '--json');
    expect(ran.json().files[0]).toBe(join(data, 'rehearsal', 'report', 'report-en.html'));
    const { now, before } = truth.mastodon.posts.public;
    expect(ran.json().totals.mastodon.public).toBe(now + before);
    expect(await readFile(ran.json().files[0], 'utf8')).toContain('the report of a rehearsal');
    expect(existsSync(join(data, 'campaign.db'))).toBe(false);
  });

  it('follows a figure back to its rows', async () => {
    const truth = await filled();
    const ran = await run(...week, '--explain', 'mastodon.posts.public', '--json');
    const { figure, value, how, queries } = ran.json();
    expect([figure, value, how]).toEqual([
      'mastodon.posts.public',
      truth.mastodon.posts.public.now,
      expect.stringContaining('sum'),
    ]);
    expect(queries[0]).toMatchObject({
      name: 'hours',
      sql: expect.stringContaining('from "hour"'),
      parameters: expect.arrayContaining(['mastodon']),
    });
    const told = await run(...week, '--explain', 'mastodon.posts.public');
    expect(told.out).toMatch(/^mastodon\.posts\.public = \d+\nHow: /);
    expect(told.out).toContain(`"network" = 'mastodon'`);
    const none = await run('--explain', 'mastodon.posts.publik');
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('did you mean mastodon.posts.public?')]);
  });

  it.each([
    [['--lang', 'de'], /en, ar, fr, es/],
    [['--from', 'yesterday'], /--from yesterday: write a day/],
    [['--from', '2026-11-29', '--to', '2026-11-22'], /--to must come after --from/],
    [['--from', '2999-01-01'], /still to come/],
  ])('%j is wrong usage, and says how it is right', async (args, words) => {
    const ran = await run(...args, '--json');
    expect(ran.code).toBe(2);
    expect(ran.json().problems[0].message).toMatch(words);
  });
});
