import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/*
 * The tables of watching, as one step of src/store/migrations.ts. WITHOUT ROWID: a row lies where its key says (the snapshots of a post side by
 * side), and nothing in the file tells in which order rows were written.
 */

type Name = keyof Schema;

const keyed = <T extends string>(table: CreateTableBuilder<T, string>) => table.modifyEnd(sql`without rowid`).execute();

const counts = ['likes', 'boosts', 'replies', 'quotes'] as const;

/** A table with a key over `key`; columns are `name type`, with `?` at the end where there may be nothing. */
const table = (db: Kysely<Schema>, name: Name, columns: readonly string[], key: readonly string[]) => {
  let made: CreateTableBuilder<string, string> = db.schema.createTable(name);
  for (const column of columns) {
    const [called = ''] = column.split(' ');
    const type = column.slice(called.length + 1);
    const optional = type.endsWith('?');
    made = made.addColumn(called, sql.raw(type.replace('?', '')), (c) => (optional ? c : c.notNull()));
  }
  return keyed(made.addPrimaryKeyConstraint(`${name}_key`, [...key] as never));
};

export const watchingTables = async (db: Kysely<Schema>): Promise<void> => {
  const sums = counts.map((count) => `${count} integer`);
  // By hour, so that what is written together lies together; within an hour by hash, so that nothing tells the order.
  await table(
    db,
    'sighting',
    [
      ...['network text', 'hour_at bigint', 'post_hash text', 'sealed text', 'day_at bigint?', 'whose text'],
      ...['lang text', 'author_hash text?', 'followed bigint?'],
    ],
    ['network', 'hour_at', 'post_hash'],
  );
  await sql`create unique index sighting_by_post on sighting (post_hash)`.execute(db);
  await sql`create index sighting_by_followed on sighting (followed) where followed is not null`.execute(db);
  await table(db, 'place', ['network text', 'place_hash text', 'post_hash text'], ['network', 'place_hash']);

  const author = ['network', 'week_at', 'day_at', 'whose', 'author_hash'];
  await table(
    db,
    'author',
    ['network text', 'week_at bigint', 'day_at bigint', 'whose text', 'author_hash text'],
    author,
  );
  await table(
    db,
    'author_count',
    ['network text', 'span text', 'start_at bigint', 'whose text', 'authors integer'],
    ['network', 'span', 'start_at', 'whose'],
  );
  await table(
    db,
    'hour',
    ['network text', 'hour_at bigint', 'whose text', 'lang text', 'posts integer'],
    ['network', 'hour_at', 'whose', 'lang'],
  );

  await table(
    db,
    'followed',
    [
      ...['id bigint', 'network text', 'source text', 'whose text', 'delivery text?', 'step integer?', 'partner text?'],
      ...['remote_id text?', 'at bigint', 'lang text', 'next_at bigint?', 'looks integer', ...sums, 'last_at bigint?'],
      'gone_at bigint?',
    ],
    ['id'],
  );
  await sql`create index followed_by_next on followed (source, next_at) where next_at is not null`.execute(db);
  await sql`create unique index followed_by_delivery on followed (delivery, step) where delivery is not null`.execute(
    db,
  );
  await table(db, 'snapshot', ['followed bigint', 'at bigint', ...sums], ['followed', 'at']);
  await table(
    db,
    'engagement_hour',
    ['network text', 'hour_at bigint', 'whose text', ...sums],
    ['network', 'hour_at', 'whose'],
  );

  await table(db, 'tombstone', ['network text', 'hash text', 'until_at bigint', 'sealed text'], ['network', 'hash']);
  await db.schema.createIndex('tombstone_by_end').on('tombstone').column('until_at').execute();
  await table(db, 'count_bucket', ['start_at bigint', 'end_at bigint', 'posts integer'], ['start_at', 'end_at']);
  await table(db, 'cursor', ['source text', 'cursor text?', 'seen_at double precision?', 'notes text?'], ['source']);
  await table(
    db,
    'coverage',
    ['source text', 'from_at bigint', 'to_at bigint', 'gap_reason text?'],
    ['source', 'from_at'],
  );
  await table(db, 'copy_group', ['id text', 'network text', 'posts integer', 'authors integer'], ['id']);
  await table(
    db,
    'copy_hour',
    ['copy_group text', 'network text', 'hour_at bigint', 'posts integer'],
    ['copy_group', 'network', 'hour_at'],
  );
  await table(
    db,
    'partner_account',
    [
      ...['partner text', 'network text', 'named text', 'remote_id text?', 'handle text?', 'problem text?'],
      'looked_at bigint',
    ],
    ['partner', 'network'],
  );
};
