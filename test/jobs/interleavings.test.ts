import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ambiguous, Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import { publish } from '../../src/jobs/publish.ts';
import type { Point } from '../../src/jobs/publishing.ts';
import { message, noon, publishingStage } from './stage.ts';

/*
 * Two workers, crashes at every named point, lost answers, throttles, pauses and a clock that moves, in random order, against what must
 * hold whatever happens: never two posts for one delivery, and never a delivery with neither receipt, reason nor question.
 */

const names = ['a', 'b', 'c'] as const;
const points: readonly Point[] = ['after claim', 'after attempt', 'answer received', 'receipt written'];

type Step =
  | { kind: 'wake'; delivery: (typeof names)[number]; worker: string; dies?: Point }
  | { kind: 'network'; does: 'publish' | 'lose before' | 'lose after' | 'throttle' | 'refuse' | 'reject' }
  | { kind: 'wait'; seconds: number }
  | { kind: 'pause' | 'resume' | 'leases end' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('wake' as const),
      delivery: fc.constantFrom(...names),
      worker: fc.constantFrom('worker-1', 'worker-2'),
      dies: fc.option(fc.constantFrom(...points), { nil: undefined, freq: 3 }),
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('network' as const),
      does: fc.constantFrom(
        'publish' as const,
        'lose before' as const,
        'lose after' as const,
        'throttle' as const,
        'refuse' as const,
        'reject' as const,
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(5, 20, 70, 400) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('pause' as const, 'resume' as const, 'leases end' as const) }),
  },
);

type Stage = Awaited<ReturnType<typeof publishingStage>>;

const act = async (s: Stage, one: Step): Promise<void> => {
  switch (one.kind) {
    case 'wake': {
      const passing = async (point: Point) => {
        if (point === one.dies) throw new Error(`died ${point}`);
      };
      await publish({ ...s.p, worker: one.worker, passing })({ delivery: one.delivery as never }).catch(
        (error: Error) => {
          if (!error.message.startsWith('died')) throw error;
        },
      );
      return;
    }
    case 'network':
      s.will(() => {
        switch (one.does) {
          case 'publish':
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
      s.clock.set(s.clock.now().add({ seconds: one.seconds }));
      return;
    case 'pause':
      return s.p.pauses.pause({ scope: 'all', kind: 'paused', reason: 'a person', by: 'A', since_at: 0 });
    case 'resume':
      await s.p.pauses.resume('all');
      return;
    case 'leases end':
      await s.leaseIsOver();
      return;
    default:
      one satisfies never;
  }
};

const postsOf = (s: Stage, name: string): number => s.held.filter((post) => post.key === `${name}-0`).length;

const honest = async (s: Stage, resend: boolean): Promise<void> => {
  for (const name of names) {
    const row = await s.row(name);
    expect(postsOf(s, name), `${name} is out at most once`).toBeLessThanOrEqual(1);
    if (row.state === 'published') expect(postsOf(s, name), `${name} is published`).toBe(1);
    if (row.state === 'rejected') expect(postsOf(s, name), `${name} is rejected`).toBe(0);
    if (row.state === 'skipped' || row.state === 'held' || row.state === 'unconfirmed') expect(row.reason).toBeTruthy();
    if (resend) expect(row.state).not.toBe('unconfirmed');
  }
};

describe.each([true, false])('whatever happens, on a network where sending again is safe: %s', (resend) => {
  it('never posts twice and never loses a post without a word', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        await using s = await publishingStage({
          messages: names.map((name) => message(name)),
          behaviour: { resend },
          campaign: {
            networks: [
              {
                name: 'x',
                postsPerDay: 10,
                spacing: Temporal.Duration.from({ seconds: 1 }),
                label: { by: 'C', on: '2026-11-20' },
              },
            ],
          },
        });
        for (const name of names) await s.queued(name, noon, name);
        for (const one of steps) {
          await act(s, one);
          await honest(s, resend);
        }
        // Peace returns: everything ends in a receipt, a reason or a question.
        await s.p.pauses.resume('all');
        s.will(() => 'publish');
        for (let round = 0; round < 8; round += 1) {
          await s.leaseIsOver();
          s.clock.set(s.clock.now().add({ seconds: 901 }));
          for (const name of names) await publish(s.p)({ delivery: name as never });
        }
        await honest(s, resend);
        for (const name of names) expect(['published', 'rejected', 'unconfirmed']).toContain((await s.row(name)).state);
      }),
      { numRuns: 60 },
    );
  });
});
