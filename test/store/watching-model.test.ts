import fc from 'fast-check';
import type { Kysely, KyselyPlugin } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Source, Whose } from '../../src/model.ts';
import type { Schema } from '../../src/store/schema.ts';
import { type Batch, sightings, type Taken } from '../../src/store/sightings.ts';
import { authorGone, DAY, endOfWeek, gone, goneThere, HOUR, monday, post } from './public.ts';
import { openWatched, type Watched } from './watched.ts';
import * as model from './watching-model.ts';

/* The real store against a model that keeps everything in memory; random batches, repeats, crashes, deletions, weeks that end, and retention. */

const names = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const sources: readonly Source[] = ['bluesky', 'mastodon:one.example', 'mastodon:other.example'];
const people = ['amal', 'basim', 'chloe'];
const said: readonly Whose[] = ['public', 'public', 'partner', 'public', 'ours', 'public'];

/** A post of the little world: everything follows from its name and source, but for the time at which Bluesky's stream shows it. */
const worldPost = (name: (typeof names)[number], source: Source, later: number): Taken => {
  const i = names.indexOf(name);
  const at = [9 * HOUR, 9 * HOUR + 60_000, 6.9 * DAY, 12 * HOUR, 7.1 * DAY, 9 * DAY][i] as number;
  return post(name, {
    ...{ source, author: `${people[i % 3]}@people.example`, whose: said[i] as Whose, lang: i % 2 ? 'ar' : 'en' },
    at: source === 'bluesky' ? at + later : at,
    ...(i === 1 ? {} : { nextAt: monday + at + 300_000 }),
  });
};

const anyName = fc.constantFrom(...names);
const anySight = (source: Source): fc.Arbitrary<Taken> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(anyName, fc.constantFrom(0, 0, 1, 4 * HOUR)).map(([n, l]) => worldPost(n, source, l)),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(anyName, fc.constantFrom(10 * HOUR, 7 * DAY, 10 * DAY))
        .map(([n, at]) => (source === 'bluesky' ? gone(n, at) : goneThere(n, source, at))),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(...people)
        .map((who) => authorGone(`${who}@people.example`, source === 'bluesky' ? 'bluesky' : 'mastodon', 8 * DAY)),
    },
  );
const anyBatch = fc
  .constantFrom(...sources)
  .chain((source) => fc.record({ source: fc.constant(source), sights: fc.array(anySight(source), { maxLength: 5 }) }));

type Step =
  | { readonly kind: 'take'; readonly batch: Batch; readonly crashes: number; readonly again: boolean }
  | { readonly kind: 'look'; readonly at: number; readonly likes: number }
  | { readonly kind: 'gone'; readonly nth: number; readonly at: number }
  | { readonly kind: 'close' | 'forget'; readonly at: number };

const anyMoment = fc.integer({ min: 0, max: 18 * 24 }).map((hours) => monday + hours * HOUR);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('take' as const),
      batch: anyBatch,
      crashes: fc.integer({ min: 0, max: 12 }),
      again: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('look' as const), at: anyMoment, likes: fc.integer({ min: 0, max: 9 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('gone' as const), nth: fc.nat(5), at: anyMoment }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('close' as const, 'forget' as const), at: anyMoment }) },
);

/** A store that dies at its `n`th statement. */
const dying = (db: Kysely<Schema>, n: number): Kysely<Schema> => {
  let left = n;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      left -= 1;
      if (left < 0) throw new Error('killed here');
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return db.withPlugin(plugin);
};

const uriOf = async (w: Watched, id: number): Promise<string> => {
  const [found] = await w.followed.due(Number.MAX_SAFE_INTEGER, 100).then((all) => all.filter((one) => one.id === id));
  const live = await w.sightings.live();
  return live.find(({ remoteId, source }) => remoteId === found?.remoteId && source === found.source)?.uri ?? '';
};

