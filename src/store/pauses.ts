import type { Kysely } from 'kysely';
import type { PauseScope, PauseTable, Schema } from './schema.ts';

export const pauses = (db: Kysely<Schema>) => ({
  /** A person's pause is not overwritten by a network's block, nor the other way round: the first reason stays. */
  pause: async (pause: PauseTable): Promise<void> => {
    await db
      .insertInto('pause')
      .values(pause)
      .onConflict((c) => c.column('scope').doNothing())
      .execute();
  },

  /** `all` ends every pause; a network's name that network's. Returns the scopes that were paused. */
  resume: async (scope: PauseScope): Promise<string[]> => {
    const ended = await db
      .deleteFrom('pause')
      .$if(scope !== 'all', (q) => q.where('scope', '=', scope))
      .returning('scope')
      .execute();
    return ended.map((row) => row.scope);
  },

  all: (): Promise<PauseTable[]> => db.selectFrom('pause').selectAll().orderBy('scope').execute(),
});

export type Pauses = ReturnType<typeof pauses>;
