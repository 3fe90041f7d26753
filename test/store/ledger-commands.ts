import fc from 'fast-check';
import { expect } from 'vitest';
import type { Attempt, Content, DeliveryId } from '../../src/model.ts';
import type { Claimed } from '../../src/store/claim.ts';
import type { Deliveries } from '../../src/store/deliveries.ts';
import type { Ledger } from '../../src/store/ledger.ts';
import type { Pauses } from '../../src/store/pauses.ts';
import type { settling } from '../../src/store/settling.ts';
import { type Answer, arrive, CALL_MS, claimable, type Hand, isOut, LEASE_MS, leave, type Model, pass, refusal, type Row } from './ledger-model.ts';

/*
 * What two workers, a person and time may do, each as a step of the model and of the real ledger. A worker that died simply
 * does nothing any more; what it sent may arrive all the same.
 */

export type Real = {
  readonly ledgers: readonly [Ledger, Ledger];
  readonly deliveries: Deliveries;
  readonly pauses: Pauses;
  readonly settling: ReturnType<typeof settling>;
  readonly agrees: (m: Model) => Promise<void>;
};

type Command = fc.AsyncCommand<Model, Real>;
type Worker = 0 | 1;

const nameOf = (w: Worker): string => `worker-${w}`;
const moments = (m: Model) => ({ campaign: m.now, network: m.now, real: m.now });
const terms = { leaseMs: LEASE_MS, realPerCampaignMs: 1 };

/** A command: what it is called, when it makes sense, and what it does. Afterwards the store and the model agree. */
const command = (name: string, sensible: (m: Model) => boolean, act: (m: Model, r: Real) => Promise<void>): Command => ({
  check: (m) => sensible(m),
  run: async (m, r) => {
    await act(m, r);
    for (const [place, times] of m.out) expect(times, `${place} is out once`).toBe(1);
    await r.agrees(m);
  },
  toString: () => name,
});

const take = (m: Model, w: Worker, row: Row, claim: Claimed): void => {
  row.state = 'attempting';
  row.leaseBy = nameOf(w);
  row.leaseUntil = m.now + LEASE_MS;
  expect(claim.open?.id).toBe(row.open?.id);
  expect(claim.done.map((one) => one.step)).toEqual([...row.received].sort());
  m.hands[w] = { row, claim, open: row.open?.id, attempt: undefined, answer: undefined, done: row.received.size };
};

const claimOne = (w: Worker, d: number) =>
  command(`${nameOf(w)} claims ${d}`, (m) => !m.hands[w], async (m, r) => {
    const row = m.rows[d]!;
    const claim = await r.ledgers[w].claim(row.id as DeliveryId, nameOf(w), moments(m), terms);
    expect(claim.kind).toBe(claimable(m, row) ? 'claimed' : refusal(m, row));
    if (claim.kind === 'claimed') take(m, w, row, claim);
  });

const claimBoth = (d: number) =>
  command(`both claim ${d} at once`, (m) => !m.hands[0] && !m.hands[1], async (m, r) => {
    const row = m.rows[d]!;
    const both = [0, 1] as const;
    const claims = await Promise.all(both.map((w) => r.ledgers[w].claim(row.id as DeliveryId, nameOf(w), moments(m), terms)));
    const won = both.filter((w) => claims[w]?.kind === 'claimed');
    expect(won.length, 'one winner').toBe(claimable(m, row) ? 1 : 0);
    for (const w of won) take(m, w, row, claims[w] as Claimed);
  });

const contentOf = (row: Row): Content => ({ posts: Array.from({ length: row.posts }, (_, i) => `Post ${i} of ${row.id}`), pictures: [] });

