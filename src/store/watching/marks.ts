import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/*
 * Rows of `cursor` that are no source's. Moments up to which something is over; a post from before cannot be told from one that was counted
 * and forgotten, so it is not counted. And the check of the key.
 */
export const marks = {
  /** `seen_at`: sightings of hours before it have been forgotten. */
  forgotten: 'forgotten',
  /** `seen_at`: everything up to it was forgotten at once, because the key is another. */
  keyLost: 'key lost',
  /** `seen_at`: the first week that is still open. */
  weeks: 'weeks',
  /** `notes`: what tells one key from another. */
  key: 'key',
} as const;

export type Marks = { readonly forgotten: number; readonly keyLost: number; readonly openFrom: number };

const NEVER = Number.NEGATIVE_INFINITY;

export const readMarks = async (db: Kysely<Schema>): Promise<Marks> => {
  const rows = await db
    .selectFrom('cursor')
    .select(['source', 'seen_at'])
    .where('source', 'in', [marks.forgotten, marks.keyLost, marks.weeks])
    .execute();
  const of = (source: string) => rows.find((row) => row.source === source)?.seen_at ?? NEVER;
  return { forgotten: of(marks.forgotten), keyLost: of(marks.keyLost), openFrom: of(marks.weeks) };
};

/** Sets a mark, which only moves forward. */
export const setMark = async (db: Kysely<Schema>, source: string, at: number): Promise<void> => {
  await db
    .insertInto('cursor')
    .values({ source, cursor: null, seen_at: at, notes: null })
    .onConflict((c) =>
      c.column('source').doUpdateSet((e) => ({
        seen_at: e
          .case()
          .when('cursor.seen_at', '>', e.ref('excluded.seen_at'))
          .then(e.ref('cursor.seen_at'))
          .else(e.ref('excluded.seen_at'))
          .end(),
      })),
    )
    .execute();
};
