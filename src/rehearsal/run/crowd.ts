import type { Clock } from '../../clock.ts';
import type { DeliveryId } from '../../model.ts';
import type { Queues } from '../../queue/queues.ts';
import { dueBetween } from '../../store/pulse.ts';
import type { Store } from '../../store/store.ts';

/** What is due so soon after it comes with it. Milliseconds of the campaign's time. */
const TOGETHER = 5_000;

/**
 * Wakes every worker of a network for the same delivery at the moment at which it is due: BullMQ, which runs a stalled job twice,
 * may do so at any time, and then one of them must win.
 */
export const crowdOf =
  (store: Store, queues: Pick<Queues, 'wake'>, clock: Clock) =>
  async (moment: number): Promise<void> => {
    const due = await dueBetween(store.db, moment, moment + TOGETHER);
    const milliseconds = Math.max(1, clock.until(Temporal.Instant.fromEpochMilliseconds(Math.ceil(moment))));
    const wake = (copy: number) =>
      due.map(({ id, network }) => ({ delivery: id as DeliveryId, network, milliseconds, copy }));
    await queues.wake([...wake(1), ...wake(2)]);
  };