const attempt = (w: Worker, gap: number) =>
  command(
    `${nameOf(w)} writes an attempt down${gap > 0 ? ', keeping its distance' : ''}`,
    (m) => m.hands[w] !== undefined && !m.hands[w].attempt && m.hands[w].open === undefined,
    async (m, r) => {
      const hand = m.hands[w]!;
      const { row, done: step } = hand;
      const tooClose = gap > 0 && m.rows.some((other) => other !== row && other.sentAt > m.now - gap);
      const mine = row.state === 'attempting' && row.leaseBy === nameOf(w) && row.leaseUntil > m.now;
      const what = {
        ...{ step, text: `Post ${step} of ${row.id}`, lang: 'en', hash: '', key: `${row.id}-${step}`, with: {} },
        createdAt: Temporal.Instant.fromEpochMilliseconds(m.now),
      };
      const price = { micros: 0, month: '2027-01' };
      const commitment = { what, content: contentOf(row), moments: moments(m), leaseMs: LEASE_MS, price, gap };
      const written = await r.ledgers[w].attempt(hand.claim as Claimed, nameOf(w), commitment).catch(() => 'not mine any more' as const);
      if (tooClose) {
        expect(written).toBe('turn');
        return;
      }
      if (!mine) {
        expect(written).toBe('not mine any more');
        m.hands[w] = undefined;
        return;
      }
      const { id } = written as Attempt;
      expect(row.open, 'one question at a time').toBeUndefined();
      row.open = { id, step };
      row.sentAt = m.now;
      row.leaseUntil = m.now + LEASE_MS;
      hand.attempt = { id, step, trueAt: m.truly, clocks: m.clocks };
    },
  );

/** A worker that took over looks for what was lost; on a network with keys it sends it again. */
const look = (w: Worker, gives: 'up' | 'not up') =>
  command(`${nameOf(w)} looks for the lost one`, (m) => m.hands[w]?.open !== undefined && !m.hands[w].attempt, async (m, r) => {
    const hand = m.hands[w]!;
    const { row } = hand;
    const open = (hand.claim as Claimed).open!;
    const found = isOut(m, row, open.step);
    if (found || m.keyed) {
      hand.attempt = { id: open.id, step: open.step, trueAt: m.truly, clocks: m.clocks };
      hand.open = undefined;
      if (found) {
        hand.answer = 'yes';
        return;
      }
      const mine = row.state === 'attempting' && row.leaseBy === nameOf(w) && row.leaseUntil > m.now;
      expect(await r.ledgers[w].renew(hand.claim as Claimed, nameOf(w), m.now, LEASE_MS)).toBe(mine);
      if (mine) row.leaseUntil = m.now + LEASE_MS;
      else m.hands[w] = undefined;
      return;
    }
    m.hands[w] = undefined;
    if (gives === 'up') {
      await r.ledgers[w].release(hand.claim as Claimed, nameOf(w), 'unconfirmed', { reason: 'it does not show it' });
      leave(row, nameOf(w), 'unconfirmed');
      return;
    }
    const next = m.now + 15_000;
    await r.ledgers[w].lose(open, nameOf(w), m.now, open.looks + 1, next, 'not found yet');
    lose(row, nameOf(w), next);
  });

const lose = (row: Row, worker: string, next: number): void => {
  if (row.state !== 'attempting' || row.leaseBy !== worker) return;
  row.leaseBy = null;
  row.leaseUntil = 0;
  row.notBefore = next;
};

/** As src/jobs/send.ts: not when too much time has passed since the attempt. */
const mayStillSend = (m: Model, hand: Hand | undefined): boolean =>
  hand?.attempt !== undefined &&
  !hand.answer &&
  // A clock that is set twice between two statements hides how long they took: left out here.
  m.clocks === hand.attempt.clocks &&
  m.truly - hand.attempt.trueAt <= LEASE_MS / 4;

type Way = Answer | 'lost, and out' | 'lost, and on its way';

const send = (w: Worker, way: Way) =>
  command(`${nameOf(w)} calls the network: ${way}`, (m) => mayStillSend(m, m.hands[w]), async (m) => {
    const hand = m.hands[w]!;
    const { row } = hand;
    const { step } = hand.attempt!;
    m.touched.set(row.id, m.truly);
    // A network that has the post, or will have it, does not say no to it.
    const certain = isOut(m, row, step) || m.flights.some((flight) => flight.row === row && flight.step === step);
    if (way === 'lost, and on its way') m.flights.push({ row, step, until: m.truly + CALL_MS });
    else if (way === 'yes' || way === 'lost, and out' || (certain && way !== 'lost')) arrive(m, row, step);
    if (way.startsWith('lost')) hand.answer = 'lost';
    else hand.answer = certain ? 'yes' : (way as Answer);
  });

