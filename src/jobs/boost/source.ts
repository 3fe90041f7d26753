import { type NetworkName, type Partner, spelt } from '../../model.ts';
import type { Network } from '../../network/network.ts';
import type { SourceStand } from '../../store/candidates/sources.ts';
import { bookReading } from '../watch/x-budget.ts';
import type { Boosts } from './boosts.ts';

/* Who a partner's account is. It is known by what the network calls it, so that a change of its name loses nothing and wins nobody. */

/** Of the campaign's time: a name may be given up and taken by somebody else. Where asking costs money it is asked once. */
const LOOK_AGAIN_MS = 24 * 3_600_000;

export const emptyStand = (partner: string, network: NetworkName, named: string): SourceStand => ({
  ...{ partner, network, named, remote_id: null, handle: null },
  ...{ problem: null, cursor: null, known_at: null, polled_at: null },
});

/** Says what is wrong with an account, once. */
export const withProblem = (b: Boosts, stand: SourceStand, problem: string | null): SourceStand => {
  if (problem !== null && problem !== stand.problem)
    b.say('a partner’s account cannot be read', { partner: stand.partner, network: stand.network, reason: problem });
  return { ...stand, problem };
};

/** Undefined: nothing can be said at the moment. Throws what the adapter throws. */
export const identified = async (
  b: Boosts,
  network: Network,
  partner: Partner,
  before: SourceStand | undefined,
  now: number,
): Promise<SourceStand | undefined> => {
  const named = partner.accounts[network.name] ?? '';
  const known = before?.named === named ? before : emptyStand(partner.id, network.name, named);
  const costs = network.price.account > 0;
  const fresh = known.known_at !== null && (costs ? known.remote_id !== null : now - known.known_at < LOOK_AGAIN_MS);
  if (fresh) return known;
  if (named.startsWith('did:')) return { ...known, remote_id: named, handle: named, known_at: now };
  const reading = { campaign: async () => (await b.toolkit()).campaign, plannedOnX: b.plannedOnX, spend: b.spend };
  if (!(await bookReading(reading, network.price.account, now, `who ${named} is, ${now}`))) return undefined;
  const found = await network.identify(named, AbortSignal.timeout(b.callMs));
  const where = spelt[network.name];
  if (known.remote_id === null) {
    if (found) return { ...known, remote_id: found.id, handle: found.handle, problem: null, known_at: now };
    const problem = `${where} knows no account ${named}: correct accounts.${network.name} of ${partner.id} in config/partners.yaml`;
    return { ...withProblem(b, known, problem), known_at: now };
  }
  if (found?.id === known.remote_id) return { ...known, handle: found.handle, problem: null, known_at: now };
  const problem = found
    ? `${named} belongs to another account on ${where} now: ${partner.name} has given the name up. Ask it for its new one, and correct accounts.${network.name} in config/partners.yaml`
    : `${partner.name} is not called ${named} on ${where} any more: ask it for its new name, and correct accounts.${network.name} in config/partners.yaml`;
  // Its posts are read by what the network knows it by: they are still its own.
  return { ...withProblem(b, known, problem), known_at: now };
};
