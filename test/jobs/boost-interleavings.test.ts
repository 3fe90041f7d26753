import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ambiguous, Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import { boost } from '../../src/jobs/boost/boost.ts';
import { publish } from '../../src/jobs/publish.ts';
import { type Point, points } from '../../src/jobs/publishing.ts';
import { dayAround } from '../../src/plan/boosts/room.ts';
import { type BoostingStage, boostingStage, minutes, partnerNamed } from './boost-stage.ts';

/*
 * Two planners and five workers over the same store, that die at every named point, lose answers and meet throttles, in random order, against what
 * must hold whatever happens: no post boosted twice, no cap passed, no spacing broken, nothing undone that stands.
 */

const spacing = 45 * 60_000;
const caps = { perDay: 2, inAll: 3 };
const names = ['a', 'b', 'c'] as const;
const workers = ['1', '2', '3', '4', '5'];

type Step =
  | { kind: 'plan'; twice: boolean }
  | { kind: 'work'; worker: string; dies?: Point; at: number; crowd: boolean }
  | { kind: 'network'; does: 'boost' | 'lose before' | 'lose after' | 'throttle' | 'refuse' | 'reject' }
  | { kind: 'wait'; minutes: number }
  | { kind: 'post'; partner: (typeof names)[number] }
  | { kind: 'leases end' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('plan' as const), twice: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('work' as const),
      worker: fc.constantFrom(...workers),
      dies: fc.option(fc.constantFrom(...points), { nil: undefined, freq: 2 }),
      at: fc.nat(5),
      crowd: fc.boolean(),
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('network' as const),
      does: fc.constantFrom(...(['boost', 'lose before', 'lose after', 'throttle', 'refuse', 'reject'] as const)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(1, 10, 30, 50) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('post' as const), partner: fc.constantFrom(...names) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leases end' as const) }) },
);

const woken = async (s: BoostingStage): Promise<string[]> =>
  (await s.p.deliveries.inState(['queued', 'attempting'], undefined, 'boosts')).map(({ id }) => id);

const wake = async (s: BoostingStage, id: string, worker: string, dies?: Point): Promise<void> => {
  const passing = async (point: Point) => {
    if (point === dies) throw new Error(`died ${point}`);
  };
  await publish({ ...s.p, worker, passing })({ delivery: id as never }).catch((error: Error) => {
    if (!error.message.startsWith('died')) throw error;
  });
};

const act = async (s: BoostingStage, one: Step): Promise<void> => {
  switch (one.kind) {
    case 'plan':
      await Promise.all(Array.from({ length: one.twice ? 2 : 1 }, () => boost(s.boosting)()));
      return;
    case 'work': {
      const ids = await woken(s);
      const id = ids[one.at % Math.max(1, ids.length)];
      if (one.crowd) await Promise.all(ids.flatMap((each) => workers.map((worker) => wake(s, each, worker))));
      else if (id) await wake(s, id, one.worker, one.dies);
      return;
    }
    case 'network':
      s.will(() => {
        switch (one.does) {
          case 'boost':
            return 'publish';
          case 'lose after':
            return 'publish, then lose the answer';
          case 'lose before':
            return new Ambiguous('lost');
          case 'throttle':
            return new Throttled(s.clock.now().add({ seconds: 60 }));
          case 'refuse':
            return new Unreachable('refused');
          case 'reject':
            return new Rejected('no');
        }
      });
      return;
    case 'wait':
      s.wait(minutes(one.minutes));
      return;
    case 'post':
      s.posts(one.partner);
      return;
    case 'leases end':
      await s.leaseIsOver();
      return;
    default:
      one satisfies never;
  }
};

const honest = (s: BoostingStage): void => {
  expect(new Set(s.boosted.map(({ remoteId }) => remoteId)).size, 'nothing twice').toBe(s.boosted.length);
  expect(s.undone).toEqual([]);
  const partnerOf = (remoteId: string) => s.all().find((post) => post.remoteId === remoteId)!.author.handle;
  for (const day of Map.groupBy(s.boosted, ({ at }) => dayAround(at, 'Asia/Hebron').start).values()) {
    expect(day.length, 'in all').toBeLessThanOrEqual(caps.inAll);
    for (const own of Map.groupBy(day, ({ remoteId }) => partnerOf(remoteId)).values())
      expect(own.length, 'of one partner').toBeLessThanOrEqual(caps.perDay);
  }
};

describe.each([true, false])('whatever happens, on a network where boosting again is safe: %s', (resend) => {
  it('boosts nothing twice and passes no cap', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 50 }), async (steps) => {
        const partners = names.map((name) => partnerNamed(name, { hold: minutes(0), perDay: caps.perDay }));
        await using s = await boostingStage({ partners, perDay: caps.inAll, resend });
        for (const name of names) for (let i = 0; i < 3; i += 1) s.posts(name);
        for (const one of steps) {
          await act(s, one);
          honest(s);
        }
        // Peace returns: everything that is laid down ends in a receipt, a reason or a question.
        await s.p.pauses.resume('all');
        s.will(() => 'publish');
        for (let round = 0; round < 8; round += 1) {
          await s.leaseIsOver();
          s.wait(minutes(16));
          await s.tick();
          for (const id of await woken(s)) await wake(s, id, '1');
          honest(s);
        }
        await s.tick();
        for (const one of await s.boosting.candidates.all(['boosted']))
          expect(s.boosted.map(({ remoteId }) => remoteId)).toContain(one.remote_id);
        for (const { remoteId } of s.boosted) {
          const row = (await s.boosting.candidates.all()).find((one) => one.remote_id === remoteId)!;
          const delivery = await s.row(row.delivery!);
          expect(['boosted', 'boosting']).toContain(row.state);
          if (row.state === 'boosting') expect(delivery.state).toBe('unconfirmed');
        }
      }),
      { numRuns: 25 },
    );
  });
});

it('keeps the spacing when nothing is lost: what is late waits, and two never go together', async () => {
  const partners = names.map((name) => partnerNamed(name, { hold: minutes(0) }));
  await using s = await boostingStage({ partners, perDay: 6 });
  for (const name of names) for (let i = 0; i < 4; i += 1) s.posts(name);
  for (let i = 0; i < 60; i += 1) {
    await Promise.all([boost(s.boosting)(), boost(s.boosting)()]);
    const ids = await woken(s);
    await Promise.all(ids.flatMap((id) => workers.map((worker) => wake(s, id, worker))));
    s.wait(minutes(7));
  }
  const times = s.boosted.map(({ at }) => at).sort((a, b) => a - b);
  expect(times.length).toBeGreaterThan(5);
  for (const [i, at] of times.slice(1).entries()) expect(at - times[i]!).toBeGreaterThanOrEqual(spacing);
});
