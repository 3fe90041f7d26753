import type { Network } from '../network/network.ts';
import type { Publishing } from './publishing.ts';

/** An account that says it is automated is believed for an hour; one that does not is looked at again after a minute. */
const believed = { yes: 3_600_000, no: 60_000, unknown: 3_600_000 } as const;

/** Looks up who we are on a network, unless that was done a short while ago. Throws what the adapter throws. */
export const seeAccount = async (
  p: Pick<Publishing, 'seen' | 'clockOf' | 'callMs'>,
  network: Network,
): Promise<void> => {
  const seen = (await p.seen.all()).get(network.name);
  const now = p.clockOf(network.name).now().epochMilliseconds;
  if (seen?.automated && seen.looked_at !== null && now - seen.looked_at < believed[seen.automated]) return;
  const account = await network.account(AbortSignal.timeout(p.callMs));
  await p.seen.saw(network.name, account, now);
};
