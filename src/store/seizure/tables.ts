import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { Place } from './bytes.ts';
import type { Ours } from './own.ts';
import { traces } from './traces.ts';

/* The tables of a store as a SQLite shell shows them. */

/** Without a trace of our own visit: where no log is, nothing is written beside the file either (SQLite's `immutable`). */
export const openAsStranger = (file: string): DatabaseSync => {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
  const url = pathToFileURL(file);
  if (log === undefined || log.size === 0) url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true });
};

export type Column = { readonly table: string; readonly column: string };

export const columnsOf = (db: DatabaseSync): Column[] =>
  db
    .prepare(
      `select m.name as "table", c.name as "column" from sqlite_master m join pragma_table_info(m.name) c
       where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\'`,
    )
    .all() as Column[];

const HASH = /^[\w-]{22}$/;
const SEALED = /^[\w-]{180,}$/;
const HOUR = 3_600_000;
const isHour = (value: unknown): boolean => Number(value) % HOUR === 0;

type Row = Readonly<Record<string, unknown>>;

/** What columns that speak of others may hold, and nothing else. */
const shapes: Readonly<Record<string, Readonly<Record<string, (value: unknown, row: Row) => boolean>>>> = {
  sighting: {
    post_hash: (value) => HASH.test(String(value)),
    author_hash: (value) => value === null || HASH.test(String(value)),
    sealed: (value) => SEALED.test(String(value)),
    hour_at: isHour,
    lang: (value) => /^([a-z]{2,3})?$/.test(String(value)),
  },
  place: { place_hash: (value) => HASH.test(String(value)), post_hash: (value) => HASH.test(String(value)) },
  author: { author_hash: (value) => HASH.test(String(value)) },
  tombstone: {
    hash: (value) => HASH.test(String(value)),
    sealed: (value) => SEALED.test(String(value)),
    until_at: isHour,
  },
  hour: { hour_at: isHour, lang: (value) => /^([a-z]{2,3})?$/.test(String(value)) },
  engagement_hour: { hour_at: isHour },
  copy_hour: { hour_at: isHour },
  copy_group: { id: (value) => /^[\w-]{1,40}$/.test(String(value)) },
  followed: {
    remote_id: (value, row) => value === null || row.whose !== 'public',
    at: (value, row) => row.whose !== 'public' || isHour(value),
    next_at: (value, row) => row.whose !== 'public' || Number(value) % 300_000 === 0,
    lang: (value) => /^([a-z]{2,3})?$/.test(String(value)),
  },
  cursor: {
    cursor: (value) => value === null || SEALED.test(String(value)),
    notes: (value, row) => value === null || row.source === 'key' || isSealedNotes(String(value)),
  },
  session: { sealed: (value) => /^[\w+/=-]{40,}$/.test(String(value)) },
};

const isSealedNotes = (text: string): boolean => {
  try {
    const notes = JSON.parse(text) as Record<string, unknown>;
    return (
      SEALED.test(String(notes.sealed)) && Object.keys(notes).every((key) => key === 'sealed' || key === 'refused')
    );
  } catch {
    return false;
  }
};

/** What the columns tell of others. `known`: those that this version of the program makes. */
export const inTables = (db: DatabaseSync, ours: Ours, known: readonly Column[]): Place[] => {
  const found: Place[] = [];
  const columns = Map.groupBy(columnsOf(db), ({ table }) => table);
  for (const [table, its] of columns) {
    const strange = new Set(
      its.flatMap(({ column }) => (known.some((one) => one.table === table && one.column === column) ? [] : [column])),
    );
    for (const row of db.prepare(`select * from "${table.replaceAll('"', '""')}"`).iterate() as Iterable<Row>) {
      for (const [column, value] of Object.entries(row)) {
        const place = `table ${table}, column ${column}`;
        const text = value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value;
        if (strange.has(column) && text !== null) {
          found.push({ what: 'a column that this program does not make', value: String(text), at: 0, place });
        } else if (shapes[table]?.[column]?.(value, row) === false) {
          found.push({
            what: 'something that is neither a hash, nor sealed, nor a whole hour',
            value: String(text),
            at: 0,
            place,
          });
        }
        if (typeof text !== 'string') continue;
        for (const trace of traces(Buffer.from(text).toString('latin1'), ours, true)) found.push({ ...trace, place });
      }
    }
  }
  return found;
};
