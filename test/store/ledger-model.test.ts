import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { DeliveryId } from '../../src/model.ts';
import { deliveries } from '../../src/store/deliveries.ts';
import { ledger } from '../../src/store/ledger.ts';
import { pauses } from '../../src/store/pauses.ts';
import { settling } from '../../src/store/settling.ts';
import { openStore } from '../../src/store/store.ts';
import type { Real } from './ledger-command.ts';
import { anyCommand, finish } from './ledger-commands.ts';
import { type Model, newModel } from './ledger-model.ts';

/*
 * The real ledger on a real file, against a model that is simple enough to be believed. Two connections, as two processes
 * have them.
 */

const openReal = async (m: Model) => {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  const file = join(folder, 'campaign.db');
  const [one, other] = [await openStore(file), await openStore(file)];
  // Power cuts are not what this is about, and waiting for the disk is most of the time it would take.
  for (const { db } of [one, other]) await sql`pragma synchronous = off`.execute(db);
  const { db } = one;
  const rows = deliveries(db);
  await rows.add(
    m.rows.map(({ id, slotAt }) => ({
      ...{ id: id as DeliveryId, message: id, lang: 'en', network: 'x' as const, textHash: id },
      at: Temporal.Instant.fromEpochMilliseconds(slotAt),
    })),
  );
  await rows.move(['a', 'b', 'c'], ['planned'], 'queued');

  const agrees = async ({ rows: expected, out }: Model): Promise<void> => {
    const stored = await db.selectFrom('delivery').selectAll().orderBy('id').execute();
    const attempts = await db.selectFrom('attempt').selectAll().orderBy('id').execute();
    const receipts = await db.selectFrom('receipt').selectAll().orderBy('step').execute();
    for (const row of expected) {
      const { state, lease_by, lease_until_real, reason } = stored.find((one) => one.id === row.id)!;
      const mine = attempts.filter((one) => one.delivery === row.id);
      const open = mine.filter((one) => one.outcome === null);
      expect({ id: row.id, state, lease: lease_by, open: open.map((one) => one.id) }).toEqual({
        ...{ id: row.id, state: row.state, lease: row.leaseBy, open: row.open ? [row.open.id] : [] },
      });
      if (state === 'attempting') expect(lease_until_real).toBe(row.leaseUntil);
      if (open.length > 0) expect(['attempting', 'unconfirmed']).toContain(state);
      if (state === 'unconfirmed') expect(open).toHaveLength(1);
      if (['held', 'skipped', 'rejected', 'unconfirmed'].includes(state)) expect(reason).toBeTruthy();
      const known = receipts.filter((one) => one.delivery === row.id);
      expect(known.map((one) => one.step)).toEqual([...row.received].sort());
      if (state === 'published') expect(known).toHaveLength(row.posts);
      // What is out has its receipt, or is asked about.
      for (const place of out.keys()) {
        const [id, step] = place.split('/');
        if (id === row.id) expect([...known, ...open].map((one) => one.step)).toContain(Number(step));
      }
    }
  };
  const real: Real = {
    ledgers: [ledger(db), ledger(other.db)],
    deliveries: rows,
    pauses: pauses(db),
    settling: settling(db),
    agrees,
  };
  return {
    real,
    close: async () => {
      for (const store of [one, other]) await store[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

describe.each([
  { keyed: false, network: 'without keys' },
  { keyed: true, network: 'that knows a repeated post by its key' },
])('the ledger, on a network $network', ({ keyed }) => {
  it('agrees with its model through any interleaving of two workers, a person, deaths and clocks', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(anyCommand, { maxCommands: 120, size: 'max' }), async (commands) => {
        const m = newModel(keyed);
        const { real, close } = await openReal(m);
        try {
          await fc.asyncModelRun(() => ({ model: m, real }), commands);
          await finish(m, real);
        } finally {
          await close();
        }
      }),
      { numRuns: 100 },
    );
  });
});
