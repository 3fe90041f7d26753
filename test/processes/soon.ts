import { type NetworkName, networkNames } from '../../src/model.ts';
import { deliveries } from '../../src/store/deliveries.ts';
import { openStore } from '../../src/store/store.ts';
import type { Life } from './life.ts';

/** Milliseconds: a tick of the planner comes every five seconds. */
export const A_TICK = 6_000;

/** Queues deliveries that are due after the next tick: what is wrong by then meets a worker, and not the test. Returns when that is. */
export const soon = async (s: Life, message: string, networks: readonly NetworkName[] = networkNames) => {
  const at = await s.due(networks, [message], A_TICK);
  await using store = await openStore(s.storeFile);
  await deliveries(store.db).move(
    networks.map((network) => `due-${message}-${network}`),
    ['planned'],
    'queued',
  );
  return at;
};
