import type { Kysely } from 'kysely';
import type { Lang } from '../model.ts';
import type { Schema } from './schema.ts';

/** The last word about one message in one language: who approved which hash, or that it is withdrawn. */
export type Standing =
  | { readonly kind: 'approved'; readonly hash: string; readonly by: readonly string[] }
  | { readonly kind: 'withdrawn'; readonly by: string };

export const approvals = (db: Kysely<Schema>) => ({
  record: async (
    verb: 'approve' | 'withdraw',
    about: readonly { readonly message: string; readonly lang: Lang; readonly hash: string }[],
    by: string,
    at: number,
  ): Promise<void> => {
    if (about.length === 0) return;
    await db
      .insertInto('approval')
      .values(about.map((one) => ({ verb, ...one, by, at })))
      .execute();
  },

  /** Standing of every message and language that anybody ever spoke about, under `message:lang`. */
  all: async (): Promise<ReadonlyMap<string, Standing>> => {
    const rows = await db.selectFrom('approval').selectAll().orderBy('id').execute();
    const standing = new Map<string, Standing>();
    for (const row of rows) {
      const key = `${row.message}:${row.lang}`;
      const before = standing.get(key);
      if (row.verb === 'withdraw') standing.set(key, { kind: 'withdrawn', by: row.by });
      else if (before?.kind === 'approved' && before.hash === row.hash) {
        standing.set(key, { ...before, by: [...new Set([...before.by, row.by])] });
      } else standing.set(key, { kind: 'approved', hash: row.hash, by: [row.by] });
    }
    return standing;
  },
});

export type Approvals = ReturnType<typeof approvals>;
