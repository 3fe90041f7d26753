import type { NetworkName } from '../../model.ts';
import type { Network } from '../../network/network.ts';
import type { Deliveries } from '../../store/deliveries.ts';
import { type ReadyToolkit, readyText } from '../ready.ts';
import type { Planned } from './money.ts';

type Given = {
  readonly deliveries: Deliveries;
  readonly networks: ReadonlyMap<NetworkName, Network>;
  readonly toolkit: () => Promise<ReadyToolkit>;
};

/** While something is still to go out: looks for lost answers that can be paid whatever was read, and how many more for each delivery. */
const LOOKS = 10;
const LOOKS_EACH = 0.25;

/**
 * What is still to go out on X, posts and boosts, with what each costs, and what it costs to look for those whose answer is lost: reading leaves
 * that much money untouched. Without it a lost answer would be a question to a person that a look could have answered.
 */
export const plannedOnX =
  ({ deliveries, networks, toolkit }: Given) =>
  async (): Promise<Planned[]> => {
    const price = networks.get('x')?.price;
    if (!price) return [];
    const texts = await toolkit();
    const rows = await deliveries.inState(['planned', 'queued', 'attempting', 'held'], Number.MAX_SAFE_INTEGER, 'both');
    const look = price.recall * 1e6;
    const planned = rows
      .filter(({ network, boost_of, state }) => network === 'x' && (boost_of === null || state !== 'planned'))
      .map((row) => {
        const posts = readyText(texts, row.message, row.lang)?.composed.get('x')?.posts ?? [];
        const dollars = row.boost_of ? price.boost : posts.reduce((sum, text) => sum + price.publish(text), 0);
        return { at: row.slot_at, micros: Math.round(dollars * 1e6 + LOOKS_EACH * look) };
      });
    return planned.length === 0 ? [] : [...planned, { at: 0, micros: LOOKS * look, standing: true }];
  };
