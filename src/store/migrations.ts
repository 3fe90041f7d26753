import { type Kysely, sql } from 'kysely';
import { reportIndexes } from './report/indexes.ts';
import type { Schema } from './schema.ts';
import { watchingTables } from './watching/tables.ts';

/* Migrations only go forward: a step that has been released is never changed, the next one is added below it. */

const spine = async (db: Kysely<Schema>): Promise<void> => {
  await db.schema
    .createTable('delivery')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('message', 'text', (c) => c.notNull())
    .addColumn('lang', 'text', (c) => c.notNull())
    .addColumn('network', 'text', (c) => c.notNull())
    .addColumn('slot_at', 'bigint', (c) => c.notNull())
    .addColumn('text_hash', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('not_before_at', 'bigint')
    .addColumn('lease_by', 'text')
    .addColumn('lease_until_real', 'bigint')
    .addColumn('tries', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('claimed_at', 'bigint')
    .addColumn('late_ms', 'bigint')
    .addColumn('sent_at', 'bigint')
    .addColumn('held_at', 'bigint')
    .addColumn('hold', 'text')
    .execute();
  await db.schema.createIndex('delivery_by_state').on('delivery').columns(['state', 'slot_at']).execute();
  await db.schema.createIndex('delivery_by_slot').on('delivery').columns(['network', 'slot_at']).execute();

  await db.schema
    .createTable('attempt')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('delivery', 'text', (c) => c.notNull().references('delivery.id'))
    .addColumn('step', 'integer', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('lang', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('outcome', 'text')
    .addColumn('detail', 'text')
    .addColumn('lost_at', 'bigint')
    .addColumn('looks', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.createIndex('attempt_by_delivery').on('attempt').columns(['delivery', 'step']).execute();

  await db.schema
    .createTable('receipt')
    .addColumn('delivery', 'text', (c) => c.notNull().references('delivery.id'))
    .addColumn('step', 'integer', (c) => c.notNull())
    .addColumn('attempt', 'integer', (c) => c.notNull().references('attempt.id'))
    .addColumn('remote_id', 'text', (c) => c.notNull())
    .addColumn('url', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('receipt_key', ['delivery', 'step'])
    .execute();

  await db.schema
    .createTable('approval')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('verb', 'text', (c) => c.notNull())
    .addColumn('message', 'text', (c) => c.notNull())
    .addColumn('lang', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('by', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('pause')
    .addColumn('scope', 'text', (c) => c.primaryKey())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('by', 'text', (c) => c.notNull())
    .addColumn('since_at', 'bigint', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('network')
    .addColumn('network', 'text', (c) => c.primaryKey())
    .addColumn('throttled_until_at', 'bigint')
    .addColumn('handle', 'text')
    .addColumn('automated', 'text')
    .addColumn('limits', 'text')
    .addColumn('looked_at', 'bigint')
    .execute();

  await db.schema
    .createTable('spend')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('network', 'text', (c) => c.notNull())
    .addColumn('month', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('micros', 'bigint', (c) => c.notNull())
    .addColumn('attempt', 'integer')
    .addColumn('what', 'text', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('spend_by_month').on('spend').columns(['network', 'month']).execute();

  await db.schema
    .createTable('lease')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('holder', 'text', (c) => c.notNull())
    .addColumn('until_real', 'bigint', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('session')
    .addColumn('network', 'text', (c) => c.primaryKey())
    .addColumn('sealed', 'text', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('clock')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('virtual', 'double precision', (c) => c.notNull())
    .addColumn('real', 'double precision', (c) => c.notNull())
    .addColumn('speed', 'double precision', (c) => c.notNull())
    .execute();
};

/** Threads, pictures, corrections; publishing now and retracting. */
const wholeToolkit = async (db: Kysely<Schema>): Promise<void> => {
  await db.schema.alterTable('delivery').addColumn('content', 'text').execute();
  await db.schema.alterTable('delivery').addColumn('send_now_at', 'bigint').execute();
  await db.schema.alterTable('delivery').addColumn('correction_of', 'text').execute();
  await db.schema
    .alterTable('attempt')
    .addColumn('accompaniment', 'text', (c) => c.notNull().defaultTo('{}'))
    .execute();
  await db.schema.alterTable('receipt').addColumn('version', 'text').execute();
  await db.schema.alterTable('receipt').addColumn('retracted_at', 'bigint').execute();
};

/** Who we are on a network where a look costs money. */
const accountIds = async (db: Kysely<Schema>): Promise<void> => {
  await db.schema.alterTable('network').addColumn('account_id', 'text').execute();
};

/** Boosts: deliveries of somebody else's post. */
const boosting = async (db: Kysely<Schema>): Promise<void> => {
  await db.schema.alterTable('delivery').addColumn('boost_of', 'text').execute();
  await db.schema
    .createTable('candidate')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('network', 'text', (c) => c.notNull())
    .addColumn('partner', 'text', (c) => c.notNull())
    .addColumn('remote_id', 'text', (c) => c.notNull())
    .addColumn('version', 'text')
    .addColumn('url', 'text')
    .addColumn('posted_at', 'bigint', (c) => c.notNull())
    .addColumn('seen_at', 'bigint', (c) => c.notNull())
    .addColumn('lang', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('due_at', 'bigint')
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('story', 'text', (c) => c.notNull())
    .addColumn('post', 'text', (c) => c.notNull())
    .addColumn('hold_from', 'bigint')
    .addColumn('answer', 'text')
    .addColumn('answered_by', 'text')
    .addColumn('delivery', 'text')
    .addColumn('boosted_at', 'bigint')
    .addColumn('undone_at', 'bigint')
    .addColumn('decided_at', 'bigint', (c) => c.notNull())
    .addColumn('revision', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.createIndex('candidate_by_state').on('candidate').columns(['state', 'network']).execute();
  await db.schema.createIndex('candidate_by_boost').on('candidate').columns(['network', 'boosted_at']).execute();
  await db.schema
    .createTable('partner_source')
    .addColumn('partner', 'text', (c) => c.notNull())
    .addColumn('network', 'text', (c) => c.notNull())
    .addColumn('named', 'text', (c) => c.notNull())
    .addColumn('remote_id', 'text')
    .addColumn('handle', 'text')
    .addColumn('problem', 'text')
    .addColumn('cursor', 'text')
    .addColumn('known_at', 'bigint')
    .addColumn('polled_at', 'bigint')
    .addPrimaryKeyConstraint('partner_source_key', ['partner', 'network'])
    .execute();
};

const sayings = async (db: Kysely<Schema>): Promise<void> => {
  await db.schema.alterTable('candidate').addColumn('saying', 'text').execute();
};

const steps = [spine, wholeToolkit, accountIds, watchingTables, reportIndexes, boosting, sayings];

/** Brings the tables up to date. Safe when several processes start at once: the write transaction lets one through at a time. */
export const migrate = async (db: Kysely<Schema>): Promise<void> => {
  // Looking takes no write lock: what is up to date can be read while somebody else writes, or when the disk is full.
  const known = sql<{ version: number | null }>`select max(version) as version from migration`.execute(db);
  if ((await known.catch(() => undefined))?.rows[0]?.version === steps.length) return;
  await db.transaction().execute(async (tx) => {
    await sql`create table if not exists migration (version integer primary key)`.execute(tx);
    const { rows } = await sql<{ version: number | null }>`select max(version) as version from migration`.execute(tx);
    const reached = rows[0]?.version ?? 0;
    if (reached > steps.length) {
      throw new Error(
        `the store was written by a newer version of this program (${reached} > ${steps.length}): update the program`,
      );
    }
    for (let version = reached + 1; version <= steps.length; version += 1) {
      await steps[version - 1]?.(tx);
      await sql`insert into migration (version) values (${version})`.execute(tx);
    }
  });
};
