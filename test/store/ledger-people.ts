import { expect } from 'vitest';
import { command } from './ledger-command.ts';
import { CALL_MS, isOut, LEASE_MS, pass, type Row } from './ledger-model.ts';
import { mayStillSend } from './ledger-workers.ts';

/* What time, clocks and people do. */

export const wait = (milliseconds: number) =>
  command(
    `${milliseconds / 1_000} s pass`,
    () => true,
    async (m) => pass(m, milliseconds),
  );

/** The planner cuts leases that reach too far, which only a clock set back can have left. */
export const setClock = (by: number) =>
  command(
    `the clock is set by ${by / 1_000} s`,
    () => true,
    async (m, r) => {
      m.now += by;
      m.clocks += 1;
      await r.deliveries.clampLeases(m.now + LEASE_MS);
      for (const row of m.rows)
        if (row.state === 'attempting') row.leaseUntil = Math.min(row.leaseUntil, m.now + LEASE_MS);
    },
  );

export const pause = (on: boolean) =>
  command(
    on ? 'a person pauses' : 'a person resumes',
    () => true,
    async (m, r) => {
      m.paused = on;
      if (on) await r.pauses.pause({ scope: 'all', kind: 'paused', reason: 'wait', by: 'A', since_at: m.now });
      else await r.pauses.resume('all');
    },
  );

const waiting = ['planned', 'queued', 'held'] as const;
const waits = (row: Row): boolean => (waiting as readonly string[]).includes(row.state);

export const publishNow = (d: number) =>
  command(
    `a person says: publish ${d} now`,
    () => true,
    async (m, r) => {
      const row = m.rows[d]!;
      expect(await r.deliveries.sendNow(row.id, m.now)).toBe(waits(row));
      if (waits(row)) Object.assign(row, { state: 'queued', sendNow: true, notBefore: 0 });
    },
  );

export const withdraw = (d: number) =>
  command(
    `${d} is withdrawn`,
    () => true,
    async (m, r) => {
      const row = m.rows[d]!;
      expect(await r.deliveries.move([row.id], waiting, 'skipped', 'withdrawn')).toBe(waits(row) ? 1 : 0);
      if (waits(row)) row.state = 'skipped';
    },
  );

/** A person looks at the network, when nothing can be on its way any more, and says the truth. */
export const settle = (d: number) =>
  command(
    `a person answers about ${d}`,
    (m) =>
      m.truly - (m.touched.get(m.rows[d]!.id) ?? 0) > 2 * CALL_MS &&
      !m.hands.some((hand) => hand?.row === m.rows[d] && mayStillSend(m, hand)),
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
