import { readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { fileKind, inFile, type Place } from './seizure/bytes.ts';
import { type Holding, holdingsOf } from './seizure/holdings.ts';
import { masked } from './seizure/mask.ts';
import { type Own, ours } from './seizure/own.ts';
import { type Column, columnsOf, inTables, openAsStranger } from './seizure/tables.ts';
import { traces } from './seizure/traces.ts';
import { openStore } from './store.ts';

export type { Holding } from './seizure/holdings.ts';
export type { Own } from './seizure/own.ts';

/*
 * Opens a data folder as a stranger would who has carried it away: without the key, with `strings` and a SQLite shell. Counts and our own
 * posts are fine; whatever else it tells is a finding (docs/privacy.md).
 */

/** `example` is masked: a report of a leak must not be one. `times`: how often the like of it was found in that place. */
export type Finding = {
  /** Relative to the folder. */
  readonly file: string;
  readonly place: string;
  readonly what: string;
  readonly example: string;
  readonly times: number;
};

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** The tables and columns that this version of the program makes, and the one of rehearsals (src/store/rehearsal-watch.ts). */
const knownColumns = async (): Promise<Column[]> => {
  await using store = await openStore(':memory:');
  const { rows } = await sql<Column>`
    select m.name as "table", c.name as "column" from sqlite_master m join pragma_table_info(m.name) c
    where m.type = 'table'`.execute(store.db);
  const ofRehearsals = ['id', 'delivery', 'words'].map((column) => ({ table: 'sight', column }));
  return [...rows, ...ofRehearsals];
};

/** The stores in the folder, wherever they lie and whatever they are called. */
const storesAmong = (files: readonly string[]): string[] =>
  files.filter((file) => {
    if (fileKind(file) !== 'sqlite') return false;
    try {
      using db = openAsStranger(file);
      return columnsOf(db).length > 0;
    } catch {
      return false; // damaged, or half copied: its bytes are read all the same
    }
  });

/** Our accounts as the stores themselves name them: the row of each network, and the DID that our posts on Bluesky have in common. */
const accountsIn = (db: DatabaseSync): string[] => {
  const ask = (query: string) => {
    try {
      return db
        .prepare(query)
        .all()
        .flatMap((row) => Object.values(row)) as (string | null)[];
    } catch {
      return []; // no store of ours, or an older one
    }
  };
  return [
    ...ask('select handle from network'),
    ...ask('select account_id from network'),
    // Partners that agreed, as their networks know them; only those that the campaign's file names are looked up.
    ...ask('select remote_id, handle from partner_account'),
    ...ask('select remote_id, handle from partner_source'),
    ...ask(`
      select substr(remote_id, 6, instr(substr(remote_id, 6), '/') - 1) from receipt where remote_id like 'at://did:%'
      group by 1 order by count(*) desc limit 1`),
  ].flatMap((name) => name ?? []);
};

/** Alike findings of one place as one; in raw bytes each has a place of its own, so only what is alike. */
const summed = (file: string, found: readonly Place[]): Finding[] => {
  const groups = Map.groupBy(found, ({ what, place }) => `${what}\n${place.replace(/byte \d+/, 'byte')}`);
  return [...groups.values()].map((all) => {
    const { what, place, value } = all[0] as Place;
    return { file, place, what, example: masked(value), times: all.length };
  });
};

/** Where a main file's rows are told by column, its bytes are told only for what no column shows: free pages, the log. */
const notIn = (columns: readonly Place[], bytes: readonly Place[]): Place[] => {
  const shown = new Set(columns.map(({ value }) => value));
  const values = [...shown].filter((value) => value.length > 5);
  return bytes
    .filter(({ value }) => !shown.has(value) && !values.some((one) => one.includes(value) || value.includes(one)))
    .map((one) => ({ ...one, place: `${one.place}, in no row any more` }));
};

/** The beginning of an address of ours, the rest of which SQLite has overwritten. */
const cutShort = (value: string, accounts: readonly string[]): boolean => {
  const repo = /^at:\/\/(did:[a-z]+:\w+)$/.exec(value)?.[1];
  return repo !== undefined && accounts.some((account) => account.startsWith(repo));
};

/** Everything in the folder that is more than counts and our own posts. */
export const seize = async (folder: string, own: Own): Promise<Finding[]> => {
  const files = filesOf(folder);
  const stores = storesAmong(files);
  const accounts = [...own.accounts];
  for (const file of stores) {
    using db = openAsStranger(file);
    accounts.push(...accountsIn(db));
  }
  const mine = ours({ ...own, accounts });
  const known = await knownColumns();
  const rows = new Map<string, Place[]>();
  for (const file of stores) {
    using db = openAsStranger(file);
    rows.set(file, inTables(db, mine, known));
  }
  return files.flatMap((file) => {
    const name = relative(folder, file);
    const inRows = rows.get(file) ?? [];
    const ofStore = rows.get(file.replace(/-wal$/, ''));
    const bytes = inFile(file, mine).filter(({ value }) => !cutShort(value, accounts));
    const named = traces(`${basename(file)} `, mine, true).map((trace) => ({ ...trace, place: 'its name' }));
    return summed(name, [...named, ...inRows, ...(ofStore ? notIn(ofStore, bytes) : bytes)]);
  });
};

/** What there is to be learnt although it is no finding: counts, our own posts, and hashes without the key. */
export const holdings = async (folder: string): Promise<Holding[]> =>
  storesAmong(filesOf(folder)).flatMap((file) => {
    using db = openAsStranger(file);
    return holdingsOf(db, relative(folder, file));
  });
