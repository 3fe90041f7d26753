import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { preparePicture } from '../content/pictures.ts';
import { CampaignProblems } from '../errors.ts';
import type { Content, Picture, PictureRules } from '../model.ts';

/** So many prepared pictures are kept, at most some 20 MB: the same picture goes out in each language. */
const KEPT = 8;

/** Reads a picture of the toolkit and makes it fit a network. The bytes must be those that were approved. */
export const pictureReader = (folder: string) => {
  const kept = new Map<string, Promise<Omit<Picture, 'alt'>>>();

  const prepare = async (file: string, sha256: string, rules: PictureRules): Promise<Omit<Picture, 'alt'>> => {
    const place = { file: `content/${file}`, line: 1 };
    const bytes = await readFile(join(folder, 'content', file)).catch(() => undefined);
    if (!bytes) throw new CampaignProblems([{ ...place, message: 'the picture is not there any more; put it back' }]);
    if (hash('sha256', bytes, 'hex') !== sha256) {
      throw new CampaignProblems([
        { ...place, message: 'the picture changed at the moment it was to be sent; it is asked for again' },
      ]);
    }
    return preparePicture(bytes, rules);
  };

  return async ({ file, sha256, alt }: Content['pictures'][number], rules: PictureRules): Promise<Picture> => {
    const key = JSON.stringify([sha256, rules]);
    const known = kept.get(key) ?? prepare(file, sha256, rules);
    kept.delete(key);
    kept.set(key, known); // the last used stands last
    for (const oldest of [...kept.keys()].slice(0, -KEPT)) kept.delete(oldest);
    try {
      return { ...(await known), alt };
    } catch (error) {
      kept.delete(key);
      throw error;
    }
  };
};
