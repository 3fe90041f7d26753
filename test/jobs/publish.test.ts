import { describe, expect, it } from 'vitest';
import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import type { Planning } from '../../src/jobs/plan.ts';
import { publish } from '../../src/jobs/publish.ts';
import type { Point } from '../../src/jobs/publishing.ts';
import { sortOut } from '../../src/jobs/sort-out.ts';
import { message, noon, publishingStage } from './stage.ts';

const minute = { minutes: 1 };

/** A worker that dies at a named point: everything after it never happens. */
class Died extends Error {}
const dyingAt = (point: Point) => async (passed: Point) => {
  if (passed === point) throw new Died(point);
};

describe('publishing a delivery', () => {
  it('writes down the attempt before the call, and the receipt after it', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    s.will((attempt) => {
      expect(attempt.text).toBe('Words of first.\n#StandWithThe6');
      expect(attempt.createdAt.toString()).toBe(noon.toString());
      return 'publish';
    });
    expect(await publish(s.p)({ delivery: id })).toEqual({ kind: 'done' });
    expect(await s.row('a')).toMatchObject({ state: 'published', late_ms: 0 });
    expect(await s.store.db.selectFrom('receipt').selectAll().execute()).toMatchObject([
      { delivery: 'a', remote_id: '0' },
    ]);
  });

  it('does nothing for a wake-up that comes again after everything is done', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    await publish(s.p)({ delivery: id });
    await publish(s.p)({ delivery: id });
    expect(s.held).toHaveLength(1);
  });

  it('goes back to sleep when woken too early', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a', noon.add(minute));
    expect(await publish(s.p)({ delivery: id })).toEqual({ kind: 'sleep', milliseconds: 60_000 });
    expect(s.calls).toEqual([]);
  });

  it('lets one of two workers win', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    await Promise.all([publish(s.p)({ delivery: id }), publish({ ...s.p, worker: 'worker-2' })({ delivery: id })]);
    expect(s.held).toHaveLength(1);
  });

  const deaths: readonly (readonly [Point, number])[] = [
    ['after claim', 1],
    ['after attempt', 1],
    ['answer received', 1],
    ['receipt written', 1],
  ];
  it.each(deaths)('ends with one post and a receipt when the worker dies %s', async (point, posts) => {
    await using s = await publishingStage({ behaviour: { resend: true } });
    const id = await s.queued('a');
    await expect(publish({ ...s.p, passing: dyingAt(point) })({ delivery: id })).rejects.toBeInstanceOf(Died);
    await s.leaseIsOver();
    for (let wake = 0; wake < 6; wake += 1) {
      s.clock.set(s.clock.now().add(minute));
      await publish({ ...s.p, worker: 'worker-2' })({ delivery: id });
    }
    expect(s.held).toHaveLength(posts);
    expect((await s.row('a')).state).toBe('published');
  });

  it('takes the receipt when the worker died after the network said yes, without sending again', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    await expect(publish({ ...s.p, passing: dyingAt('answer received') })({ delivery: id })).rejects.toBeInstanceOf(
      Died,
    );
    await s.leaseIsOver();
    await publish(s.p)({ delivery: id });
    s.clock.set(s.clock.now().add(minute));
    await publish(s.p)({ delivery: id });
    expect(s.calls).toEqual(['publish a', 'recall a']);
    expect((await s.row('a')).state).toBe('published');
  });

  it('leaves a dead worker’s delivery alone until its lease has run out', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    await expect(publish({ ...s.p, passing: dyingAt('after attempt') })({ delivery: id })).rejects.toBeInstanceOf(Died);
    const next = await publish({ ...s.p, worker: 'worker-2' })({ delivery: id });
    expect(next).toMatchObject({ kind: 'sleep' });
    expect(s.calls).toEqual([]);
  });

  it('finds the post whose answer was lost', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    s.will(() => 'publish, then lose the answer');
    expect(await publish(s.p)({ delivery: id })).toEqual({ kind: 'sleep', milliseconds: 15_000 });
    s.clock.set(s.clock.now().add({ seconds: 15 }));
    expect(await publish(s.p)({ delivery: id })).toEqual({ kind: 'done' });
    expect(await s.row('a')).toMatchObject({ state: 'published' });
    expect(s.held).toHaveLength(1);
  });

  it('shows to a person what nobody can know, and never sends it again by itself', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    s.will(() => new Ambiguous('a 502'));
    await publish(s.p)({ delivery: id });
    for (let wake = 0; wake < 5; wake += 1) {
      s.clock.set(s.clock.now().add(minute));
      await publish(s.p)({ delivery: id });
    }
    expect(await s.row('a')).toMatchObject({ state: 'unconfirmed', reason: 'it does not show it' });
    expect(s.calls).toEqual(['publish a', 'recall a', 'recall a']);
  });

  it('pays for each look at a network where looking costs money', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    s.will(() => 'publish, then lose the answer');
    await publish(s.p)({ delivery: id });
    s.clock.set(s.clock.now().add(minute));
    await publish(s.p)({ delivery: id });
    expect(await s.p.spend.spent('x', '2026-11')).toBe(20_000); // 0.015 + 0.005 dollars in millionths
  });

  it('never tries again what the network rejected, and keeps its words', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    s.will(() => new Rejected('Your Tweet text is too long.'));
    await publish(s.p)({ delivery: id });
    await publish(s.p)({ delivery: id });
    expect(s.calls).toEqual(['publish a']);
    expect(await s.row('a')).toMatchObject({ state: 'rejected', reason: 'Your Tweet text is too long.' });
    expect(await s.p.spend.spent('x', '2026-11')).toBe(0);
  });

  it('waits with the whole account until the moment that a throttling network names', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    const other = await s.queued('b', noon, 'second');
    s.will(() => new Throttled(noon.add({ minutes: 15 })));
    expect(await publish(s.p)({ delivery: id })).toEqual({ kind: 'sleep', milliseconds: 900_000 });
    expect(await publish(s.p)({ delivery: other })).toEqual({ kind: 'sleep', milliseconds: 900_000 });
    expect(s.calls).toEqual(['publish a']);
    s.will(() => 'publish');
    s.clock.set(noon.add({ minutes: 15 }));
    await publish(s.p)({ delivery: id });
    expect((await s.row('a')).state).toBe('published');
  });

  it('tries again, ever later, when the network cannot be reached', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    s.will(() => new Unreachable('refused'));
    const waits: number[] = [];
    for (let wake = 0; wake < 3; wake += 1) {
      const next = await publish(s.p)({ delivery: id });
      if (next.kind !== 'sleep') throw new Error('it should sleep');
      waits.push(next.milliseconds);
      s.clock.set(s.clock.now().add({ milliseconds: next.milliseconds }));
    }
    expect(waits).toEqual([15_000, 30_000, 60_000]);
    s.will(() => 'publish');
    await publish(s.p)({ delivery: id });
    expect((await s.row('a')).state).toBe('published');
  });

  it('pauses a network that locked us out, with its words, until a person resumes it', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    s.will(() => new Blocked('Your account is suspended.'));
    await publish(s.p)({ delivery: id });
    expect(await s.p.pauses.all()).toMatchObject([
      { scope: 'x', kind: 'blocked', reason: 'Your account is suspended.' },
    ]);
    await publish(s.p)({ delivery: id });
    expect(s.calls).toEqual(['publish a']);
    s.will(() => 'publish');
    await s.p.pauses.resume('x');
    await publish(s.p)({ delivery: id });
    expect((await s.row('a')).state).toBe('published');
  });

  it('sends nothing while somebody has paused everything', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    await s.p.pauses.pause({ scope: 'all', kind: 'paused', reason: 'lunch', by: 'E. Person', since_at: 0 });
    expect(await publish(s.p)({ delivery: id })).toEqual({ kind: 'done' });
    expect((await s.row('a')).state).toBe('queued');
  });
});

