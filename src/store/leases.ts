import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** One holder at a time, by the machine's clock. True when `holder` now has it until `nowReal + ms`. */
export const takeLease = async (
  db: Kysely<Schema>,
  name: string,
  holder: string,
  nowReal: number,
  ms: number,
): Promise<boolean> => {
  const row = await db
    .insertInto('lease')
    .values({ name, holder, until_real: nowReal + ms })
    .onConflict((c) =>
      c
        .column('name')
        .doUpdateSet({ holder, until_real: nowReal + ms })
        .where((e) => e.or([e('lease.holder', '=', holder), e('lease.until_real', '<=', nowReal)])),
    )
    .returning('holder')
    .executeTakeFirst();
  return row?.holder === holder;
};
