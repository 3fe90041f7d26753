import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changed, folderWith, messageMd, whole } from '../config/campaign-folder.ts';
import { plain } from '../content/picture-files.ts';
import { cli } from './cli.ts';

/* The command line as other people's scripts call it: exit status, one JSON document, words for people. */

const campaign = async (files: Readonly<Record<string, string | Uint8Array>> = {}) => {
  const folder = await folderWith({ ...whole, ...files });
  return {
    ...folder,
    run: (...args: string[]) => cli(args, { CAMPAIGN_DIR: folder.path, CAMPAIGN_DATA: join(folder.path, 'data') }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
};

const yaml = whole['config/campaign.yaml']!;

const lamp = await plain(90, 90).png().toBuffer();
const showing = changed(messageMd, 'at: [', 'media: [{ file: media/lamp.png, alt: { en: A lamp, ar: مصباح } }]\nat: [');

describe('check', () => {
  it('finds no problem in the campaign that ships, and exactly one text a message, language and network', async () => {
    const ran = await cli(['check', '--json']);
    expect(ran.json()).toMatchObject({ messages: 27, deliveries: 282, problems: [] });
    expect(ran.code).toBe(0);
  });

  const broken: readonly (readonly [string, Record<string, string | Uint8Array>, string, number, RegExp])[] = [
    [
      'an unknown key',
      { 'config/campaign.yaml': changed(yaml, 'quietHours:', 'quiteHours:') },
      'config/campaign.yaml',
      25,
      /quietHours/,
    ],
    [
      'a time zone that does not exist',
      { 'config/campaign.yaml': changed(yaml, 'Asia/Hebron\n', 'Asia/Hebronn\n') },
      'config/campaign.yaml',
      4,
      /Asia\/Hebron/,
    ],
    [
      'a YAML error',
      { 'config/campaign.yaml': changed(yaml, 'campaign: lamps', 'campaign: [lamps') },
      'config/campaign.yaml',
      3,
      /./,
    ],
    ['an empty file', { 'content/toolkit/empty.md': '' }, 'content/toolkit/empty.md', 1, /empty/],
    [
      'Latin-1',
      { 'content/toolkit/latin.md': Buffer.from(messageMd.replace('lamp', 'l\xe4mp'), 'latin1') },
      'content/toolkit/latin.md',
      2,
      /UTF-8/,
    ],
    [
      'a binary file',
      { 'content/toolkit/picture.md': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]) },
      'content/toolkit/picture.md',
      1,
      /binary|text/,
    ],
    ['an id twice', { 'content/toolkit/second.md': messageMd }, 'content/toolkit/second.md', 2, /lamps-lit/],
    [
      'a text that is too long',
      { 'content/toolkit/lamps-lit.md': changed(messageMd, 'Lamps, now.', 'Lamps, now. '.repeat(30)) },
      'content/toolkit/lamps-lit.md',
      15,
      /\d+ weighted characters too long \(\d+ of 280/,
    ],
    [
      'a post of a thread that is too long',
      { 'content/toolkit/lamps-lit.md': changed(messageMd, 'Lamps, now.', `Lamps.\n---\n${'Now. '.repeat(60)}`) },
      'content/toolkit/lamps-lit.md',
      15,
      /^post 2 of 2 of the English text for X is \d+ weighted characters too long/,
    ],
    [
      'a text that is called .png',
      { 'content/toolkit/lamps-lit.md': showing, 'content/media/lamp.png': 'words' },
      'content/toolkit/lamps-lit.md',
      7,
      /^media\/lamp.png cannot be used: the file is not a picture/,
    ],
    [
      'a picture without words for those who do not see it',
      { 'content/toolkit/lamps-lit.md': changed(showing, ', ar: مصباح', ''), 'content/media/lamp.png': lamp },
      'content/toolkit/lamps-lit.md',
      7,
      /^`alt` of media\/lamp.png has no words in `ar`/,
    ],
    [
      'a picture outside of the content folder',
      { 'content/toolkit/lamps-lit.md': changed(showing, 'media/lamp.png', '../lamp.png'), 'lamp.png': lamp },
      'content/toolkit/lamps-lit.md',
      7,
      /^\.\.\/lamp.png leads out of the content folder/,
    ],
  ];
  it.each(broken)('names file, line and mend for %s', async (_what, files, file, line, words) => {
    await using c = await campaign(files);
    const ran = await c.run('check', '--json');
    const problem = ran.json().problems.find((one: { file: string }) => one.file === file);
    expect(problem).toMatchObject({ file, line });
    expect(problem.message).toMatch(words);
    expect(ran.code).toBe(1);
    const people = await c.run('check');
    expect(people.out).toContain(`${file}:${line}`);
    expect(people.out + people.err).not.toMatch(/\n\s+at /);
  });

  it('tells every problem at once, in config and in content', async () => {
    await using c = await campaign({
      'config/campaign.yaml': changed(yaml, 'hashtag: Light', 'hashtag: "#Light'),
      'content/toolkit/empty.md': '',
    });
    const files = (await c.run('check', '--json')).json().problems.map((one: { file: string }) => one.file);
    expect(files).toEqual(expect.arrayContaining(['config/campaign.yaml', 'content/toolkit/empty.md']));
  });

  it('notes when X gets the words of the others', async () => {
    await using c = await campaign({
      'content/toolkit/lamps-lit.md': changed(messageMd, '## en x\n\nLamps, now.\n', ''),
    });
    const { notes, problems } = (await c.run('check', '--json')).json();
    expect(problems).toEqual([]);
    expect(notes.map((one: { message: string }) => one.message).join()).toMatch(/## en x/);
  });

  it('refuses a cadence above what the network allows', async () => {
    await using c = await campaign({
      'config/campaign.yaml': changed(yaml, 'x: { postsPerDay: 2, spacing: 2h', 'x: { postsPerDay: 400, spacing: 5s'),
    });
    const ran = await c.run('check', '--json');
    expect(
      ran
        .json()
        .problems.map((one: { message: string }) => one.message)
        .join(),
    ).toMatch(/the network allows/);
  });
});

describe('wrong usage', () => {
  const wrong: readonly (readonly [string, string[], RegExp])[] = [
    ['an unknown command', ['publish'], /unknown command/],
    ['an unknown option', ['check', '--now'], /unknown option/],
    ['nobody who approves', ['approve', 'lamps-lit'], /--by/],
    ['a message that is not there', ['approve', 'lamps-out', '--by', 'A'], /lamps-lit/],
    ['a network that is not there', ['pause', 'myspace'], /bluesky, mastodon, x/],
    ['a moment that is none', ['plan', '--from', 'soon'], /2026-11-29/],
    ['a target that is not on this machine', ['rehearse', '--target', 'x=https://api.x.com'], /this machine only/],
    [
      'a target without its credentials',
      ['rehearse', '--target', 'x=http://127.0.0.1:9'],
      /X_APP_KEY, X_APP_SECRET, X_ACCESS_TOKEN, X_ACCESS_SECRET/,
    ],
    ['a number that is none', ['rehearse', '--deliveries', 'many'], /whole number/],
  ];
  it.each(wrong)('ends with status 2, also as JSON, for %s', async (_what, args, words) => {
    await using c = await campaign();
    const ran = await c.run(...args, '--json');
    expect(ran.code).toBe(2);
    expect(ran.json().problems[0].message).toMatch(words);
    const people = await c.run(...args);
    expect(people.code).toBe(2);
    expect(people.err).toMatch(words);
    expect(people.err).not.toMatch(/\n\s+at /);
  });

  it('names a folder that is not there', async () => {
    const ran = await cli(['check'], { CAMPAIGN_DIR: '/nowhere/at/all' });
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/CAMPAIGN_DIR/);
  });

  it('shows an example for every command', async () => {
    for (const command of [
      'check',
      'plan',
      'approve',
      'withdraw',
      'rehearse',
      'start',
      'pause',
      'resume',
      'status',
      'doctor',
    ]) {
      const { out, code } = await cli([command, '--help']);
      expect(out).toMatch(/Example:\n {2}npm /);
      expect(code).toBe(0);
    }
  });
});

describe('plan', () => {
  it('previews the same ids again and again, and makes no file', async () => {
    await using c = await campaign();
    const once = (await c.run('plan', '--json')).json();
    const again = (await c.run('plan', '--json')).json();
    expect(again).toEqual(once);
    expect(once.deliveries.length).toBeGreaterThan(2);
    expect(Object.keys(once.deliveries[0])).toEqual([
      'id',
      'message',
      'lang',
      'network',
      'at',
      'text',
      'length',
      'limit',
      'state',
    ]);
    expect(once.deliveries[0].at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
    expect(existsSync(join(c.path, 'data'))).toBe(false);
  });

  it('refuses while there is a problem', async () => {
    await using c = await campaign({ 'content/toolkit/empty.md': '' });
    const ran = await c.run('plan', '--json');
    expect(ran.code).toBe(1);
    expect(ran.json().problems).toMatchObject([{ file: 'content/toolkit/empty.md', line: 1 }]);
  });
});

describe('approve, withdraw, pause, resume, status', () => {
  it('approves one language or all, and withdraws', async () => {
    await using c = await campaign();
    const all = (await c.run('approve', 'lamps-lit', '--by', 'A. Person', '--json')).json();
    expect(all.approved.map((one: { lang: string }) => one.lang)).toEqual(['en', 'ar']);
    expect(all.approved[0].hash).toMatch(/^[0-9a-f]{64}$/);
    const one = (await c.run('withdraw', 'lamps-lit:ar', '--by', 'A. Person', '--json')).json();
    expect(one.withdrawn).toMatchObject([{ message: 'lamps-lit', lang: 'ar' }]);
  });

  it('gives another hash when anything that is sent changes', async () => {
    await using c = await campaign();
    const hash = async () => (await c.run('approve', 'lamps-lit:en', '--by', 'A', '--json')).json().approved[0].hash;
    const before = await hash();
    await writeFile(join(c.path, 'content/toolkit/lamps-lit.md'), changed(messageMd, 'Lamps, now.', 'Lamps, soon.'));
    expect(await hash()).not.toBe(before);
  });

  it('tells how each network stands, counts every state, and shows a pause', async () => {
    await using c = await campaign();
    await c.run('pause', 'x', '--json');
    const status = (await c.run('status', '--json')).json();
    expect(status.networks.map((one: { state: string }) => one.state)).toEqual([
      'not configured',
      'not configured',
      'not configured',
    ]);
    expect(status.counts).toEqual({
      planned: 0,
      queued: 0,
      attempting: 0,
      published: 0,
      retracted: 0,
      rejected: 0,
      unconfirmed: 0,
      held: 0,
      skipped: 0,
    });
    expect(status.spent).toEqual({ x: { month: 0, budget: 20 } });
    expect((await c.run('resume', 'x', '--json')).json()).toEqual({ done: ['x'] });
    expect((await c.run('resume', 'x', '--json')).json()).toEqual({ done: [] });
  });
});

describe('pictures, threads and content warnings', () => {
  const rich = changed(
    changed(showing, 'at: [', 'contentWarning: { en: Light, ar: ضوء }\nat: ['),
    'Then another.',
    '---\nThen another.',
  );
  const files = { 'content/toolkit/lamps-lit.md': rich, 'content/media/lamp.png': lamp };

  it('pass the check; X is said to have no content warning', async () => {
    await using c = await campaign(files);
    const { problems, notes } = (await c.run('check', '--json')).json();
    expect(problems).toEqual([]);
    expect(notes.map((one: { message: string }) => one.message).join('\n')).toMatch(/X has no content warnings/);
  });

  it('stand in the plan as posts with a line of --- between them', async () => {
    await using c = await campaign(files);
    const { deliveries } = (await c.run('plan', '--json')).json();
    const one = deliveries.find((row: { network: string; lang: string }) => row.network !== 'x' && row.lang === 'en');
    expect(one.text).toBe('Light a lamp.\nhttps://example.org/sign\n#LightTheLamps\n---\nThen another.');
  });

  it('are what an approval binds to', async () => {
    await using c = await campaign(files);
    const hash = async () => (await c.run('approve', 'lamps-lit:en', '--by', 'A', '--json')).json().approved[0].hash;
    const hashes = [await hash()];
    await writeFile(join(c.path, 'content/media/lamp.png'), await plain(90, 91).png().toBuffer());
    hashes.push(await hash());
    for (const [place, into] of [
      ['en: A lamp', 'en: A lit lamp'],
      ['en: Light,', 'en: Bright light,'],
      ['Then another.', 'Then two.'],
    ] as const) {
      await writeFile(join(c.path, 'content/toolkit/lamps-lit.md'), changed(rich, place, into));
      hashes.push(await hash());
    }
    expect(new Set(hashes).size).toBe(5);
    await writeFile(join(c.path, 'content/toolkit/lamps-lit.md'), changed(rich, 'ar: مصباح', 'ar: ضوء'));
    expect(await hash()).toBe(hashes[1]);
  });
});

describe('doctor', () => {
  it('is content with networks that are not configured', async () => {
    await using c = await campaign();
    const ran = await c.run('doctor', '--json');
    expect(ran.json().checks.find((one: { name: string }) => one.name === 'bluesky')).toMatchObject({ ok: true });
    expect(ran.code).toBe(0);
  });

  it('is red for a network of which only some variables are set, and shows no secret', async () => {
    await using c = await campaign();
    const ran = await cli(['doctor', '--json'], {
      CAMPAIGN_DIR: c.path,
      CAMPAIGN_DATA: join(c.path, 'data'),
      X_APP_KEY: 'a-very-secret-key',
      REDIS_URL: 'redis://:hush@127.0.0.1:9',
    });
    expect(ran.code).toBe(1);
    const checks = ran.json().checks;
    expect(checks.find((one: { name: string }) => one.name === 'x').detail).toMatch(/X_APP_SECRET/);
    expect(checks.find((one: { name: string }) => one.name === 'redis').ok).toBe(false);
    expect(ran.out + ran.err).not.toMatch(/a-very-secret-key|hush/);
  });

  it('does not trip over a data folder that is a file', async () => {
    await using c = await campaign({ data: 'not a folder' });
    const ran = await c.run('doctor', '--json');
    expect(ran.json().checks.find((one: { name: string }) => one.name === 'data folder').ok).toBe(false);
    await rm(join(c.path, 'data'));
    await rename(join(c.path, 'content'), join(c.path, 'elsewhere'));
    expect((await c.run('check')).code).toBe(1);
  });
});
