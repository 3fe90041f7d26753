import { hash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { lookAt, mostBytes } from './pictures.ts';

/*
 * The picture files of a toolkit: found inside content/ and nowhere else, known by the hash of their bytes.
 */

/** What is said of a picture's file; each a predicate of a sentence that begins with its name. */
export type FoundPicture = {
  /** Only when the file could be read. */
  readonly sha256?: string;
  readonly problem?: string;
  readonly notes: readonly string[];
};

export type FindPicture = (file: string) => Promise<FoundPicture>;

const refused = (problem: string): FoundPicture => ({ problem, notes: [] });

/** Before the disk is asked: a path that leaves content/ on any system is refused on all of them. */
const badPath = (file: string): string | undefined => {
  if (file.includes('\\')) return 'is written with a backslash; write the path with /, for instance media/lamp.png';
  if (file.startsWith('/') || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(file))
    return 'must be a file in the content folder; put a copy there and write its path from content/, for instance media/lamp.png';
  if (file.split('/').includes('..'))
    return 'leads out of the content folder (`..`); put the picture into it and write its path from content/';
  return undefined;
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'an unknown fault';

const missing = 'is not there; put the picture into content/ under this name, or correct the name (capitals count)';

const find = async (content: string, file: string, look: boolean): Promise<FoundPicture> => {
  const bad = badPath(file);
  if (bad !== undefined) return refused(bad);
  try {
    const home = await realpath(content);
    const path = await realpath(join(home, file));
    if (!path.startsWith(home + sep))
      return refused('is a link that leads out of the content folder; put the picture itself there');
    const found = await stat(path);
    if (!found.isFile()) return refused('is not an ordinary file; name a picture');
    if (found.size > mostBytes) return refused(`is larger than ${mostBytes / 1e6} MB; make the picture smaller`);
    const bytes = await readFile(path);
    const sha256 = hash('sha256', bytes, 'hex');
    if (!look) return { sha256, notes: [] };
    const seen = await lookAt(bytes);
    return 'problem' in seen
      ? { sha256, problem: `cannot be used: ${seen.problem}`, notes: [] }
      : { sha256, notes: seen.notes };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return refused(missing);
    return refused(`cannot be read (${code}); give the user who runs this program the right to read it`);
  }
};

/**
 * Each file is read once, however many messages show it. With `look` it is decoded too, which costs a hundred times as
 * much and is for `check`; what only has to notice a change does without.
 */
export const pictureFinder = (content: string, look: boolean): FindPicture => {
  const found = new Map<string, Promise<FoundPicture>>();
  return (file) => {
    const known = found.get(file) ?? find(content, file, look);
    found.set(file, known);
    return known;
  };
};
