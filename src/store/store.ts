import { existsSync } from 'node:fs';
import { Kysely } from 'kysely';
import { UsageError } from '../errors.ts';
import { migrate } from './migrations.ts';
import type { Schema } from './schema.ts';
import { sqliteDialect } from './sqlite.ts';

/** The record of the campaign. Everything that must survive is here; Redis only wakes workers. */
export type Store = AsyncDisposable & { readonly db: Kysely<Schema> };

/** What SQLite says (its primary result code) of a file that is no store of ours, or that we may not use; and what to do about it. */
const mends: Readonly<Record<number, string>> = {
  8: 'its folder or the file may not be written: correct the rights',
  11: 'the file is damaged: move it away and bring a backup back (docs/operations.md, “Restore”)',
  14: 'the file cannot be opened: correct the path or the rights',
  26: 'the file is not a database, or was damaged: move it away and bring a backup back (docs/operations.md, “Restore”)',
};

const asUsage = (file: string, error: unknown): unknown => {
  const code = (error as { errcode?: unknown }).errcode;
  const mend = typeof code === 'number' ? mends[code & 0xff] : undefined;
  return mend === undefined
    ? error
    : new UsageError(`the store ${file}: ${mend}. It was left as it is (SQLite says: ${(error as Error).message})`);
};

/** Opens (and, when needed, makes or updates) the store in one SQLite file; `:memory:` for tests of one process. */
export const openStore = async (file: string): Promise<Store> => {
  const db = new Kysely<Schema>({ dialect: sqliteDialect(file) });
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy().catch(() => undefined);
    throw asUsage(file, error);
  }
  return { db, [Symbol.asyncDispose]: () => db.destroy() };
};

/** The store when there is one; looking at a campaign makes nothing. */
export const openStoreIfThere = async (file: string): Promise<Store | undefined> =>
  existsSync(file) ? openStore(file) : undefined;
