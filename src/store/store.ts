import { existsSync } from 'node:fs';
import { Kysely } from 'kysely';
import { migrate } from './migrations.ts';
import type { Schema } from './schema.ts';
import { sqliteDialect } from './sqlite.ts';

/** The record of the campaign. Everything that must survive is here; Redis only wakes workers. */
export type Store = AsyncDisposable & { readonly db: Kysely<Schema> };

/** Opens (and, when needed, makes or updates) the store in one SQLite file; `:memory:` for tests of one process. */
export const openStore = async (file: string): Promise<Store> => {
  const db = new Kysely<Schema>({ dialect: sqliteDialect(file) });
  await migrate(db);
  return { db, [Symbol.asyncDispose]: () => db.destroy() };
};

/** The store when there is one; looking at a campaign makes nothing. */
export const openStoreIfThere = async (file: string): Promise<Store | undefined> =>
  existsSync(file) ? openStore(file) : undefined;
