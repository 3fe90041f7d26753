import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCampaign } from '../../src/config.ts';
import { readToolkit } from '../../src/content/toolkit.ts';
import { campaignYaml, changed, folderWith, messageMd, whole } from '../config/campaign-folder.ts';
import { plain } from './picture-files.ts';

const today = Temporal.PlainDate.from('2026-11-24');

const readFrom = async (folder: string) => readToolkit(folder, (await readCampaign(folder)).campaign, today);

const named = (id: string) => changed(messageMd, 'lamps-lit', id);

describe('the toolkit', () => {
  it('is every message file, in the order of the names', async () => {
    await using folder = await folderWith({
      ...whole,
      'content/toolkit/b.md': named('first'),
      'content/toolkit/a.md': named('last'),
      'content/toolkit/.a.md.swp.md': 'an editor left this',
      'content/toolkit/notes.txt': 'not a message',
    });
    const { messages, problems } = await readFrom(folder.path);
    expect(problems).toEqual([]);
    expect(messages.map(({ id, file }) => [id, file])).toEqual([
      ['last', 'content/toolkit/a.md'],
      ['first', 'content/toolkit/b.md'],
      ['lamps-lit', 'content/toolkit/lamps-lit.md'],
    ]);
  });

  it('tells of the problems of all files, and keeps the messages without any', async () => {
    await using folder = await folderWith({
      ...whole,
      'content/toolkit/latin.md': Buffer.from(changed(named('latin'), 'Lamps, now.', 'Déjà'), 'latin1').subarray(
        0,
        300,
      ),
      'content/toolkit/empty.md': '',
      'content/toolkit/picture.md': Buffer.from([0x89, 0x50, 0, 1]),
      'content/toolkit/yaml.md': changed(named('yaml'), 'kind: action', '\tkind: action'),
      'content/toolkit/two.md': changed(changed(named('two'), 'kind: action', 'kind: none'), '## ar', '## fr'),
    });
    await mkdir(join(folder.path, 'content/toolkit/folder.md'));
    const { messages, problems } = await readFrom(folder.path);
    expect(messages.map(({ id }) => id)).toEqual(['lamps-lit']);
    expect(problems.map(({ file, line, message }) => `${file}:${line}: ${message}`)).toEqual([
      expect.stringMatching(/^content\/toolkit\/empty.md:1: the file is empty/),
      expect.stringMatching(/^content\/toolkit\/folder.md:1: this is a folder/),
      expect.stringMatching(/^content\/toolkit\/latin.md:17: this line is not UTF-8/),
      expect.stringMatching(/^content\/toolkit\/picture.md:1: the file is not text/),
      expect.stringMatching(/^content\/toolkit\/two.md:3: `kind` is `none`/),
      expect.stringMatching(/^content\/toolkit\/two.md:19: unknown heading/),
      expect.stringMatching(/^content\/toolkit\/yaml.md:3: this line is indented with a tab/),
    ]);
  });

  it('names both files when they share an id, also when one of them has problems', async () => {
    await using folder = await folderWith({
      ...whole,
      'content/toolkit/other.md': changed(messageMd, '## ar', '## fr'),
    });
    const { problems } = await readFrom(folder.path);
    expect(problems[0]).toEqual({
      file: 'content/toolkit/other.md',
      line: 2,
      message: '`id` is `lamps-lit`, which content/toolkit/lamps-lit.md:2 has already; give one of the two another id',
    });
    expect(problems).toHaveLength(2);
  });

  it.each([
    ['without a message', async (toolkit: string) => rm(join(toolkit, 'lamps-lit.md')), /^there is no message here/],
    ['that is not there', async (toolkit: string) => rm(toolkit, { recursive: true }), /^there is no such folder/],
  ])('%s is a problem', async (_, change, message) => {
    await using folder = await folderWith(whole);
    await change(join(folder.path, 'content/toolkit'));
    expect((await readFrom(folder.path)).problems).toEqual([
      { file: 'content/toolkit', line: 1, message: expect.stringMatching(message) },
    ]);
  });

  it('that is a file is a problem', async () => {
    await using folder = await folderWith({ 'config/campaign.yaml': campaignYaml, 'content/toolkit': 'x' });
    expect((await readFrom(folder.path)).problems).toEqual([
      { file: 'content/toolkit', line: 1, message: expect.stringMatching(/^this is not a folder/) },
    ]);
  });
});

