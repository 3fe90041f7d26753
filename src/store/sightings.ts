import type { Kysely } from 'kysely';
import type { NetworkName, Source } from '../model.ts';
import type { Schema } from './schema.ts';
import type { WatchKeys } from './watch-keys.ts';
import { outcome } from './watching/batch.ts';
import { openWeeks, readBefore } from './watching/before.ts';
import { keyIs, moveStand, readStand } from './watching/cursors.ts';
import { hashed } from './watching/hashed.ts';
import { type LiveSighting, live } from './watching/live.ts';
import { readMarks } from './watching/marks.ts';
import { emptyLog, forgetAll, forgetOlder } from './watching/retention.ts';
import { cover } from './watching/spans.ts';
import type { Batch, TakenCounts } from './watching/taken.ts';
import { closeWeeks } from './watching/weeks.ts';
import { writeCopies, writeOutcome } from './watching/write.ts';

export type { LiveSighting } from './watching/live.ts';
export type { Batch, Taken, TakenCounts } from './watching/taken.ts';

/*
 * What is kept of other people's posts, and what is let go of, and when: docs/privacy.md. Everything that one batch changes is one transaction,
 * with the source's cursor in it: after a crash the same batch comes again and changes only what was not written.
 */

const networkOf = (source: Source): NetworkName =>
  source === 'bluesky' || source === 'x' ? source : ('mastodon' satisfies NetworkName);

export const sightings = (db: Kysely<Schema>, keys: WatchKeys) => ({
  take: (batch: Batch): Promise<TakenCounts> =>
    db.transaction().execute(async (tx) => {
      const { source, sights, covered, gap, copies = [] } = batch;
      const network = networkOf(source);
      let counts: TakenCounts = { added: 0, known: 0, forgotten: 0 };
      if (sights.length > 0) {
        const marks = await readMarks(tx);
        const weeks = new Set(
          sights.flatMap((sight) => (sight.kind === 'post' && sight.weekAt >= marks.openFrom ? sight.weekAt : [])),
        );
        if (sights.some(({ kind }) => kind === 'author gone'))
          for (const week of await openWeeks(tx, network)) weeks.add(week);
        const open = { openFrom: marks.openFrom, weeks: [...weeks] };
        const nameless = sights.map((sight) => hashed(keys, network, open, sight));
        const made = outcome(nameless, await readBefore(tx, keys, network, marks, nameless));
        await writeOutcome(tx, keys, network, made);
        counts = made.counts;
      }
      await writeCopies(tx, copies);
      if (covered) await cover(tx, source, covered, gap?.reason ?? 'not watched');
      await moveStand(tx, keys, source, batch);
      return counts;
    }),

  cursor: (source: Source) => readStand(db, keys, source),

  /** The addresses of posts that are not forgotten, for memory only: a network's many deletions are held against them. */
  live: (): Promise<LiveSighting[]> => live(db, keys),

  /** How many posts were counted and not taken out again. */
  total: async (): Promise<number> => {
    const row = await db
      .selectFrom('hour')
      .select((e) => e.fn.sum<number>('posts').as('posts'))
      .executeTakeFirst();
    return Number(row?.posts ?? 0);
  },

  /** Of weeks that ended two hours ago and more, only the numbers of authors remain. Also ends tombstones. */
  closeWeeks: async (nowMs: number, endOfWeek: (weekAt: number) => number): Promise<void> => {
    await closeWeeks(db, nowMs, endOfWeek);
    await emptyLog(db);
  },

  /** Of posts from hours before `beforeMs`, only the sums remain. */
  forgetOlder: async (beforeMs: number): Promise<void> => {
    await forgetOlder(db, beforeMs);
    await emptyLog(db);
  },

  /** Everything under a key that is lost. Afterwards `keyIs` takes a new one. */
  forgetAll: async (): Promise<void> => {
    await forgetAll(db);
    await emptyLog(db);
  },

  keyIs: (check: string) => keyIs(db, check),
});

export type Sightings = ReturnType<typeof sightings>;
