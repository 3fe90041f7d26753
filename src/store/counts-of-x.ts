import type { Kysely } from 'kysely';
import type { CountBucket } from '../model.ts';
import type { CountBucketTable, Schema } from './schema.ts';

/* X's own counts. The first and the last bucket of an answer end where the question did, within an hour; a later answer has the whole hour. */

const length = ({ start_at, end_at }: CountBucketTable): number => end_at - start_at;
const inside = (small: CountBucketTable, large: CountBucketTable): boolean =>
  small.start_at >= large.start_at && small.end_at <= large.end_at;
const same = (one: CountBucketTable, other: CountBucketTable): boolean => inside(one, other) && inside(other, one);

/** Stored buckets that a new one replaces; undefined when it changes nothing. No moment is ever counted twice. */
const replaced = (bucket: CountBucketTable, meeting: readonly CountBucketTable[]): CountBucketTable[] | undefined => {
  if (meeting.some((stored) => same(stored, bucket))) return [...meeting];
  // Inside a stored one, or across the edge of one that is as long: the stored one knows more.
  const less = meeting.some((stored) => !inside(stored, bucket) && length(stored) >= length(bucket));
  return less ? undefined : [...meeting];
};

export const countsOfX = (db: Kysely<Schema>) => ({
  take: (buckets: readonly CountBucket[]): Promise<void> =>
    db.transaction().execute(async (tx) => {
      for (const { start, end, posts } of buckets) {
        const bucket = { start_at: start.epochMilliseconds, end_at: end.epochMilliseconds, posts };
        if (length(bucket) <= 0) continue;
        const meeting = await tx
          .selectFrom('count_bucket')
          .selectAll()
          .where('start_at', '<', bucket.end_at)
          .where('end_at', '>', bucket.start_at)
          .execute();
        const old = replaced(bucket, meeting);
        if (!old) continue;
        for (const { start_at, end_at } of old) {
          await tx.deleteFrom('count_bucket').where('start_at', '=', start_at).where('end_at', '=', end_at).execute();
        }
        await tx.insertInto('count_bucket').values(bucket).execute();
      }
    }),

  /** Up to when X has counted, in milliseconds; undefined before the first count. */
  until: async (): Promise<number | undefined> => {
    const row = await db
      .selectFrom('count_bucket')
      .select((e) => e.fn.max('end_at').as('at'))
      .executeTakeFirst();
    return row?.at ?? undefined;
  },

  /** How many posts X counted in all. */
  total: async (): Promise<number> => {
    const row = await db
      .selectFrom('count_bucket')
      .select((e) => e.fn.sum<number>('posts').as('posts'))
      .executeTakeFirst();
    return Number(row?.posts ?? 0);
  },
});

export type CountsOfXStore = ReturnType<typeof countsOfX>;