describe('the last look before a post goes out', () => {
  const gates: readonly (readonly [string, Parameters<typeof publishingStage>[0], string, RegExp])[] = [
    ['nobody has approved it', { approved: false }, 'planned', /not approved yet/],
    ['nobody decided to go live', { campaign: { goLive: {} } }, 'held', /goLive is empty/],
    ['no native reader has reviewed the language', { campaign: { languages: { en: {} } } }, 'held', /native reader/],
    [
      'nobody reviewed the message',
      { messages: [{ ...message('first'), reviewedOn: undefined as never }] },
      'held',
      /reviewedOn/,
    ],
    [
      'its review is old',
      { messages: [{ ...message('first'), reviewedOn: '2026-08-01' }] },
      'held',
      /more than 90 days/,
    ],
    ['the message is gone', { messages: [message('second')] }, 'skipped', /no longer in the toolkit/],
    ['the budget is spent', { campaign: { networks: [{ ...campaignX(), monthlyBudget: 0.01 }] } }, 'held', /budget/],
    [
      'the account has no attested label',
      { campaign: { networks: [{ ...campaignX(), label: {} }] } },
      'held',
      /Automated label/,
    ],
  ];
  it.each(gates)('does not send when %s', async (_why, options, state, reason) => {
    await using s = await publishingStage(options);
    const id = await s.queued('a');
    await publish(s.p)({ delivery: id });
    const row = await s.row('a');
    expect(row.state).toBe(state);
    expect(row.reason).toMatch(reason);
    expect(s.held).toEqual([]);
  });

  it('asks again when a text was edited after its approval', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    s.setToolkit([message('first', 'Other words.')]);
    await publish(s.p)({ delivery: id });
    expect(await s.row('a')).toMatchObject({ state: 'planned', reason: 'edited after approval: approve it again' });
    expect(s.held).toEqual([]);
  });

  it('does not send what was withdrawn while it was on the queue', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    await s.p.approvals.record('withdraw', [{ message: 'first', lang: 'en', hash: '' }], 'F. Person', 1);
    await publish(s.p)({ delivery: id });
    expect(await s.row('a')).toMatchObject({ state: 'skipped', reason: 'withdrawn by F. Person' });
  });

  it('does not send a lost one again that was withdrawn meanwhile', async () => {
    await using s = await publishingStage({
      behaviour: { resend: true, recallAfter: [Temporal.Duration.from({ seconds: 0 })] },
    });
    const id = await s.queued('a');
    s.will(() => new Ambiguous('lost'));
    await publish(s.p)({ delivery: id });
    await s.p.approvals.record('withdraw', [{ message: 'first', lang: 'en', hash: '' }], 'F. Person', 1);
    await publish(s.p)({ delivery: id });
    expect((await s.row('a')).state).toBe('skipped');
    expect(s.calls).toEqual(['publish a', 'recall a']);
  });

  it('wants a second person where the campaign says so', async () => {
    await using s = await publishingStage({ campaign: { approval: { required: true, twoPeople: true } } });
    const id = await s.queued('a');
    await publish(s.p)({ delivery: id });
    expect((await s.row('a')).reason).toMatch(/second person/);
    const hash = (await s.p.toolkit()).ready[0]!.hash;
    await s.p.approvals.record('approve', [{ message: 'first', lang: 'en', hash }], 'G. Person', 1);
    await s.p.deliveries.move(['a'], ['planned'], 'queued');
    await publish(s.p)({ delivery: id });
    expect((await s.row('a')).state).toBe('published');
  });

  const late: readonly (readonly ['post' | 'ask' | 'skip', string, number])[] = [
    ['post', 'published', 1],
    ['ask', 'held', 0],
    ['skip', 'skipped', 0],
  ];
  it.each(late)('treats a post that is three hours late as the campaign says: %s', async (then, state, posts) => {
    await using s = await publishingStage({
      campaign: { late: { after: Temporal.Duration.from({ minutes: 30 }), then } },
    });
    const id = await s.queued('a', noon.subtract({ hours: 3 }));
    await publish(s.p)({ delivery: id });
    expect((await s.row('a')).state).toBe(state);
    expect(s.held).toHaveLength(posts);
    if (then !== 'post') expect((await s.row('a')).reason).toMatch(/3 h/);
  });

  it('spreads late posts by the ordinary spacing, never as a flood', async () => {
    const many = Array.from({ length: 4 }, (_, i) => message(`m${i}`));
    await using s = await publishingStage({ messages: many });
    const ids = [];
    for (let i = 0; i < 4; i += 1) ids.push(await s.queued(`d${i}`, noon.subtract({ hours: 5 - i }), `m${i}`));
    const sentAt: number[] = [];
    s.will(() => {
      sentAt.push(s.clock.now().epochMilliseconds);
      return 'publish';
    });
    for (let minutesPast = 0; minutesPast <= 240; minutesPast += 10) {
      s.clock.set(noon.add({ minutes: minutesPast }));
      await Promise.all(ids.map((id) => publish(s.p)({ delivery: id })));
    }
    expect(sentAt.map((at) => (at - noon.epochMilliseconds) / 60_000)).toEqual([0, 60, 120, 180]);
  });
});

