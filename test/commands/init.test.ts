import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askForRest } from '../../src/commands/init/ask.ts';
import { chosen, suggestions } from '../../src/commands/init/choices.ts';
import { writeFiles } from '../../src/commands/init/write.ts';
import { folderWith } from '../config/campaign-folder.ts';
import { cli } from './cli.ts';

const made = [
  '.env.example',
  '.gitignore',
  'config/campaign.schema.json',
  'config/campaign.yaml',
  'config/message.schema.json',
  'config/partners.schema.json',
  'config/partners.yaml',
  'content/README.md',
  'content/toolkit/first-message.md',
];

const inFolder = (folder: string) => ({ CAMPAIGN_DIR: folder, CAMPAIGN_DATA: join(folder, 'data') });

describe('a folder that init has made', () => {
  it.each([
    ['nothing but suggestions', [], 2],
    ['one language and network', ['--lang', 'en', '--network', 'mastodon', '--time-zone', 'America/New_York'], 1],
    [
      'several languages, a zone with a half-hour and every network',
      [
        ...['--name', 'light-the-lamps', '--hashtag', 'LightTheLamps', '--time-zone', 'Asia/Kolkata'],
        ...['--lang', 'ar', '--lang', 'pt-BR', '--lang', 'zh-Hant'],
        ...['--network', 'bluesky', '--network', 'mastodon', '--network', 'x'],
      ],
      9,
    ],
    [
      'words that mean something else in YAML',
      [
        ...['--name', '2026', '--hashtag', '1e5', '--lang', 'no', '--network', 'x', '--time-zone', 'Etc/GMT+5'],
        ...['--statement-title', 'Lamps: "all" of them # and \\ more', '--statement-publisher', '- no'],
        ...['--statement-date', '2021-11-29'],
      ],
      1,
    ],
    ['a hashtag in Arabic', ['--hashtag', 'أضيئوا_المصابيح', '--lang', 'fr', '--lang', 'es'], 4],
  ])('has no problem with %s', async (_what, flags, texts) => {
    await using parent = await folderWith({});
    const folder = join(parent.path, 'a campaign');
    const ran = await cli(['init', folder, ...flags, '--json']);
    expect(ran.code, ran.out).toBe(0);
    const { files } = ran.json();
    expect(files.map((file: string) => relative(folder, file)).sort()).toEqual(made);

    const check = await cli(['check', '--json'], inFolder(folder));
    expect(check.json()).toMatchObject({ messages: 1, deliveries: texts, problems: [] });
    expect(check.code).toBe(0);
  });

  it.each([
    ['ar', 'bluesky'],
    ['pt-BR', 'x'],
  ])(
    'can be rehearsed in %s on %s',
    async (lang, network) => {
      await using parent = await folderWith({});
      const folder = join(parent.path, 'lamps');
      await cli(['init', folder, '--lang', lang, '--network', network, '--network', 'mastodon', '--yes']);
      const rehearsal = await cli(['rehearse', '--deliveries', '3', '--json'], inFolder(folder));
      expect(rehearsal.json()).toMatchObject({ planned: 3, published: 3, missing: 0, duplicates: 0 });
      expect(rehearsal.code).toBe(0);
    },
    60_000,
  );

  it('keeps what was said, names no secret, and shows editors the schemas beside it', async () => {
    await using parent = await folderWith({});
    const flags = ['--hashtag', 'LightTheLamps', '--statement-title', 'On "Lamps"', '--network', 'x'];
    await cli(['init', join(parent.path, 'lamps'), ...flags, '--yes']);
    const read = (file: string) => readFile(join(parent.path, 'lamps', file), 'utf8');
    const campaign = await read('config/campaign.yaml');
    expect(campaign).toMatch(/^# yaml-language-server: \$schema=\.\/campaign\.schema\.json$/m);
    expect(campaign).toContain('title: "On \\"Lamps\\""');
    expect(await read('config/partners.yaml')).toContain('include: ["#LightTheLamps"]');
    expect(await read('content/toolkit/first-message.md')).toContain('$schema=../../config/message.schema.json');
    expect(await read('config/campaign.schema.json')).toBe(await readFile('config/campaign.schema.json', 'utf8'));
    expect((await read('.gitignore')).split('\n')).toEqual(
      expect.arrayContaining(['data/', 'content/statement.txt', '.env']),
    );
    const variables = (await read('.env.example')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(variables).toEqual(['X_APP_KEY=', 'X_APP_SECRET=', 'X_ACCESS_TOKEN=', 'X_ACCESS_SECRET=', 'CAMPAIGN_KEY=']);
  });

  it('lies where the user stands, and the next three steps name it', async () => {
    await using parent = await folderWith({});
    const ran = await cli(['init', 'sub/lamps', '--yes'], { INIT_CWD: parent.path });
    const folder = join(parent.path, 'sub/lamps');
    expect(await readdir(folder)).toContain('config');
    expect(ran.out).toContain(`1. CAMPAIGN_DIR=${folder} npm run -s campaign -- check`);
    expect(ran.out).toContain(`2. CAMPAIGN_DIR=${folder} npm run rehearse`);
    expect(ran.out).toContain('3. docs/going-live.md');
    expect(ran.out).toMatch(/Not said.*\n {2}name: lamps\n {2}hashtag: Lamps\n/);
  });
});

describe('init refuses', () => {
  it('a folder with anything in it, hidden files too, and leaves it as it is', async () => {
    await using folder = await folderWith({ '.keep': 'mine', 'config/campaign.yaml': 'mine' });
    const ran = await cli(['init', folder.path, '--yes', '--json']);
    expect(ran.code).toBe(2);
    expect(ran.json().problems[0].message).toMatch(/is not empty: \.keep, config are there/);
    expect((await readdir(folder.path, { recursive: true })).sort()).toEqual([
      '.keep',
      'config',
      'config/campaign.yaml',
    ]);
    expect(await readFile(join(folder.path, 'config/campaign.yaml'), 'utf8')).toBe('mine');
  });

  it('a file, and a folder below a file', async () => {
    await using parent = await folderWith({ file: 'mine' });
    for (const path of ['file', 'file/below']) {
      const ran = await cli(['init', join(parent.path, path), '--yes']);
      expect(ran.code).toBe(2);
      expect(ran.err).toMatch(/is not a folder/);
    }
    expect(await readFile(join(parent.path, 'file'), 'utf8')).toBe('mine');
  });

  it('every wrong flag at once, each with its mend, before anything is written', async () => {
    await using parent = await folderWith({});
    const folder = join(parent.path, 'lamps');
    const ran = await cli([
      ...['init', folder, '--name', 'The Lamps', '--hashtag', '#Lamps', '--time-zone', 'Asia/Hebrom', '--lang', 'EN'],
      ...['--lang', 'fr', '--lang', 'fr', '--network', 'mastodn', '--statement-title', ' '],
      ...['--statement-date', '2026-02-30'],
    ]);
    expect(ran.code).toBe(2);
    for (const words of [
      /--name .*for instance the-lamps/,
      /--hashtag .*without the #/,
      /--time-zone .*did you mean `Asia\/Hebron`/,
      /--lang is `EN`; .*for instance en/,
      /--lang names `fr` twice/,
      /--network .*did you mean `mastodon`/,
      /--statement-title is empty/,
      /--statement-date .*does not exist/,
    ])
      expect(ran.err).toMatch(words);
    expect(await readdir(parent.path)).toEqual([]);
  });

  it('a call without a folder', async () => {
    const ran = await cli(['init', '--json']);
    expect(ran.code).toBe(2);
    expect(ran.json().problems[0].message).toMatch(/dir/);
  });
});

describe('writing', () => {
  it('takes back what it has made when a file cannot be made, and nothing else', async () => {
    await using parent = await folderWith({});
    const folder = join(parent.path, 'new/lamps');
    const files = { 'config/one.yaml': 'one', 'config/one.yaml/two': 'cannot be' };
    await expect(writeFiles(folder, files)).rejects.toThrow(/cannot be written/);
    expect(await readdir(parent.path)).toEqual([]);
  });

  it('never overwrites a file that came in between', async () => {
    await using folder = await folderWith({ 'b.txt': 'mine' });
    await expect(writeFiles(folder.path, { 'a.txt': 'ours', 'b.txt': 'ours' })).rejects.toThrow(/EEXIST/);
    expect(await readdir(folder.path)).toEqual(['b.txt']);
    expect(await readFile(join(folder.path, 'b.txt'), 'utf8')).toBe('mine');
  });

  it('works in an empty folder that is there already, and keeps it when it fails', async () => {
    await using parent = await folderWith({});
    const folder = join(parent.path, 'empty');
    await mkdir(folder);
    await expect(writeFiles(folder, { a: 'a', 'a/b': 'b' })).rejects.toThrow();
    expect(await readdir(parent.path)).toEqual(['empty']);
    expect(await writeFiles(folder, { a: 'a' })).toEqual([join(folder, 'a')]);
  });
});

describe('the questions', () => {
  const suggested = (given: object) => suggestions('/tmp/light-the-lamps', given, 'Asia/Hebron', '2026-11-24');

  it('suggest from what was answered before, ask again until an answer will do, and skip what flags have said', async () => {
    const asked: string[] = [];
    const said: string[] = [];
    const answers = ['night-lights', '#Lamps', '', 'en, ar,en', 'en, ar', '', 'On Lamps', '', 'tomorrow', ''];
    const given = await askForRest(
      { timeZone: 'Europe/Berlin' },
      suggested,
      async (question) => {
        asked.push(question);
        return answers[asked.length - 1]!;
      },
      (words) => said.push(words),
    );
    expect(given).toEqual({
      name: 'night-lights',
      hashtag: 'NightLights',
      timeZone: 'Europe/Berlin',
      lang: 'en, ar',
      network: 'bluesky, mastodon',
      statementTitle: 'On Lamps',
      statementPublisher: 'Who published it',
      statementDate: '2026-11-24',
    });
    expect(chosen(given, suggested(given)).lang).toEqual(['en', 'ar']);
    expect(asked).toHaveLength(answers.length);
    expect(asked.join('\n')).not.toMatch(/time zone/);
    expect(said).toEqual([
      '  This is `#Lamps`; write it without the #.',
      '  This names `en` twice; once is enough.',
      '  This is `tomorrow`; write a day as YYYY-MM-DD, for instance 2026-11-29.',
    ]);
  });
});
