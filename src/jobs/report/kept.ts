import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { MadeReport } from './make.ts';

/*
 * Reports that are kept: a folder each in `<data>/reports/`, with a page, tables and data, and beside them `about.json`, which says what it is about
 * and whether it has been mailed. A report is there whole or not at all.
 */

export type ReportKind = 'daily' | 'weekly' | 'asked';

/** Moments of real time, as RFC 3339. */
export type MailState =
  | { readonly state: 'not wanted' }
  | { readonly state: 'sent'; readonly at: string; readonly tries: number }
  | { readonly state: 'waiting'; readonly tries: number; readonly nextAt: string; readonly error: string | null }
  | { readonly state: 'given up'; readonly at: string; readonly tries: number; readonly error: string };

export type About = {
  readonly kind: ReportKind;
  readonly from: string;
  readonly to: string;
  readonly lang: string;
  readonly madeAt: string;
  readonly subject: string;
  readonly text: string;
  /** Relative to the report's folder; the page first. */
  readonly files: readonly string[];
  readonly mail: MailState;
};

export type Kept = About & { readonly name: string; readonly folder: string };

const ABOUT = 'about.json';

/** What is being made stands under a name of its own, and is no report yet. */
const unfinished = /^\./;

export const isKept = (reports: string, name: string): boolean => existsSync(join(reports, name, ABOUT));

const writeAbout = async (folder: string, about: About): Promise<void> => {
  const half = join(folder, `.${ABOUT}.${randomBytes(4).toString('hex')}`);
  await writeFile(half, `${JSON.stringify(about, undefined, 2)}\n`, { mode: 0o600 });
  await rename(half, join(folder, ABOUT));
};

export const setMail = async ({ name: _, folder, ...about }: Kept, mail: MailState): Promise<void> =>
  writeAbout(folder, { ...about, mail });

export type Keeping = Omit<About, 'files' | 'from' | 'to' | 'subject' | 'text'>;

/**
 * Makes a report in `<reports>/<name>/`. `make` is given the folder to write to. With `replace` a report of that name gives way; else it stays, and the
 * new one is dropped: somebody else made it in the meantime. `unless`: what is such is not kept.
 */
export const keep = async (
  reports: string,
  name: string,
  about: Keeping,
  make: (folder: string) => Promise<MadeReport>,
  { replace = false, unless }: { readonly replace?: boolean; readonly unless?: (made: MadeReport) => boolean } = {},
): Promise<MadeReport> => {
  await mkdir(reports, { recursive: true, mode: 0o700 });
  const half = join(reports, `.${name}.${randomBytes(4).toString('hex')}`);
  const target = join(reports, name);
  try {
    const made = await make(half);
    if (unless?.(made)) return made;
    const files = made.files.map((file) => relative(half, file));
    const { from, to, subject, text } = made;
    await writeAbout(half, { ...about, from, to, subject, text, files });
    if (replace && existsSync(target)) {
      const old = `${half}.old`;
      await rename(target, old);
      await rename(half, target);
      await rm(old, { recursive: true, force: true });
    } else {
      await rename(half, target).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      });
    }
    return { ...made, files: files.map((file) => join(target, file)) };
  } finally {
    await rm(half, { recursive: true, force: true });
  }
};

/** All that are kept, the latest first. What cannot be read is left out: a person may have put a folder of their own there. */
export const keptReports = async (reports: string): Promise<Kept[]> => {
  const names = await readdir(reports).catch(() => []);
  const read = names
    .filter((name) => !unfinished.test(name))
    .map(async (name): Promise<Kept | undefined> => {
      const folder = join(reports, name);
      try {
        return { ...(JSON.parse(await readFile(join(folder, ABOUT), 'utf8')) as About), name, folder };
      } catch {
        return undefined;
      }
    });
  const found = (await Promise.all(read)).filter((one) => one !== undefined);
  return found.sort((a, b) => (a.to < b.to ? 1 : a.to > b.to ? -1 : a.name < b.name ? -1 : 1));
};
