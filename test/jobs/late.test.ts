import { describe, expect, it } from 'vitest';
import { freshRows } from '../../src/jobs/extend-plan.ts';
import { publish } from '../../src/jobs/publish.ts';
import type { Campaign, DeliveryId } from '../../src/model.ts';
import { campaign, message, noon, publishingStage } from './stage.ts';

/* The machine was off: what is late keeps the caps, the nights and the distance between repetitions, as the plan does. */

const hours = (n: number) => Temporal.Duration.from({ hours: n });
const [x] = campaign.networks;
const twoADay: Partial<Campaign> = {
  networks: [{ ...x!, postsPerDay: 2 }],
  quietHours: { start: 1_380, end: 420 },
};
const dayOf = (at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(campaign.timeZone).toPlainDate().toString();

type Options = NonNullable<Parameters<typeof publishingStage>[0]>;

/** A stage that notes what went out when, and lets time pass in steps of half an hour, everybody awake. */
const stage = async (count: number, change: Partial<Campaign> = twoADay, more: Options = {}) => {
  const messages = Array.from({ length: count }, (_, i) => message(`m${i}`));
  const s = await publishingStage({ messages, campaign: change, ...more });
  const sent: { id: string; at: number }[] = [];
  s.will(({ delivery }) => {
    sent.push({ id: delivery, at: s.clock.now().epochMilliseconds });
    return 'publish';
  });
  const all: DeliveryId[] = [];
  return {
    s,
    sent,
    queue: async (id: string, at: Temporal.Instant, about = id) => {
      all.push(await s.queued(id, at, about));
    },
    pass: async (span: Temporal.DurationLike) => {
      const end = s.clock.now().add(span);
      for (; Temporal.Instant.compare(s.clock.now(), end) <= 0; s.clock.set(s.clock.now().add({ minutes: 30 })))
        await Promise.all(all.map((delivery, i) => publish({ ...s.p, worker: `worker-${i}` })({ delivery })));
    },
    perDay: () =>
      Object.fromEntries([...Map.groupBy(sent, ({ at }) => dayOf(at))].map(([day, of]) => [day, of.length])),
    [Symbol.asyncDispose]: () => s[Symbol.asyncDispose](),
  };
};

describe('after days without the machine', () => {
  it('keeps the cap of each day, and the nights, and posts everything in the end', async () => {
    await using t = await stage(10);
    for (let i = 0; i < 10; i += 1) await t.queue(`m${i}`, noon.subtract({ hours: 120 - 12 * i }));
    await t.pass({ hours: 5 * 24 });
    expect(t.perDay()).toEqual({ '2026-11-29': 2, '2026-11-30': 2, '2026-12-01': 2, '2026-12-02': 2, '2026-12-03': 2 });
    for (const { at } of t.sent) {
      const { hour } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Europe/Brussels');
      expect(hour).toBeGreaterThanOrEqual(7);
      expect(hour).toBeLessThan(23);
    }
  });

  it('leaves their places to those that are still due, on time', async () => {
    await using t = await stage(8);
    for (let i = 0; i < 5; i += 1) await t.queue(`m${i}`, noon.subtract({ hours: 120 - 24 * i }));
    await t.queue('m5', noon.add(hours(4)));
    await t.queue('m6', noon.add(hours(24)));
    await t.queue('m7', noon.add(hours(28)));
    await t.pass({ hours: 48 });
    const due = noon.epochMilliseconds;
    expect(t.sent.filter(({ id }) => id > 'm4')).toEqual([
      { id: 'm5', at: due + 4 * 3_600_000 },
      { id: 'm6', at: due + 24 * 3_600_000 },
      { id: 'm7', at: due + 28 * 3_600_000 },
    ]);
    expect(t.perDay()).toEqual({ '2026-11-29': 2, '2026-11-30': 2, '2026-12-01': 2 });
  });

  it('keeps the place of one that only waits for its approval', async () => {
    await using t = await stage(3, { networks: [{ ...x!, postsPerDay: 1 }] });
    await t.s.p.deliveries.add([
      { id: 'm1' as DeliveryId, message: 'm1', lang: 'en', network: 'x', at: noon.add(hours(3)), textHash: 'm1' },
    ]);
    await t.queue('m0', noon.subtract(hours(30)));
    await t.pass({ hours: 4 });
    expect(t.sent).toEqual([]);
    expect((await t.s.row('m0')).reason).toMatch(/late by 30 h: waits for its turn, 2026-11-30 00:00/);
  });

  it('takes as many as a special day takes', async () => {
    await using t = await stage(6, { ...twoADay, specialDays: [{ day: '11-29', postsPerDay: 3, kinds: ['action'] }] });
    for (let i = 0; i < 6; i += 1) await t.queue(`m${i}`, noon.subtract({ hours: 120 - 12 * i }));
    await t.pass({ hours: 24 });
    expect(t.perDay()).toEqual({ '2026-11-29': 3, '2026-11-30': 2 });
  });

  it('skips one for which no day within the horizon has room, and says so', async () => {
    await using t = await stage(4, { networks: [{ ...x!, postsPerDay: 1 }], horizon: hours(72) });
    await t.queue('m0', noon.subtract(hours(48)));
    for (let i = 1; i < 4; i += 1) await t.queue(`m${i}`, noon.add(hours(24 * (i - 1) + 1)));
    await t.pass({ hours: 0 });
    expect(await t.s.row('m0')).toMatchObject({
      state: 'skipped',
      reason: 'late by 48 h: no day of the next 3 days has room for it',
    });
  });

  it('says nothing twice within repeatAfter', async () => {
    await using t = await stage(2, { repeatAfter: hours(48) });
    await t.queue('a', noon.subtract(hours(100)), 'm0');
    await t.queue('b', noon.subtract(hours(52)), 'm0');
    await t.queue('c', noon.subtract(hours(30)), 'm1');
    await t.pass({ hours: 24 });
    expect(t.sent.map(({ id }) => id).sort()).toEqual(['a', 'c']);
    expect(await t.s.row('b')).toMatchObject({
      state: 'skipped',
      reason: expect.stringMatching(
        /^late by 5\d h: the same text went out on 2026-11-29, and may come again after 48 h$/,
      ),
    });
  });

  it('gives way to the same text that is due soon and on time', async () => {
    await using t = await stage(1, { repeatAfter: hours(48) });
    await t.queue('old', noon.subtract(hours(46)), 'm0');
    await t.queue('new', noon.add(hours(2)), 'm0');
    await t.pass({ hours: 3 });
    expect(t.sent.map(({ id }) => id)).toEqual(['new']);
    expect((await t.s.row('old')).reason).toBe('late by 46 h: the same text is due again on 2026-11-29 anyway');
  });

  it('plans no text again too soon after it went out late', async () => {
    await using t = await stage(1, { repeatAfter: hours(96), networks: [{ ...x!, postsPerDay: 1 }] });
    await t.queue('m0', noon.subtract(hours(90)));
    const { ready } = await t.s.p.toolkit();
    const textHash = ready[0]!.composed.get('x')!.textHash;
    await t.s.store.db.updateTable('delivery').set({ text_hash: textHash }).execute();
    await t.pass({ hours: 0 });
    expect(t.sent).toHaveLength(1);
    const rows = await freshRows(t.s.p, await t.s.p.toolkit(), t.s.clock.now(), noon.add(hours(24 * 7)), ['x']);
    expect(rows.length).toBeGreaterThan(0);
    for (const { at } of rows) expect(at.since(noon).total('hours')).toBeGreaterThanOrEqual(96);
  });

  it('lets a person have it sent now, whatever the day holds', async () => {
    await using t = await stage(3);
    for (let i = 0; i < 3; i += 1) await t.queue(`m${i}`, noon.subtract({ hours: 72 - 12 * i }));
    await t.pass({ hours: 2 });
    const [left] = (await t.s.p.deliveries.inState(['queued'])).map(({ id }) => id);
    await t.s.p.deliveries.sendNow(left!, t.s.clock.now().epochMilliseconds);
    await t.pass({ minutes: 0 });
    expect(t.perDay()).toEqual({ '2026-11-29': 3 });
  });

  it('has room for one when two workers look at the same moment', async () => {
    const none = Temporal.Duration.from({ minutes: 0 });
    await using t = await stage(2, { networks: [{ ...x!, postsPerDay: 1, spacing: none }] });
    await t.queue('m0', noon.subtract(hours(40)));
    await t.queue('m1', noon.subtract(hours(30)));
    await t.pass({ minutes: 0 });
    expect(t.sent).toHaveLength(1);
    await t.pass({ hours: 24 });
    expect(t.perDay()).toEqual({ '2026-11-29': 1, '2026-11-30': 1 });
  });
});
