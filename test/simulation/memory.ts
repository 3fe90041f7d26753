import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteDialect,
  SqliteQueryCompiler,
} from 'kysely';
import { migrate } from '../../src/store/migrations.ts';
import type { Schema } from '../../src/store/schema.ts';
import type { Store } from '../../src/store/store.ts';

/*
 * The store of a simulation: the same tables, statements and transactions in SQLite's memory, without what only matters to a
 * file. Half of a simulation's time is spent here, so little is done twice: statements are kept, names are not searched for
 * quotes that none of ours has, and rows of small tables that everybody reads whole are kept until one is written.
 */

type Kept = {
  readonly statement: StatementSync;
  readonly reads: boolean;
  /** It reads all of a small table. */
  readonly whole: boolean;
  /** The table that it writes, `every` when that cannot be told (a rollback). */
  readonly writes: string | undefined;
};

const small = /^select \* from "(?:approval|network|pause)"(?: order by "\w+")?$/;
const written = /^(?:insert into|update|delete from) "(\w+)"/;
const every = '*';

const keptOf = (database: DatabaseSync, sql: string): Kept => {
  const statement = database.prepare(sql);
  const reads = statement.columns().length > 0;
  const harmless = reads || sql === 'begin immediate' || sql === 'commit';
  const writes = written.exec(sql)?.[1] ?? (harmless ? undefined : every);
  return { statement, reads, whole: small.test(sql), writes };
};

const openMemory = (): DatabaseConnection & { readonly close: () => void } => {
  const database = new DatabaseSync(':memory:');
  database.exec('pragma foreign_keys = on; pragma synchronous = off; pragma journal_mode = memory;');
  const kept = new Map<string, Kept>();
  const wholes = new Map<string, QueryResult<never>>();

  const execute = ({ sql, parameters }: CompiledQuery): QueryResult<never> => {
    const known = kept.get(sql) ?? keptOf(database, sql);
    kept.set(sql, known);
    const { statement, reads, whole, writes } = known;
    if (writes !== undefined)
      for (const text of wholes.keys()) if (writes === every || text.includes(`"${writes}"`)) wholes.delete(text);
    if (whole) {
      const result = wholes.get(sql) ?? { rows: statement.all().map((row) => Object.freeze(row)) as never[] };
      wholes.set(sql, result);
      return result;
    }
    if (reads) return { rows: statement.all(...(parameters as SQLInputValue[])) as never[] };
    const { changes, lastInsertRowid } = statement.run(...(parameters as SQLInputValue[]));
    return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] };
  };
  return {
    executeQuery: async (query) => execute(query),
    streamQuery: () => {
      throw new Error('nothing is streamed here');
    },
    close: () => database.close(),
  };
};

class PlainCompiler extends SqliteQueryCompiler {
  protected override sanitizeIdentifier(identifier: string): string {
    return identifier;
  }
}

const memoryDialect = (): SqliteDialect => {
  const connection = openMemory();
  const say = (sql: string) => async (): Promise<void> => void (await connection.executeQuery(CompiledQuery.raw(sql)));
  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => connection,
    releaseConnection: async () => undefined,
    beginTransaction: say('begin immediate'),
    commitTransaction: say('commit'),
    rollbackTransaction: say('rollback'),
    destroy: async () => connection.close(),
  };
  const dialect = new SqliteDialect({ database: async () => undefined as never });
  dialect.createDriver = () => driver;
  dialect.createQueryCompiler = () => new PlainCompiler();
  return dialect;
};

export const openMemoryStore = async (): Promise<Store> => {
  const db = new Kysely<Schema>({ dialect: memoryDialect() });
  await migrate(db);
  return { db, [Symbol.asyncDispose]: () => db.destroy() };
};
