import { isFate } from '../../queue/fate.ts';
import type { Candidate } from '../../store/candidates.ts';
import type { Boosts } from './boosts.ts';
import { again, lookAt } from './look.ts';
import { disagrees, type Setting } from './setting.ts';

/* Candidates whose hold is over are looked at again; those that nobody accepted in time lapse. */

/** A network that does not answer is asked again after this long, of the campaign's time. */
const LATER_MS = 60_000;

/** A person has said yes: the post is looked at as it is now, like one whose hold is over. */
const lapsed = ({ state, answer }: Candidate): boolean => state === 'review' && answer !== 'accepted';

const decideOne = async (b: Boosts, setting: Setting, candidate: Candidate): Promise<void> => {
  const now = setting.now.epochMilliseconds;
  if (lapsed(candidate)) {
    const reason = 'lapsed: nobody has accepted it before it was too old';
    await b.candidates.decide(candidate, { state: 'lapsed', reason, due_at: null, decided_at: now });
    return;
  }
  const network = b.networks.get(candidate.network);
  if (!network || setting.partners === undefined) return;
  const look = await lookAt(b, network, candidate.remote_id);
  if (look === undefined) {
    const reason = `${candidate.state}: this month’s budget does not allow to look at it again`;
    await b.candidates.decide(candidate, { reason, due_at: now + 60 * LATER_MS });
    return;
  }
  const found = await again(b, setting, candidate, look);
  if (found) await b.candidates.decide(candidate, found.verdict);
};

export const decideDue = async (b: Boosts, setting: Setting): Promise<void> => {
  const now = setting.now.epochMilliseconds;
  for (const candidate of await b.candidates.due(['held', 'review'], now)) {
    if ((setting.seen.get(candidate.network)?.throttled_until_at ?? 0) > now) continue;
    await decideOne(b, setting, candidate).catch(async (error: unknown) => {
      if (!isFate(error)) throw error;
      b.say('a partner’s post could not be looked at', { candidate: candidate.id, reason: (error as Error).message });
      await b.candidates.decide(candidate, { due_at: now + LATER_MS });
    });
  }
};

/** Whoever does not agree any more is not boosted any more: this costs no look. */
export const declineWithdrawn = async (b: Boosts, setting: Setting): Promise<void> => {
  for (const candidate of await b.candidates.all(['held', 'review', 'waiting'])) {
    const why = disagrees(setting, candidate.partner, candidate.network);
    if (why === undefined) continue;
    const decided_at = setting.now.epochMilliseconds;
    await b.candidates.decide(candidate, { state: 'declined', reason: `declined: ${why}`, due_at: null, decided_at });
  }
};
