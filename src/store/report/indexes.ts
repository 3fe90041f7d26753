import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/* What a report needs to find the rows of a period without reading those of the whole campaign. A step of src/store/migrations.ts. */

export const reportIndexes = async (db: Kysely<Schema>): Promise<void> => {
  await db.schema.createIndex('receipt_by_time').on('receipt').column('at').execute();
  await sql`create index followed_named on followed (network, at) where whose <> 'public'`.execute(db);
  await db.schema.createIndex('copy_by_hour').on('copy_hour').columns(['network', 'hour_at']).execute();
};