const perform = async (w: Watched, m: model.WatchModel, step: Step): Promise<void> => {
  switch (step.kind) {
    case 'take': {
      const killed = sightings(dying(w.db, step.crashes), w.keys);
      const died = await killed.take(step.batch).then(
        () => false,
        (error: Error) => error.message === 'killed here',
      );
      if (died || step.again) await w.sightings.take(step.batch);
      model.take(m, step.batch.sights);
      if (!died && step.again) model.take(m, step.batch.sights);
      return;
    }
    case 'look': {
      const due = await w.followed.due(Number.MAX_SAFE_INTEGER, 100);
      const { at, likes } = step;
      const looks = due.map(({ id, looks }, i) => ({
        ...{ id, at, counts: { likes: likes + i, boosts: 0, replies: 0, quotes: 0 } },
        next: { looks: looks + 1, at: at + HOUR },
      }));
      for (const { id, counts } of looks) model.snapshot(m, await uriOf(w, id), { at, counts });
      await w.followed.snapshot(looks);
      await w.followed.snapshot(looks);
      return;
    }
    case 'gone': {
      const one = (await w.followed.due(Number.MAX_SAFE_INTEGER, 100))[step.nth];
      if (!one) return;
      model.goneByLook(m, await uriOf(w, one.id), step.at);
      return w.followed.gone([one.id], step.at);
    }
    case 'close':
      model.closeWeeks(m, step.at);
      // Tombstones are let go of by time; the model keeps them, so here they stay.
      return keepingTombstones(w, () => w.sightings.closeWeeks(step.at, endOfWeek));
    case 'forget':
      model.forgetOlder(m, step.at);
      return w.sightings.forgetOlder(step.at);
    default:
      return step satisfies never;
  }
};

const keepingTombstones = async (w: Watched, act: () => Promise<void>): Promise<void> => {
  const rows = await w.db.selectFrom('tombstone').selectAll().execute();
  await act();
  for (const row of rows)
    await w.db
      .insertInto('tombstone')
      .values(row)
      .onConflict((c) => c.doNothing())
      .execute();
};

const agrees = async (w: Watched, m: model.WatchModel): Promise<void> => {
  const hours = await w.hours();
  expect(hours.map((row) => `${row.network}|${row.hour_at}|${row.whose}|${row.lang}|${row.posts}`).sort()).toEqual(
    model.hours(m),
  );
  const engagement = (await w.engagement()).filter(({ likes }) => likes !== 0);
  expect(engagement.map((row) => `${row.network}|${row.hour_at}|${row.whose}|${row.likes}`).sort()).toEqual(
    model.engagement(m),
  );
  const counts = await w.authorCounts();
  expect(
    new Map(counts.map((row) => [`${row.network}|${row.span}|${row.start_at}|${row.whose}`, row.authors])),
  ).toEqual(m.authorCounts);
  const live = [...m.counted.values()].filter((one) => one.live);
  expect(new Set((await w.sightings.live()).map(({ uri }) => uri))).toEqual(new Set(live.map(({ uri }) => uri)));
  expect(await w.count('followed')).toBe(live.filter(({ followed }) => followed).length);
  expect(await w.count('snapshot')).toBe(live.flatMap(({ looks }) => looks).length);
  expect(await w.count('place')).toBe(m.places.size);
  expect(await w.count('author')).toBe(m.authors.size);
  const hashed = await w.db.selectFrom('sighting').select('hour_at').where('author_hash', 'is not', null).execute();
  expect(hashed.filter(({ hour_at }) => hour_at < m.openFrom)).toEqual([]);
};

describe('the store of watching', () => {
  it('holds what a simple model holds, whatever comes, comes again, dies, ends or is deleted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 14 }), async (steps) => {
        await using w = await openWatched();
        const m = model.newWatchModel();
        for (const step of steps) {
          await perform(w, m, step);
          await agrees(w, m);
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  it('counts the same in whatever order sights come, however often, and however they are cut into batches', async () => {
    const all: (Taken & { readonly from: Source })[] = sources.flatMap((source) => [
      ...names.map((name) => ({ ...worldPost(name, source, 0), from: source })),
    ]);
    const anyEnd = fc.tuple(anyName, fc.constantFrom(...sources)).map(([name, source]) => ({
      ...(source === 'bluesky' ? gone(name, 10 * DAY) : goneThere(name, source, 10 * DAY)),
      from: source,
    }));
    const anyStory = fc.array(anyEnd, { maxLength: 4 }).chain((ends) => {
      const sights = [...all, ...ends];
      const order = fc.shuffledSubarray([...sights, ...sights], { minLength: sights.length * 2 });
      return fc.tuple(order, order, fc.integer({ min: 1, max: 9 }));
    });
    await fc.assert(
      fc.asyncProperty(anyStory, async ([one, other, size]) => {
        const sums: unknown[] = [];
        for (const sights of [one, other]) {
          await using w = await openWatched();
          for (let i = 0; i < sights.length; i += size)
            for (const [source, part] of Map.groupBy(sights.slice(i, i + size), ({ from }) => from))
              await w.sightings.take({ source, sights: part });
          const authors = (await w.authors()).map((row) => JSON.stringify(row)).sort();
          sums.push([await w.hours(), authors, await w.count('followed'), await w.count('sighting')]);
        }
        expect(sums[0]).toEqual(sums[1]);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
