import type { DeliveryId } from '../model.ts';
import type { Wake } from '../queue/queues.ts';
import { AHEAD, type Planning } from './plan.ts';

/*
 * Wakes a worker for every delivery that is due soon and for every lost answer that is to be looked for. The store is
 * asked, never Redis: after a FLUSHALL the next tick has everything back.
 */
export const wakeUp = async (p: Planning): Promise<void> => {
  await p.deliveries.clampLeases(p.realNow() + p.leaseMs);
  const paused = new Set<string>((await p.pauses.all()).map((pause) => pause.scope));
  const rows = await p.deliveries.inState(['queued', 'attempting'], p.clock.now().add(AHEAD).epochMilliseconds, 'both');
  const wakes: Wake[] = [];
  for (const row of rows) {
    if (paused.has('all') || paused.has(row.network) || !p.networks.has(row.network)) continue;
    const held = row.state === 'attempting' ? (row.lease_until_real ?? 0) - p.realNow() : 0;
    if (held > 0) continue; // a worker has it; should that one have died, a later tick wakes another
    // A person who said "now" does not mean its slot.
    const due = row.send_now_at === null ? p.clock.until(Temporal.Instant.fromEpochMilliseconds(row.slot_at)) : 0;
    const free =
      row.not_before_at === null
        ? 0
        : p.clockOf(row.network).until(Temporal.Instant.fromEpochMilliseconds(row.not_before_at));
    wakes.push({
      delivery: row.id as DeliveryId,
      network: row.network,
      milliseconds: Math.max(due, free),
      ...(row.boost_of === null ? {} : { boost: true }),
    });
  }
  await p.queues.wake(wakes);
};
