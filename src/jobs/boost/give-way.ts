import type { Verdict } from '../../store/candidates.ts';
import type { Claimed } from '../../store/claim.ts';
import type { Publishing } from '../publishing.ts';

/* A worker has a boost in hand that may not be made now: it is taken back, and the candidate waits, or is over. */

const overStates: readonly unknown[] = ['declined', 'lapsed', 'boosted', 'undone'];

export const takeBoostBack = async (p: Publishing, claim: Claimed, verdict: Verdict): Promise<void> => {
  const candidate = await p.boosts?.candidates.get(claim.row.boost_of ?? '');
  if (!p.boosts || candidate?.delivery !== claim.id) {
    await p.ledger.release(claim, p.worker, 'skipped', { reason: 'its candidate is not on record' });
    return;
  }
  // Another step of it may be out, as when a person had it sent again: then it is settled as a post is.
  if (!(await p.boosts.candidates.takeBack(candidate, p.worker, overStates.includes(verdict.state), verdict)))
    await p.ledger.release(claim, p.worker, 'queued', { reason: verdict.reason ?? '' });
};

/** There was room when it was judged; somebody else has taken it, or the money is spent. */
export const boostGivesWay = (p: Publishing, claim: Claimed, why: 'turn' | 'budget'): Promise<void> =>
  takeBoostBack(p, claim, {
    state: 'waiting',
    reason: why === 'turn' ? 'waiting for its turn' : 'waiting: this month’s budget is spent',
    due_at: p.clock.now().epochMilliseconds,
  });
