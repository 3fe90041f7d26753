import { existsSync } from 'node:fs';
import { type Kysely, sql } from 'kysely';
import type { NetworkName } from '../model.ts';
import { type Asked, type QueryName, reportQueries } from './report/queries.ts';
import type { Schema } from './schema.ts';
import { sqliteDialect } from './sqlite.ts';
import { openStore, type Store } from './store.ts';

/* Reading for a report: on a connection that cannot write, in one read transaction, so that all its numbers are of one moment. */

export type { Asked, QueryName } from './report/queries.ts';

type Span = { readonly from: number; readonly to: number };

/** The store for reading only; an empty one where there is none yet. It must be up to date: whoever opens it to write sees to that. */
export const openToRead = async (file: string): Promise<Store> => {
  if (!existsSync(file)) return openStore(':memory:');
  const { Kysely: Db } = await import('kysely');
  const db = new Db<Schema>({ dialect: sqliteDialect(file, { readOnly: true }) });
  return { db, [Symbol.asyncDispose]: () => db.destroy() };
};

const ask = <Name extends QueryName>(db: Kysely<Schema>, name: Name, asked: Asked) =>
  reportQueries[name](db, asked).execute() as Promise<
    Awaited<ReturnType<ReturnType<(typeof reportQueries)[Name]>['execute']>>
  >;

/** What was read of one network. `both` is from the beginning of the earlier period to the end of the later. */
const networkRows = async (db: Kysely<Schema>, network: NetworkName, now: Span, before: Span | undefined) => {
  const here = { network, ...now };
  const both = { network, from: before?.from ?? now.from, to: now.to };
  const earlier = before && { network, ...before };
  return {
    coverage: await ask(db, 'coverage', both),
    sources: await ask(db, 'sources', here),
    hours: await ask(db, 'hours', both),
    buckets: network === 'x' ? await ask(db, 'buckets', both) : [],
    langs: await ask(db, 'langs', here),
    gains: await ask(db, 'gains', here),
    gainsBefore: earlier ? await ask(db, 'gains', earlier) : [],
    authorDays: await ask(db, 'authorDays', here),
    authorWeeks: await ask(db, 'authorWeeks', here),
    ours: await ask(db, 'ours', both),
    followed: await ask(db, 'followed', both),
    looks: await ask(db, 'looks', here),
    deliveries: await ask(db, 'deliveries', here),
    boosts: await ask(db, 'boosts', here),
    copies: await ask(db, 'copies', here),
    spent: await ask(db, 'spend', here),
    spentBefore: earlier ? await ask(db, 'spend', earlier) : [],
    spentMonth: (await ask(db, 'spendOfMonth', here))[0]?.micros ?? 0,
  };
};

export type StoreRows = Awaited<ReturnType<typeof networkRows>>;

/** Everything of one moment: a read transaction, which keeps nobody from writing. */
const atOneMoment = <T>(db: Kysely<Schema>, read: (db: Kysely<Schema>) => Promise<T>): Promise<T> =>
  db.connection().execute(async (one) => {
    await sql`begin`.execute(one);
    try {
      return await read(one);
    } finally {
      await sql`commit`.execute(one);
    }
  });

export const reportRows = (
  db: Kysely<Schema>,
  asked: { readonly networks: readonly NetworkName[]; readonly now: Span; readonly before?: Span },
): Promise<Map<NetworkName, StoreRows>> =>
  atOneMoment(db, async (one) => {
    const rows = new Map<NetworkName, StoreRows>();
    for (const network of asked.networks) rows.set(network, await networkRows(one, network, asked.now, asked.before));
    return rows;
  });

export type Shown = {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
};

/** A query as it is asked, and its answer: for people who follow a figure back. */
export const showQuery = async (db: Kysely<Schema>, name: QueryName, asked: Asked): Promise<Shown> => {
  const query = reportQueries[name](db, asked);
  const { sql: text, parameters } = query.compile();
  return { sql: text, parameters, rows: await query.execute() };
};

/**
 * From the first to the last thing in the store; undefined when it is empty. For a rehearsal's report, which is about all of it: it approves its plan
 * when it begins. What was watched reaches back before that, and is no part of it.
 */
export const wholeSpan = async (db: Kysely<Schema>): Promise<Span | undefined> => {
  const { rows } = await sql<{ from: number | null; to: number | null }>`
    select min("from") as "from", max("to") as "to" from (
      select min(at) as "from", null as "to" from approval
      union all select min(slot_at), max(max(slot_at), coalesce(max(sent_at), 0)) from delivery
      union all select min(at), max(at) from receipt
      union all select min(hour_at), max(hour_at) + 1 from hour
      union all select null, max(at) from snapshot
      union all select null, max(to_at) from coverage
    )`.execute(db);
  const { from, to } = rows[0] ?? {};
  return from == null || to == null ? undefined : { from, to: Math.max(to, from) };
};
