import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { CompiledQuery, type DatabaseConnection, SqliteDialect, SqliteDriver } from 'kysely';

/* Kysely over Node's own SQLite: no native add-on (docs/decisions/0002). */

const statement = (prepared: StatementSync) => ({
  reader: prepared.columns().length > 0,
  all: (parameters: readonly unknown[]) => prepared.all(...(parameters as SQLInputValue[])),
  run: (parameters: readonly unknown[]) => prepared.run(...(parameters as SQLInputValue[])),
  iterate: (parameters: readonly unknown[]) => prepared.iterate(...(parameters as SQLInputValue[])),
});

/** How many prepared statements are kept; preparing one costs more than running it. */
const KEPT_STATEMENTS = 200;

/** How long one process waits for another's write, in milliseconds. */
export const BUSY_MS = 5_000;

const openFile = (file: string, readOnly: boolean) => {
  if (file !== ':memory:' && !readOnly) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const raw = new DatabaseSync(file, { readOnly, timeout: BUSY_MS });
  if (!readOnly) {
    // Several processes of one machine write here; a receipt must survive a power cut, hence FULL.
    raw.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;');
    // What is deleted is overwritten with zeros: free pages must not tell what the tables have forgotten (docs/privacy.md).
    raw.exec('pragma secure_delete = on;');
    // Kilobytes of pages: hashes of posts come in no order, and with SQLite's 2 MB each of them is read from the file again.
    raw.exec('pragma cache_size = -8192;');
    if (file !== ':memory:') chmodSync(file, 0o600);
  }
  const kept = new Map<string, ReturnType<typeof statement>>();
  return {
    prepare: (sql: string) => {
      const known = kept.get(sql);
      if (known) return known;
      const made = statement(raw.prepare(sql));
      if (kept.size < KEPT_STATEMENTS) kept.set(sql, made);
      return made;
    },
    close: () => {
      kept.clear();
      raw.close();
    },
  };
};

/** A transaction takes the write lock when it begins, so that two of them wait for each other instead of failing at the first write. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

export const sqliteDialect = (file: string, { readOnly = false } = {}): SqliteDialect => {
  const config = { database: async () => openFile(file, readOnly) as never };
  const dialect = new SqliteDialect(config);
  dialect.createDriver = () => new ImmediateDriver(config);
  return dialect;
};
