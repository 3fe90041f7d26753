import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../../errors.ts';

/*
 * Writing the new folder. What a team has written is never overwritten: the folder must be absent or empty, and each file
 * is made only where there is none.
 */

const shown = 5;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Why nothing can be written into `folder`; undefined when it is absent or empty. */
export const occupied = async (folder: string): Promise<string | undefined> => {
  try {
    const names = (await readdir(folder)).sort();
    if (names.length === 0) return undefined;
    const more = names.length > shown ? ` and ${names.length - shown} more` : '';
    return `${folder} is not empty: ${names.slice(0, shown).join(', ')}${more} ${names.length === 1 ? 'is' : 'are'} there; name a folder that does not exist yet, or an empty one`;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (codeOf(error) === 'ENOTDIR')
      return `${folder} is not a folder; name one that does not exist yet, or an empty one`;
    return `${folder} cannot be looked into (${codeOf(error)}); name another folder`;
  }
};

/** Makes a folder and those above it; gives back the ones that were not there, outermost first. */
const makeFolder = async (folder: string): Promise<string[]> => {
  const first = await mkdir(folder, { recursive: true });
  const made: string[] = [];
  if (first === undefined) return made;
  for (let path = folder; path.length >= first.length; path = dirname(path)) made.unshift(path);
  return made;
};

/** Gives back the paths that were written. When one cannot be written, what was made before it is taken away again. */
export const writeFiles = async (folder: string, files: Readonly<Record<string, string>>): Promise<string[]> => {
  const folders: string[] = [];
  const written: string[] = [];
  try {
    folders.push(...(await makeFolder(folder)));
    for (const [file, text] of Object.entries(files)) {
      const path = join(folder, file);
      folders.push(...(await makeFolder(dirname(path))));
      await writeFile(path, text, { flag: 'wx' });
      written.push(path);
    }
    return written;
  } catch (error) {
    for (const path of written) await rm(path, { force: true });
    // Fails, as it should, where somebody else has put something in the meantime.
    for (const path of folders.reverse()) await rmdir(path).catch(() => {});
    throw new UsageError(
      `${folder} cannot be written (${codeOf(error) ?? error}); name another folder, or mend its rights`,
    );
  }
};
