import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCampaign } from '../src/config.ts';
import { UsageError } from '../src/errors.ts';
import { campaignYaml, changed, folderWith, partnersYaml, told, whole } from './config/campaign-folder.ts';

const statement = 'A Statement on Lamps\r\n\r\nLight them.\r\n';
const hash = createHash('sha256').update(statement).digest('hex');

describe("the campaign's folder", () => {
  it('gives the campaign and its partners', async () => {
    await using folder = await folderWith(whole);
    const { campaign, partners, problems, notes } = await readCampaign(folder.path);
    expect(problems).toEqual([]);
    expect([campaign?.id, partners?.partners.length]).toEqual(['lamps', 1]);
    expect(notes).toEqual([
      {
        file: 'config/campaign.yaml',
        line: 9,
        message: expect.stringMatching(/^there is no copy of the statement at content\/statement.txt/),
      },
    ]);
  });

  it('tells of the problems of both files at once, each by its file and line', async () => {
    await using folder = await folderWith({
      ...whole,
      'config/campaign.yaml': changed(campaignYaml, 'horizon:', 'horizont:'),
      'config/partners.yaml': changed(partnersYaml, 'perDay: 6', 'perDay: -6'),
    });
    const { campaign, partners, problems } = await readCampaign(folder.path);
    expect([campaign, partners]).toEqual([undefined, undefined]);
    expect(problems).toEqual([
      { file: 'config/campaign.yaml', line: 27, message: 'unknown key `horizont`; did you mean `horizon`?' },
      { file: 'config/partners.yaml', line: 1, message: '`perDay` is `-6`; it must be at least 0' },
    ]);
  });

  it.each([
    ['Latin-1', Buffer.from(changed(campaignYaml, 'A. Person', 'A. Pérson'), 'latin1'), 11, /not UTF-8/],
    ['UTF-16', Buffer.from(`\ufeff${campaignYaml}`, 'utf16le'), 1, /UTF-16/],
    ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]), 1, /not text/],
    ['empty', Buffer.alloc(0), 1, /empty/],
    ['huge', Buffer.alloc(1_000_001, 0x61), 1, /larger than 1 MB/],
  ])('with a campaign.yaml that is %s has one problem', async (_, content, line, message) => {
    await using folder = await folderWith({ ...whole, 'config/campaign.yaml': content });
    const { campaign, problems } = await readCampaign(folder.path);
    expect(campaign).toBeUndefined();
    expect(problems).toEqual([{ file: 'config/campaign.yaml', line, message: expect.stringMatching(message) }]);
  });

  it('may hold a campaign.yaml with a byte order mark and the line ends of Windows', async () => {
    await using folder = await folderWith({
      ...whole,
      'config/campaign.yaml': `\ufeff${campaignYaml.replaceAll('\n', '\r\n')}`,
    });
    const { campaign, problems, notes } = await readCampaign(folder.path);
    expect(problems).toEqual([]);
    expect(campaign?.hashtag).toBe('LightTheLamps');
    expect(notes[0]?.line).toBe(9);
  });

  it('with nothing in it has a problem for each file', async () => {
    await using folder = await folderWith({ 'other.txt': 'x' });
    await mkdir(join(folder.path, 'config/partners.yaml'), { recursive: true });
    expect((await readCampaign(folder.path)).problems).toEqual([
      { file: 'config/campaign.yaml', line: 1, message: expect.stringMatching(/^there is no such file/) },
      { file: 'config/partners.yaml', line: 1, message: expect.stringMatching(/^this is a folder/) },
    ]);
  });

  it('that does not exist, or is a file, is wrong usage', async () => {
    await using folder = await folderWith({ 'a.txt': 'x' });
    for (const path of [join(folder.path, 'nowhere'), join(folder.path, 'a.txt')]) {
      await expect(readCampaign(path)).rejects.toThrow(UsageError);
      await expect(readCampaign(path)).rejects.toThrow(/there is no folder .* CAMPAIGN_DIR/);
    }
  });
});

describe("the team's copy of the statement", () => {
  const withHash = (value: string) => ({
    ...whole,
    'config/campaign.yaml': changed(campaignYaml, 'sha256:', `sha256: ${value}`),
  });

  it.each([
    ['is the file that is meant', withHash(hash), statement, [], []],
    [
      'is another file',
      withHash('a'.repeat(64)),
      statement,
      [new RegExp(`^10: the copy at content/statement.txt is another file: its SHA-256 is ${hash}`)],
      [],
    ],
    ['has other line ends', withHash(hash), statement.replaceAll('\r', ''), [/^10: .* is another file/], []],
    ['is compared with nothing', whole, statement, [], [new RegExp(`^10: .* write \`sha256: ${hash}\``)]],
    ['is not text', whole, Buffer.from([0xe9, 0x0a]), [/^1: this line is not UTF-8/], []],
  ])('is looked at: it %s', async (_, files, copy, problems, notes) => {
    await using folder = await folderWith({ ...files, 'content/statement.txt': copy });
    const read = await readCampaign(folder.path);
    expect(told(read.problems)).toEqual(problems.map((one) => expect.stringMatching(one)));
    expect(told(read.notes)).toEqual(notes.map((one) => expect.stringMatching(one)));
    expect(read.campaign === undefined).toBe(problems.length > 0);
  });
});
