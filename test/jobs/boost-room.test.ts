import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { boost } from '../../src/jobs/boost/boost.ts';
import type { Boosting } from '../../src/jobs/boost/boosts.ts';
import { publish } from '../../src/jobs/publish.ts';
import type { DeliveryId } from '../../src/model.ts';
import { candidates } from '../../src/store/candidates.ts';
import { openStore } from '../../src/store/store.ts';
import { type BoostingStage, boostingStage, minutes, partnerNamed } from './boost-stage.ts';

/*
 * Two processes over one SQLite file, one of which acts between what the other has judged and what it writes down. Room is asked for again in the
 * transaction that writes; each of these is red without that.
 */

/** The same store, opened once more, as another process has it. */
const another = async (s: BoostingStage) => {
  const { rows } = await sql<{ file: string }>`select file from pragma_database_list where name = 'main'`.execute(
    s.store.db,
  );
  const store = await openStore(rows[0]!.file);
  const boosting: Boosting = { ...s.boosting, candidates: candidates(store.db) };
  return { boosting, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
};

const laidDown = async (s: BoostingStage) => s.p.deliveries.inState(['queued', 'attempting'], undefined, 'boosts');

it.each([
  ['the spacing', { spacing: minutes(45), perDay: 9 }, 9],
  ['the cap of one partner', { spacing: minutes(0), perDay: 1 }, 9],
  ['the cap in all', { spacing: minutes(0), perDay: 9 }, 1],
])('writes no attempt against %s when a boost has appeared since it was judged', async (_, rules, perDay) => {
  const partners = [partnerNamed('keepers', { hold: minutes(0), ...rules })];
  await using s = await boostingStage({ partners, perDay });
  await using other = await another(s);
  const post = s.posts('keepers');
  await s.tick();
  const { decide } = s.boosting.candidates;
  let judged = 0;
  const interrupted: Boosting['candidates'] = {
    ...s.boosting.candidates,
    decide: async (...what) => {
      const done = await decide(...what);
      judged += 1;
      if (judged > 1) return done;
      // A person boosts another post of it by hand, and the other process reads of it.
      s.wait(minutes(2));
      s.posts('keepers', { boostedByUs: true });
      await boost(other.boosting)();
      return done;
    },
  };
  await s.work({ boosts: { ...s.boosting, candidates: interrupted } });
  expect(judged).toBeGreaterThan(0);
  expect(await s.boosting.candidates.all(['boosted'])).toHaveLength(1);
  expect(s.boosted).toEqual([]);
  expect(await s.store.db.selectFrom('attempt').selectAll().execute()).toEqual([]);
  expect(await s.candidate(post)).toMatchObject({ state: 'waiting', reason: 'waiting for its turn' });
});

it.each([
  ['the spacing', minutes(45), 9],
  ['the cap in all', minutes(0), 2],
])('lays nothing down against %s when another planner has laid a boost down meanwhile', async (_, spacing, perDay) => {
  const partners = ['heard', 'new'].map((id) => partnerNamed(id, { hold: minutes(0), spacing, perDay: 9 }));
  await using s = await boostingStage({ partners, perDay });
  await using other = await another(s);
  s.join('new');
  s.posts('heard');
  await s.tick();
  await s.work();
  expect(s.boosted).toHaveLength(1);
  s.wait(minutes(60));
  const late = s.posts('heard');
  const { lay } = s.boosting.candidates;
  const refused: boolean[] = [];
  const interrupted: Boosting['candidates'] = {
    ...s.boosting.candidates,
    lay: async (...what) => {
      if (refused.length === 0) {
        // Whoever was not heard yet comes first. The other planner dies before it tells those that wait.
        s.wait(minutes(2));
        s.posts('new');
        const dying = { ...other.boosting.candidates, decideAll: () => Promise.reject(new Error('died')) };
        await boost({ ...other.boosting, candidates: dying })();
        expect((await laidDown(s)).length).toBe(1);
      }
      const done = await lay(...what);
      refused.push(!done);
      return done;
    },
  };
  await boost({ ...s.boosting, candidates: interrupted })();
  expect(refused).toEqual([true]);
  expect(await laidDown(s)).toHaveLength(1);
  expect(await s.state(late)).toBe('waiting');
  for (const { id } of await laidDown(s)) await publish(s.p)({ delivery: id as DeliveryId });
  expect(s.boosted).toHaveLength(2);
});