function campaignX() {
  return {
    name: 'x' as const,
    postsPerDay: 10,
    spacing: Temporal.Duration.from({ minutes: 60 }),
    monthlyBudget: 20,
    label: { by: 'C. Person', on: '2026-11-20' },
  };
}

describe('the planner, about deliveries that wait', () => {
  const planning = (s: Awaited<ReturnType<typeof publishingStage>>): Planning => ({
    ...s.p,
    queues: {
      wake: async () => {},
      tick: async () => {},
      isTicking: async () => false,
      [Symbol.asyncDispose]: async () => {},
    },
    lead: async () => true,
    beat: async () => {},
  });
  const tick = async (s: Awaited<ReturnType<typeof publishingStage>>) => sortOut(planning(s), await s.p.toolkit());
  const planned = (s: Awaited<ReturnType<typeof publishingStage>>, id: string, at = noon) =>
    s.p.deliveries.add([{ id: id as never, message: 'first', lang: 'en', network: 'x', at, textHash: '' }]);

  it('queues what is approved and due soon, and leaves the rest', async () => {
    await using s = await publishingStage();
    await planned(s, 'soon', noon.add(minute));
    await planned(s, 'tomorrow', noon.add({ hours: 24 }));
    await tick(s);
    expect((await s.row('soon')).state).toBe('queued');
    expect((await s.row('tomorrow')).state).toBe('planned');
  });

  it('skips what nobody approved in time, and says so', async () => {
    await using s = await publishingStage({ approved: false });
    await planned(s, 'a');
    await tick(s);
    expect((await s.row('a')).state).toBe('planned');
    s.clock.set(noon.add({ minutes: 31 }));
    await tick(s);
    expect(await s.row('a')).toMatchObject({ state: 'skipped', reason: 'not approved in time: not approved yet' });
  });

  it('takes a withdrawn delivery off the queue', async () => {
    await using s = await publishingStage();
    await s.queued('a');
    await s.p.approvals.record('withdraw', [{ message: 'first', lang: 'en', hash: '' }], 'F. Person', 1);
    await tick(s);
    expect((await s.row('a')).state).toBe('skipped');
  });

  it('lets a held delivery go when what was missing is mended in time', async () => {
    await using s = await publishingStage({ campaign: { goLive: {} } });
    const id = await s.queued('a');
    await publish(s.p)({ delivery: id });
    await tick(s);
    expect((await s.row('a')).state).toBe('held');
    s.setToolkit([message('first')], {});
    await s.approve();
    await tick(s);
    await publish(s.p)({ delivery: id });
    expect((await s.row('a')).state).toBe('published');
  });

  it('skips what was held for a day without an answer', async () => {
    await using s = await publishingStage({ campaign: { goLive: {} } });
    const id = await s.queued('a');
    await publish(s.p)({ delivery: id });
    s.clock.set(noon.add({ hours: 24, minutes: 1 }));
    await tick(s);
    expect((await s.row('a')).state).toBe('skipped');
  });
});
