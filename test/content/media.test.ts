import { hash } from 'node:crypto';
import { mkdir, symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pictureFinder } from '../../src/content/media.ts';
import { folderWith } from '../config/campaign-folder.ts';
import { plain } from './picture-files.ts';

const lamp = await plain(90, 90).png().toBuffer();

const contentWith = async (files: Readonly<Record<string, string | Uint8Array>> = {}) =>
  folderWith({ 'content/media/lamp.png': lamp, 'outside.png': lamp, 'content-too/lamp.png': lamp, ...files });

describe('a picture of the toolkit', () => {
  it('is known by the hash of its bytes, decoded or not', async () => {
    await using folder = await contentWith();
    const content = join(folder.path, 'content');
    const sha256 = hash('sha256', lamp, 'hex');
    expect(await pictureFinder(content, false)('media/lamp.png')).toEqual({ sha256, notes: [] });
    expect(await pictureFinder(content, true)('media/lamp.png')).toEqual({ sha256, notes: [] });
  });

  it('is only decoded when somebody asks', async () => {
    await using folder = await contentWith({ 'content/media/text.png': 'words' });
    const content = join(folder.path, 'content');
    expect(await pictureFinder(content, false)('media/text.png')).not.toHaveProperty('problem');
    expect(await pictureFinder(content, true)('media/text.png')).toMatchObject({
      problem: expect.stringMatching(/^cannot be used: the file is not a picture/),
    });
  });

  it('may be a link to another file inside, and the content folder may be a link itself', async () => {
    await using folder = await contentWith();
    await symlink('lamp.png', join(folder.path, 'content/media/same.png'));
    await symlink('content', join(folder.path, 'linked'));
    const sha256 = hash('sha256', lamp, 'hex');
    expect(await pictureFinder(join(folder.path, 'linked'), false)('media/same.png')).toEqual({ sha256, notes: [] });
  });

  it.each([
    ['by a path that climbs', '../outside.png', /^leads out of the content folder/],
    ['by a path that climbs from inside', 'media/../../outside.png', /^leads out of the content folder/],
    ['by a path that only passes outside', '../content/media/lamp.png', /^leads out of the content folder/],
    ['from the root', '/etc/hostname', /^must be a file in the content folder/],
    ['by an address', 'https://example.org/lamp.png', /^must be a file in the content folder/],
    ['on a drive', 'C:/lamp.png', /^must be a file in the content folder/],
    ['with backslashes', '..\\outside.png', /^is written with a backslash/],
    ['by a link to a file outside', 'media/link.png', /^is a link that leads out of the content folder/],
    ['through a folder that is a link to one outside', 'media/away/lamp.png', /^is a link that leads out/],
    ['where there is none', 'media/none.png', /^is not there; put the picture into content\/ under this name/],
    ['below a file', 'media/lamp.png/lamp.png', /^is not there/],
    ['in other capitals', 'media/Lamp.png', /^is not there/],
    ['that is a folder', 'media', /^is not an ordinary file/],
    ['that is the content folder', '.', /^is a link that leads out|^is not an ordinary file/],
    ['of 21 MB, without reading it', 'media/large.png', /^is larger than 20 MB/],
    ['in a circle', 'media/circle.png', /^cannot be read \(ELOOP\)/],
  ])('is not taken %s', async (_, file, expected) => {
    await using folder = await contentWith({ 'content/media/large.png': '' });
    const media = join(folder.path, 'content/media');
    await truncate(join(media, 'large.png'), 21_000_000);
    await symlink('../../outside.png', join(media, 'link.png'));
    await symlink('../../content-too', join(media, 'away'));
    await symlink('circle.png', join(media, 'circle.png'));
    await mkdir(join(media, 'folder'));
    const found = await pictureFinder(join(folder.path, 'content'), false)(file);
    expect(found).toEqual({ problem: expect.stringMatching(expected), notes: [] });
  });
});