describe('the pictures of the toolkit', () => {
  const showing = (text: string, file: string) =>
    changed(text, 'at: [', `media: [{ file: ${file}, alt: { en: A lamp, ar: مصباح } }]\nat: [`);

  it('are found from content/, one file for as many messages as show it', async () => {
    const lamp = await plain(90, 90).png().toBuffer();
    await using folder = await folderWith({
      ...whole,
      'content/media/lamp.png': lamp,
      'content/toolkit/a.md': showing(named('a'), 'media/lamp.png'),
      'content/toolkit/b.md': showing(named('b'), 'media/lamp.png'),
      'content/toolkit/c.md': showing(named('c'), 'media/gone.png'),
    });
    const { messages, problems } = await readFrom(folder.path);
    const sha256 = createHash('sha256').update(lamp).digest('hex');
    expect(messages.map(({ id, media }) => [id, media.map((one) => one.sha256)])).toEqual([
      ['a', [sha256]],
      ['b', [sha256]],
      ['lamps-lit', []],
    ]);
    expect(problems).toEqual([
      { file: 'content/toolkit/c.md', line: 7, message: expect.stringMatching(/^media\/gone.png is not there/) },
    ]);
  });

  it('are decoded for a check, and hashed for a worker', async () => {
    await using folder = await folderWith({
      ...whole,
      'content/media/text.png': 'words',
      'content/toolkit/a.md': showing(named('a'), 'media/text.png'),
    });
    const { campaign } = await readCampaign(folder.path);
    expect((await readToolkit(folder.path, campaign, today)).problems).toHaveLength(1);
    expect((await readToolkit(folder.path, campaign, today, 'hashed')).problems).toEqual([]);
  });
});

describe('passages', () => {
  const statement = Buffer.from('\ufeffMenu\r\nLight a lamp.\r\n');
  const hash = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');
  const message = changed(
    messageMd,
    'start: 0, end: 0, sha256: ""',
    `start: 6, end: 19, sha256: ${hash('Light a lamp.')}`,
  );
  const campaignWith = (sha256: string) => changed(campaignYaml, 'sha256:', `sha256: ${sha256}`);

  it("are compared with the team's copy, counted from after its byte order mark with its line ends as they are", async () => {
    await using folder = await folderWith({
      'config/campaign.yaml': campaignWith(hash(statement)),
      'content/statement.txt': statement,
      'content/toolkit/a.md': message,
      'content/toolkit/b.md': changed(changed(message, 'lamps-lit', 'b'), 'start: 6', 'start: 7'),
    });
    const { messages, problems } = await readFrom(folder.path);
    expect(messages.map(({ id }) => id)).toEqual(['lamps-lit']);
    expect(problems).toEqual([
      { file: 'content/toolkit/b.md', line: 4, message: expect.stringMatching(/does not match its hash/) },
    ]);
  });

  it('are not compared with a copy that is another file: that is one problem of campaign.yaml', async () => {
    await using folder = await folderWith({
      'config/campaign.yaml': campaignWith('b'.repeat(64)),
      'config/partners.yaml': 'partners: []\n',
      'content/statement.txt': statement,
      'content/toolkit/a.md': changed(message, 'start: 6', 'start: 7'),
    });
    const { problems } = await readCampaign(folder.path);
    expect(problems).toHaveLength(1);
    expect((await readFrom(folder.path)).problems).toEqual([]);
  });
});
