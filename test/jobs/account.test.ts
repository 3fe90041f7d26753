import { describe, expect, it } from 'vitest';
import { Ambiguous, Unreachable } from '../../src/errors.ts';
import { seeAccount } from '../../src/jobs/account.ts';
import { publish } from '../../src/jobs/publish.ts';
import type { DeliveryId } from '../../src/model.ts';
import type { Price } from '../../src/network/network.ts';
import { xPrice } from '../../src/network/x/rules.ts';
import { campaign, message, noon, publishingStage } from './stage.ts';

/* What a look at the account costs, and what a look for a lost post is told. */

const price: Price = { ...xPrice, publish: () => 0.015 };
const days = (n: number) => noon.add({ hours: 24 * n });
const budget = (monthlyBudget: number) => ({ networks: [{ ...campaign.networks[0]!, monthlyBudget }] });
const month = '2026-11';

describe('a look at an account that costs money', () => {
  it('is booked before the call, and remembered by every process for a week', async () => {
    await using s = await publishingStage({ behaviour: { price } });
    const { network } = s;
    const priced = {
      ...network,
      account: async (signal: AbortSignal) => {
        expect(await s.p.spend.spent('x', month)).toBe(10_000);
        return network.account(signal);
      },
    };
    expect(await seeAccount(s.p, priced)).toBe(true);
    expect((await s.p.seen.all()).get('x')).toMatchObject({ account_id: '1', handle: 'test' });
    s.clock.set(days(6));
    expect(await seeAccount({ ...s.p }, priced)).toBe(true);
    expect(s.asked).toHaveLength(1);
    s.clock.set(days(7));
    await seeAccount(s.p, network);
    expect(s.asked).toHaveLength(2);
  });

  it('is not made when the month’s budget does not allow it, and nothing is published either', async () => {
    await using s = await publishingStage({ behaviour: { price }, campaign: budget(0.009) });
    const id = await s.queued('a');
    await publish(s.p)({ delivery: id });
    expect(s.asked).toEqual([]);
    expect(await s.p.spend.spent('x', month)).toBe(0);
    expect(s.said).toContain('not looked at the account: this month’s budget does not allow it');
    expect(await s.row('a')).toMatchObject({ state: 'held', reason: expect.stringContaining('budget') });
  });

  it('leaves an account as it was known when there is no money to look again', async () => {
    await using s = await publishingStage({ behaviour: { price }, campaign: budget(0.01) });
    await seeAccount(s.p, s.network);
    s.clock.set(days(1));
    await s.store.db.updateTable('network').set({ looked_at: 0 }).execute();
    expect(await seeAccount(s.p, s.network)).toBe(true);
    expect(s.asked).toHaveLength(1);
  });

  it('is paid for once a day when it does not come about', async () => {
    await using s = await publishingStage({ behaviour: { price } });
    const deaf = { ...s.network, account: () => Promise.reject(new Unreachable('refused')) };
    for (let i = 0; i < 5; i += 1) await expect(seeAccount(s.p, deaf)).rejects.toBeInstanceOf(Unreachable);
    expect(await s.p.spend.spent('x', month)).toBe(10_000);
  });

  it('passes no budget when many look at once', async () => {
    await using s = await publishingStage({ behaviour: { price }, campaign: budget(0.035) });
    const booking = (what: string) => ({ network: 'x' as const, at: noon, dollars: 0.01, what });
    const booked = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((what) => s.p.spend.afford(booking(what), 0.035)));
    expect(booked.filter(Boolean)).toHaveLength(3);
    expect(await s.p.spend.spent('x', month)).toBe(30_000);
  });

  it('is left to a person when a lost post cannot be looked for without it', async () => {
    await using s = await publishingStage({ behaviour: { price }, campaign: budget(0.085) });
    const id = await s.queued('a');
    s.will(() => new Ambiguous('lost'));
    await publish(s.p)({ delivery: id });
    await s.store.db.updateTable('network').set({ account_id: null }).execute();
    await s.store.db.deleteFrom('spend').where('what', 'like', 'the account%').execute();
    s.setToolkit([message('first')], budget(0.07)); // the look itself: 0.015 + 0.05, and then who we are: 0.01
    s.clock.set(noon.add({ seconds: 15 }));
    await publish(s.p)({ delivery: id });
    expect(await s.row('a')).toMatchObject({ state: 'unconfirmed', reason: expect.stringContaining('budget') });
    expect(s.calls).toEqual(['publish a']);
  });

  it('that fails leaves the question open', async () => {
    await using s = await publishingStage({ behaviour: { price } });
    const id = await s.queued('a');
    s.will(() => new Ambiguous('lost'));
    await publish(s.p)({ delivery: id });
    await s.store.db.updateTable('network').set({ account_id: null }).execute();
    const deaf = { ...s.network, account: () => Promise.reject(new Unreachable('refused')) };
    s.clock.set(noon.add({ seconds: 15 }));
    expect(await publish({ ...s.p, networks: new Map([['x', deaf]]) })({ delivery: id })).toMatchObject({
      kind: 'sleep',
    });
    expect(await s.row('a')).toMatchObject({ state: 'attempting', reason: expect.stringContaining('refused') });
  });
});

describe('a look for a lost post', () => {
  const lose = async (s: Awaited<ReturnType<typeof publishingStage>>, id: DeliveryId) => {
    s.will(() => new Ambiguous('lost'));
    await publish(s.p)({ delivery: id });
    s.clock.set(s.clock.now().add({ seconds: 15 }));
    await publish(s.p)({ delivery: id });
  };

  it('is told which posts of ours have a receipt, from before and after', async () => {
    await using s = await publishingStage();
    await publish(s.p)({ delivery: await s.queued('a') });
    const lost = await s.queued('b', noon, 'second');
    s.will(() => new Ambiguous('lost'));
    await publish(s.p)({ delivery: lost });
    s.will(() => 'publish');
    await publish(s.p)({ delivery: await s.queued('c') });
    s.clock.set(noon.add({ seconds: 15 }));
    await publish(s.p)({ delivery: lost });
    expect(s.told).toEqual([{ before: new Set(['0']), after: new Set(['1']) }]);
  });

  it('is told nothing while the answer for another post of the same words is lost', async () => {
    await using s = await publishingStage();
    await lose(s, await s.queued('a'));
    await lose(s, await s.queued('b'));
    expect(s.told).toEqual([{ before: new Set(), after: new Set() }, undefined]);
  });
});
