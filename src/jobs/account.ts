import type { Network } from '../network/network.ts';
import type { Publishing } from './publishing.ts';

/** An account that says it is automated is believed for an hour; one that does not is looked at again after a minute. */
const believed = { yes: 3_600_000, no: 60_000, unknown: 3_600_000 } as const;

/** Where a look costs money, whoever it was stays it for a week: the price of a look on X is that of a post. */
const REMEMBERED_MS = 7 * 86_400_000;

export type Looking = Pick<Publishing, 'seen' | 'clockOf' | 'callMs' | 'spend'>;

/**
 * Asks a network who we are, and remembers it. False, and nothing is asked, when the month's budget (US dollars) does not allow it. Throws
 * what the adapter throws.
 */
export const lookAtAccount = async (p: Looking, network: Network, budget: number | undefined) => {
  const at = p.clockOf(network.name).now();
  // X charges for the same user once a day (UTC), however often it is read: so a look that did not come about is made again for nothing.
  const booking = { network: network.name, at, dollars: network.price.account };
  if (!(await p.spend.afford({ ...booking, what: `the account, ${at.toString().slice(0, 10)}` }, budget))) return false;
  const account = await network.account(AbortSignal.timeout(p.callMs));
  await p.seen.saw(network.name, account, at.epochMilliseconds);
  return account;
};

/** Looks up who we are on a network, unless that was done a short while ago. False when there was no money for it, and nobody knows yet. */
export const seeAccount = async (p: Looking & Pick<Publishing, 'toolkit'>, network: Network): Promise<boolean> => {
  const seen = (await p.seen.all()).get(network.name);
  const known = seen?.automated && seen.account_id !== null && seen.looked_at !== null ? seen : undefined;
  const costs = network.price.account > 0;
  const age = p.clockOf(network.name).now().epochMilliseconds - (known?.looked_at ?? 0);
  if (known?.automated && age < (costs ? REMEMBERED_MS : believed[known.automated])) return true;
  const uses = costs ? (await p.toolkit()).campaign.networks : [];
  const budget = uses.find((use) => use.name === network.name)?.monthlyBudget;
  return (await lookAtAccount(p, network, budget)) !== false || known !== undefined;
};