const writeDown = (w: Worker) =>
  command(`${nameOf(w)} writes down what it was told`, (m) => m.hands[w]?.answer !== undefined, async (m, r) => {
    const hand = m.hands[w]!;
    const { row } = hand;
    const { id, step } = hand.attempt!;
    const by = nameOf(w);
    const sent = { id, step, delivery: row.id as DeliveryId } as Attempt;
    const answer = hand.answer!;
    if (answer === 'yes') {
      const complete = step === row.posts - 1;
      const receipt = { remoteId: `${row.id}-${step}`, url: '', at: Temporal.Instant.fromEpochMilliseconds(m.now) };
      await r.ledgers[w].receive(sent, receipt, complete);
      row.received.add(step);
      if (row.open?.step === step) row.open = undefined;
      if (complete) Object.assign(row, { state: 'published', leaseBy: null, leaseUntil: 0, notBefore: 0 });
      // It was given up meanwhile: the answer goes on.
      else if (row.state === 'unconfirmed' && !row.open) Object.assign(row, { state: 'queued', notBefore: 0 });
      hand.attempt = undefined;
      hand.answer = undefined;
      hand.done = step + 1;
      if (complete) m.hands[w] = undefined;
      return;
    }
    m.hands[w] = undefined;
    if (answer === 'lost') {
      await r.ledgers[w].lose(sent, by, m.now, 0, m.now + 15_000, 'no answer');
      lose(row, by, m.now + 15_000);
      return;
    }
    const to = answer === 'rejected' ? 'rejected' : 'queued';
    const notBefore = answer === 'rejected' ? 0 : m.now + 60_000;
    if (answer === 'throttled') {
      await r.ledgers[w].throttle('x', notBefore);
      m.throttledUntil = notBefore;
    }
    await r.ledgers[w].refuse(hand.claim as Claimed, by, sent, answer, to, { reason: answer, notBefore });
    // A "no" speaks of its own call: whoever took over may have sent it again.
    if (leave(row, by, to, notBefore)) row.open = undefined;
  });

const release = (w: Worker, to: 'queued' | 'held' | 'skipped' | 'planned') =>
  command(
    `${nameOf(w)} leaves it ${to}`,
    (m) => m.hands[w] !== undefined && !m.hands[w].attempt && m.hands[w].open === undefined && m.hands[w].done === 0,
    async (m, r) => {
      const { row, claim } = m.hands[w]!;
      m.hands[w] = undefined;
      await r.ledgers[w].release(claim as Claimed, nameOf(w), to, { reason: to, notBefore: m.now });
      leave(row, nameOf(w), to, m.now);
    },
  );

const crash = (w: Worker) =>
  command(`${nameOf(w)} dies`, (m) => m.hands[w] !== undefined, async (m) => {
    m.hands[w] = undefined;
  });

const wait = (milliseconds: number) =>
  command(`${milliseconds / 1_000} s pass`, () => true, async (m) => pass(m, milliseconds));

/** The planner cuts leases that reach too far, which only a clock set back can have left. */
const setClock = (by: number) =>
  command(`the clock is set by ${by / 1_000} s`, () => true, async (m, r) => {
    m.now += by;
    m.clocks += 1;
    await r.deliveries.clampLeases(m.now + LEASE_MS);
    for (const row of m.rows) if (row.state === 'attempting') row.leaseUntil = Math.min(row.leaseUntil, m.now + LEASE_MS);
  });

const pause = (on: boolean) =>
  command(on ? 'a person pauses' : 'a person resumes', () => true, async (m, r) => {
    m.paused = on;
    if (on) await r.pauses.pause({ scope: 'all', kind: 'paused', reason: 'wait', by: 'A', since_at: m.now });
    else await r.pauses.resume('all');
  });

const waiting = ['planned', 'queued', 'held'] as const;
const waits = (row: Row): boolean => (waiting as readonly string[]).includes(row.state);

const publishNow = (d: number) =>
  command(`a person says: publish ${d} now`, () => true, async (m, r) => {
    const row = m.rows[d]!;
    expect(await r.deliveries.sendNow(row.id, m.now)).toBe(waits(row));
    if (waits(row)) Object.assign(row, { state: 'queued', sendNow: true, notBefore: 0 });
  });

const withdraw = (d: number) =>
  command(`${d} is withdrawn`, () => true, async (m, r) => {
    const row = m.rows[d]!;
    expect(await r.deliveries.move([row.id], waiting, 'skipped', 'withdrawn')).toBe(waits(row) ? 1 : 0);
    if (waits(row)) row.state = 'skipped';
  });

