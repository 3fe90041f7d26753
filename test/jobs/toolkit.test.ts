import { symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/jobs/toolkit.ts';
import { folderWith, whole } from '../config/campaign-folder.ts';

describe('the fingerprint of a campaign’s files', () => {
  const files = { ...whole, 'content/media/deep/lamp.png': 'a picture', 'content/statement.txt': 'words' };

  it('stays while nothing changes, also without a content folder', async () => {
    await using folder = await folderWith(files);
    expect(await fingerprint(folder.path)).toBe(await fingerprint(folder.path));
    await using empty = await folderWith({ other: '' });
    expect(await fingerprint(empty.path)).toBe(await fingerprint(empty.path));
  });

  it.each([
    ['a message', 'content/toolkit/lamps-lit.md'],
    ['a new message', 'content/toolkit/new.md'],
    ['a picture', 'content/media/deep/lamp.png'],
    ['a new picture', 'content/media/new.png'],
    ['the copy of the statement', 'content/statement.txt'],
    ['the campaign', 'config/campaign.yaml'],
  ])('changes with %s', async (_, file) => {
    await using folder = await folderWith(files);
    const before = await fingerprint(folder.path);
    await writeFile(join(folder.path, file), 'b picture');
    expect(await fingerprint(folder.path)).not.toBe(before);
  });

  it('changes when a picture of the same size was put in its place, and does not trip over a link to nowhere', async () => {
    await using folder = await folderWith(files);
    await symlink('nowhere', join(folder.path, 'content/media/link.png'));
    const before = await fingerprint(folder.path);
    await utimes(join(folder.path, 'content/media/deep/lamp.png'), 1, 1);
    expect(await fingerprint(folder.path)).not.toBe(before);
  });
});
