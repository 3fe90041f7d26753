import { expect } from 'vitest';
import type { Attempt, Content, DeliveryId } from '../../src/model.ts';
import type { Claimed } from '../../src/store/claim.ts';
import { command, type Worker } from './ledger-command.ts';
import {
  type Answer,
  arrive,
  CALL_MS,
  claimable,
  type Hand,
  isOut,
  LEASE_MS,
  leave,
  type Model,
  type Row,
  refusal,
} from './ledger-model.ts';

/*
 * What two workers do. One that died simply does nothing any more; what it sent may arrive all the same.
 */

export const nameOf = (w: Worker): string => `worker-${w}`;
const moments = (m: Model) => ({ campaign: m.now, network: m.now, real: m.now });
const terms = { leaseMs: LEASE_MS, realPerCampaignMs: 1 };

const take = (m: Model, w: Worker, row: Row, claim: Claimed): void => {
  row.state = 'attempting';
  row.leaseBy = nameOf(w);
  row.leaseUntil = m.now + LEASE_MS;
  expect(claim.open?.id).toBe(row.open?.id);
  expect(claim.done.map((one) => one.step)).toEqual([...row.received].sort());
  m.hands[w] = { row, claim, open: row.open?.id, attempt: undefined, answer: undefined, done: row.received.size };
};

export const claimOne = (w: Worker, d: number) =>
  command(
    `${nameOf(w)} claims ${d}`,
    (m) => !m.hands[w],
    async (m, r) => {
      const row = m.rows[d]!;
      const claim = await r.ledgers[w].claim(row.id as DeliveryId, nameOf(w), moments(m), terms);
      expect(claim.kind).toBe(claimable(m, row) ? 'claimed' : refusal(m, row));
      if (claim.kind === 'claimed') take(m, w, row, claim);
    },
  );

export const claimBoth = (d: number) =>
  command(
    `both claim ${d} at once`,
    (m) => !m.hands[0] && !m.hands[1],
    async (m, r) => {
      const row = m.rows[d]!;
      const both = [0, 1] as const;
      const claims = await Promise.all(
        both.map((w) => r.ledgers[w].claim(row.id as DeliveryId, nameOf(w), moments(m), terms)),
      );
      const won = both.filter((w) => claims[w]?.kind === 'claimed');
      expect(won.length, 'one winner').toBe(claimable(m, row) ? 1 : 0);
      for (const w of won) take(m, w, row, claims[w] as Claimed);
    },
  );

const contentOf = (row: Row): Content => ({
  posts: Array.from({ length: row.posts }, (_, i) => `Post ${i} of ${row.id}`),
  pictures: [],
});

export const attempt = (w: Worker, gap: number) =>
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
      const written = await r.ledgers[w]
        .attempt(hand.claim as Claimed, nameOf(w), commitment)
        .catch(() => 'not mine any more' as const);
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
export const look = (w: Worker, gives: 'up' | 'not up') =>
  command(
    `${nameOf(w)} looks for the lost one`,
    (m) => m.hands[w]?.open !== undefined && !m.hands[w].attempt,
    async (m, r) => {
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
    },
  );

const lose = (row: Row, worker: string, next: number): void => {
  if (row.state !== 'attempting' || row.leaseBy !== worker) return;
  row.leaseBy = null;
  row.leaseUntil = 0;
  row.notBefore = next;
};

/** As src/jobs/send.ts: not when too much time has passed since the attempt. */
export const mayStillSend = (m: Model, hand: Hand | undefined): boolean =>
  hand?.attempt !== undefined &&
  !hand.answer &&
  // A clock that is set twice between two statements hides how long they took: left out here.
  m.clocks === hand.attempt.clocks &&
  m.truly - hand.attempt.trueAt <= LEASE_MS / 4;

export type Way = Answer | 'lost, and out' | 'lost, and on its way';

export const send = (w: Worker, way: Way) =>
  command(
    `${nameOf(w)} calls the network: ${way}`,
    (m) => mayStillSend(m, m.hands[w]),
    async (m) => {
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
    },
  );

export const writeDown = (w: Worker) =>
  command(
    `${nameOf(w)} writes down what it was told`,
    (m) => m.hands[w]?.answer !== undefined,
    async (m, r) => {
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
    },
  );

export const release = (w: Worker, to: 'queued' | 'held' | 'skipped' | 'planned') =>
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

export const crash = (w: Worker) =>
  command(
    `${nameOf(w)} dies`,
    (m) => m.hands[w] !== undefined,
    async (m) => {
      m.hands[w] = undefined;
    },
  );