/** A person looks at the network, when nothing can be on its way any more, and says the truth. */
const settle = (d: number) =>
  command(
    `a person answers about ${d}`,
    (m) => m.truly - (m.touched.get(m.rows[d]!.id) ?? 0) > 2 * CALL_MS && !m.hands.some((hand) => hand?.row === m.rows[d] && mayStillSend(m, hand)),
    async (m, r) => {
      const row = m.rows[d]!;
      const open = row.state === 'unconfirmed' ? row.open : undefined;
      expect((await r.settling.question(row.id))?.id).toBe(open?.id);
      if (!open) return;
      row.open = undefined;
      row.notBefore = 0;
      if (!isOut(m, row, open.step)) {
        expect(await r.settling.send(row.id, m.now)).toBe(true);
        Object.assign(row, { state: 'queued', sendNow: true });
        return;
      }
      expect(await r.settling.isOut(row.id, { remoteId: `${row.id}-${open.step}`, url: '', at: m.now })).toBe(true);
      row.received.add(open.step);
      row.state = open.step === row.posts - 1 ? 'published' : 'queued';
    },
  );

type Turn = { w: Worker; d: number; way: Way; gap: number; gives: 'up' | 'not up' };

/** The next thing that this worker does, whatever it has in hand. */
const goOn = ({ w, d, way, gap, gives }: Turn): Command => {
  let done: Command | undefined;
  const next = (hand: Hand | undefined, m: Model): Command => {
    if (!hand) {
      const ready = m.rows.map((row, i) => ({ row, i })).filter(({ row }) => claimable(m, row));
      return claimOne(w, ready[d % ready.length]?.i ?? d);
    }
    if (hand.answer) return writeDown(w);
    if (hand.open !== undefined && !hand.attempt) return look(w, gives);
    if (!hand.attempt) return attempt(w, gap);
    return mayStillSend(m, hand) ? send(w, way) : crash(w);
  };
  return {
    check: () => true,
    run: (m, r) => {
      done = next(m.hands[w], m);
      return done.run(m, r);
    },
    toString: () => String(done ?? `${nameOf(w)} goes on`),
  };
};

/** Peace returns: one worker goes on with everything, and the network says yes. */
export const finish = async (m: Model, r: Real): Promise<void> => {
  for (const w of [0, 1] as const) if (m.hands[w]) await crash(w).run(m, r);
  await pause(false).run(m, r);
  await wait(24 * 3_600_000).run(m, r);
  for (let rounds = 0; rounds < 20; rounds += 1) {
    for (const d of [0, 1, 2]) {
      do await goOn({ w: 0, d, way: 'yes', gap: 0, gives: 'up' }).run(m, r);
      while (m.hands[0]);
    }
    if (!m.rows.some((row) => row.state === 'queued' || row.state === 'attempting')) return;
    await wait(121_000).run(m, r);
  }
  throw new Error('a delivery never comes to an end');
};

const worker = fc.constantFrom<Worker>(0, 0, 0, 1);
const delivery = fc.constantFrom(0, 1, 1, 2);
const way = fc.constantFrom<Way>(
  ...(['yes', 'yes', 'rejected', 'throttled', 'unreachable', 'blocked'] as const),
  ...(['lost', 'lost, and out', 'lost, and out', 'lost, and on its way', 'lost, and on its way'] as const),
);
const turn = fc
  .record({ w: worker, d: delivery, way, gap: fc.constantFrom(0, 0, 0, 90_000), gives: fc.constantFrom('up' as const, 'not up' as const) })
  .map(goOn);
const times = (n: number, one: fc.Arbitrary<Command>): fc.Arbitrary<Command>[] => Array.from({ length: n }, () => one);

/** Heavier where a story has to go through to mean something. */
export const anyCommand: fc.Arbitrary<Command>[] = [
  ...times(24, turn),
  fc.tuple(worker, delivery).map(([w, d]) => claimOne(w, d)),
  ...times(2, delivery.map(claimBoth)),
  fc.tuple(worker, fc.constantFrom('queued' as const, 'held' as const, 'skipped' as const, 'planned' as const)).map(([w, to]) => release(w, to)),
  ...times(2, worker.map(crash)),
  ...times(6, fc.constantFrom(1_000, 20_000, 61_000, 121_000, 400_000).map(wait)),
  ...times(2, fc.constantFrom(-3_600_000, -130_000, 130_000, 130_000, 3_600_000).map(setClock)),
  fc.constantFrom(true, false, false).map(pause),
  ...times(2, delivery.map(publishNow)),
  delivery.map(withdraw),
  ...times(2, delivery.map(settle)),
];
