import { describe, expect, it } from 'vitest';
import { Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import { boost } from '../../src/jobs/boost/boost.ts';
import type { Boosting } from '../../src/jobs/boost/boosts.ts';
import { publish } from '../../src/jobs/publish.ts';
import type { Publishing } from '../../src/jobs/publishing.ts';
import type { BoostRules, Campaign, PartnerPost, Partners } from '../../src/model.ts';
import type { Network } from '../../src/network/network.ts';
import { xPrice } from '../../src/network/x/rules.ts';
import { boostingStage, minutes, partnerNamed } from './boost-stage.ts';

/* Partners on X, where every reading, look and boost costs money. Millionths of a US dollar. */

const micros = (dollars: number): number => Math.round(dollars * 1e6);
const page = micros(xPrice.partnerPosts(xPrice.partnerPage));
const [account, look, repost, post] = [xPrice.account, xPrice.look, xPrice.boost, xPrice.partnerPosts(1)].map(micros);

const useOfX = (monthlyBudget: number | undefined): Campaign['networks'] => [
  { name: 'x', postsPerDay: 5, spacing: minutes(60), ...(monthlyBudget === undefined ? {} : { monthlyBudget }) },
];

const stage = async (budget: number | undefined, rules: Partial<BoostRules> = {}) => {
  const partners = [partnerNamed('keepers', rules, { accounts: { x: 'keepers@social.example' } })];
  const s = await boostingStage({ partners, campaign: { networks: useOfX(budget) } });
  const inner = s.boosting.networks.get('mastodon')!;
  const spent = () => s.p.spend.spent('x', '2026-11');
  /** What was booked when a call was made. */
  const during = { read: [] as number[], look: [] as number[] };
  let failing: Error | undefined;
  const network: Network = {
    ...inner,
    name: 'x',
    price: xPrice,
    identify: async (...what) => ({ ...(await inner.identify(...what))!, network: 'x' }),
    partnerPosts: async (...what) => {
      during.read.push(await spent());
      if (failing) throw failing;
      return inner.partnerPosts(...what);
    },
    look: async (...what) => {
      during.look.push(await spent());
      return inner.look(...what);
    },
  };
  const said: { partners?: Partners } = {};
  const boosting: Boosting = {
    ...s.boosting,
    networks: new Map([['x', network]]),
    partners: async () => said.partners ?? s.partners(),
  };
  const p: Publishing = { ...s.p, networks: boosting.networks, boosts: boosting };
  s.join('keepers');
  return {
    ...s,
    p,
    boosting,
    spent,
    during,
    lookAgain: (...lookAgainOnX: Temporal.Duration[]) => {
      said.partners = { ...s.partners(), lookAgainOnX };
    },
    failReading: (error: Error | undefined) => {
      failing = error;
    },
    budget: (dollars: number | undefined) => s.setToolkit([], { networks: useOfX(dollars) }),
    posts: (): PartnerPost => s.posts('keepers', { network: 'x' }),
    tick: async () => void (await boost(boosting)()),
    work: async (by: Partial<Publishing> = {}) => {
      for (const delivery of s.queue.splice(0)) await publish({ ...p, ...by })({ delivery: delivery as never });
    },
  };
};

describe('reading what partners post on X', () => {
  it('is booked at its most before it is made, and set right afterwards', async () => {
    await using s = await stage(20);
    s.posts();
    await s.tick();
    expect(s.during.read).toEqual([account! + page]);
    expect(await s.spent()).toBe(account! + post!);
  });

  it.each([
    ['is not paid for', new Rejected('no'), 0],
    ['is not paid for', new Throttled(Temporal.Instant.from('2026-11-29T12:15:00Z')), 0],
    ['may have cost what was booked', new Unreachable('the connection closed'), page],
  ])('that fails %s: %s', async (_, error, expected) => {
    await using s = await stage(20);
    s.failReading(error);
    await s.tick();
    expect(await s.spent()).toBe(account! + expected);
  });

  it.each([
    [200, 16, 16],
    [2, 2, 5],
    [0.12, 0, 1],
  ])('is done as often as a budget of $%s allows', async (budget, least, most) => {
    await using s = await stage(budget);
    for (let i = 0; i < 16; i += 1) {
      await s.tick();
      s.wait(minutes(30));
    }
    expect(s.during.read.length).toBeGreaterThanOrEqual(least);
    expect(s.during.read.length).toBeLessThanOrEqual(most);
  });

  it('is not done with money that planned posts will need', async () => {
    await using s = await stage(20);
    const at = s.clock.now().add({ hours: 1 }).epochMilliseconds;
    await boost({ ...s.boosting, plannedOnX: async () => [{ at, micros: 19_990_000 }] })();
    expect([s.during.read, await s.spent()]).toEqual([[], 0]);
  });
});

describe('a boost on X', () => {
  const held = async (budget = 20) => {
    const s = await stage(budget);
    const one = s.posts();
    await s.tick();
    s.wait(minutes(20));
    return { ...s, one, before: await s.spent() };
  };

  it('books its look before it is made, and its price with the attempt', async () => {
    await using s = await held();
    await s.tick();
    expect(s.during.look).toEqual([s.before + look!]);
    const booked: number[] = [];
    const passing: Publishing['passing'] = async (point) => {
      if (point === 'after attempt') booked.push(await s.spent());
    };
    await s.work({ passing });
    expect(booked).toEqual([s.before + look! + repost!]);
    expect(await s.state(s.one)).toBe('boosted');
    expect(await s.spent()).toBe(booked[0]);
  });

  it('costs nothing when it is refused, but for the look', async () => {
    await using s = await held();
    s.will(() => new Rejected('you may not'));
    await s.tick();
    await s.work();
    expect(await s.reason(s.one)).toBe('declined by the network: you may not');
    expect(await s.spent()).toBe(s.before + look!);
  });

  it('waits with words when there is no money to look at it, and goes on when there is', async () => {
    await using s = await held();
    s.budget(s.before / 1e6);
    await s.tick();
    expect(await s.reason(s.one)).toBe('held: this month’s budget does not allow to look at it again');
    expect([s.during.look, await s.spent()]).toEqual([[], s.before]);
    s.budget(20);
    s.wait(minutes(60));
    await s.tick();
    await s.work();
    expect(await s.state(s.one)).toBe('boosted');
  });

  it('waits with words when there is no money for it, and is not laid down', async () => {
    await using s = await held();
    await s.p.pauses.pause({ scope: 'boost:x', kind: 'paused', reason: 'a person', by: 'F', since_at: 0 });
    await s.tick();
    expect(await s.reason(s.one)).toBe('waiting: boosting on X is paused: a person');
    await s.p.pauses.resume('boost:x');
    s.budget((await s.spent()) / 1e6 + 0.001);
    await s.tick();
    expect(await s.reason(s.one)).toBe('waiting: this month’s budget is spent');
    expect(s.queue).toEqual([]);
    s.budget(20);
    await s.tick();
    await s.work();
    expect(await s.state(s.one)).toBe('boosted');
  });

  it('gives way when the money is spent between its turn and its attempt', async () => {
    await using s = await held();
    await s.tick();
    s.budget((await s.spent()) / 1e6);
    await s.work();
    expect(s.boosted).toEqual([]);
    expect(await s.candidate(s.one)).toMatchObject({
      state: 'waiting',
      reason: 'waiting: this month’s budget is spent',
    });
  });
});

describe('after a boost on X', () => {
  const hours = (n: number) => Temporal.Duration.from({ hours: n });
  const boosted = async (...again: Temporal.Duration[] | [undefined]) => {
    const s = await stage(20, { hold: minutes(0) });
    if (again[0] !== undefined || again.length === 0) s.lookAgain(...(again as Temporal.Duration[]));
    const one = s.posts();
    await s.tick();
    await s.work();
    expect(await s.state(one)).toBe('boosted');
    const at = (await s.candidate(one))!.boosted_at!;
    return { ...s, one, due: async () => ((await s.candidate(one))!.due_at ?? at) - at, before: s.during.look.length };
  };
  const hour = 3_600_000;

  it('it is looked at after an hour, a day and a week', async () => {
    await using s = await boosted(undefined);
    for (const [wait, next] of [
      [1, 24],
      [23, 168],
      [144, 0],
    ] as const) {
      s.wait(hours(wait));
      await s.tick();
      expect(await s.due()).toBe(next * hour);
    }
    expect(s.during.look.length - s.before).toBe(3);
  });

  it('it is looked at when the file says, and undone when its post is gone', async () => {
    await using s = await boosted(hours(2), hours(5));
    expect(await s.due()).toBe(2 * hour);
    s.wait(hours(2));
    await s.tick();
    expect(await s.due()).toBe(5 * hour);
    s.change(s.one, 'gone');
    s.wait(hours(3));
    await s.tick();
    expect(await s.state(s.one)).toBe('undone');
  });

  it('nothing is looked at where the file says never, and withdrawn consent undoes it all the same', async () => {
    await using s = await boosted();
    s.change(s.one, 'gone');
    s.wait(hours(24 * 8));
    await s.tick();
    expect([await s.due(), s.during.look.length - s.before, await s.state(s.one)]).toEqual([0, 0, 'boosted']);
    const { partners } = s.boosting;
    const without = async () => ({ ...(await partners())!, partners: [] });
    await boost({ ...s.boosting, partners: without })();
    expect(await s.state(s.one)).toBe('undone');
    expect(s.during.look.length - s.before).toBe(0);
  });

  it('nothing more is looked at once the file says never', async () => {
    await using s = await boosted(hours(1));
    s.lookAgain();
    s.wait(hours(1));
    await s.tick();
    expect((await s.candidate(s.one))!.due_at).toBeNull();
    expect(s.during.look.length - s.before).toBe(0);
  });
});
