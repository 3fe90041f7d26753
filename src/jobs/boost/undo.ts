import { Throttled } from '../../errors.ts';
import type { Network } from '../../network/network.ts';
import { changes } from '../../plan/boosts/again.ts';
import { withoutWords } from '../../plan/boosts/sealed.ts';
import { isFate } from '../../queue/fate.ts';
import type { Candidate } from '../../store/candidates.ts';
import type { Boosts } from './boosts.ts';
import { looksAfter, nextLook } from './cadence.ts';
import { fromKept, toKeep } from './kept.ts';
import { blocks, lookAt } from './look.ts';
import { disagrees, type Setting } from './setting.ts';

/*
 * After the boost. Its post is looked at again and again, ever less often: gone, or its partner not agreeing any more, the boost is undone. An edit
 * does not undo it; that is told.
 */

/** Of the campaign's time. */
const LATER_MS = 60_000;

/** A single look that shows nothing may be a fault of the network: where looks are free, another one has to say the same. */
const DOUBT = ' (not shown any more: it is looked at once more)';

const undo = async (b: Boosts, setting: Setting, candidate: Candidate, network: Network, why: string) => {
  const receipt = await b.candidates.receipt(candidate.delivery ?? '');
  if (receipt) {
    const subject = { remoteId: candidate.remote_id, ...(candidate.version ? { version: candidate.version } : {}) };
    await network.unboost({ subject, remoteId: receipt.remote_id }, AbortSignal.timeout(b.callMs));
  }
  // Dying before this line leaves it to be undone once more, which is nothing new to the network.
  const reason = `undone: ${why}`;
  await b.candidates.undone(candidate, setting.now.epochMilliseconds, { reason });
  await b.candidates.followNoMore(candidate.network, candidate.remote_id);
  b.say('a boost was undone', { candidate: candidate.id, network: candidate.network, reason: why });
};

const lookAfter = async (b: Boosts, setting: Setting, candidate: Candidate, network: Network): Promise<void> => {
  const now = setting.now.epochMilliseconds;
  const next = nextLook(candidate.network, candidate.boosted_at ?? now, now, setting.partners);
  // Since it was laid down, the team has decided that nothing is to be looked at again.
  if (looksAfter(candidate.network, setting.partners).length === 0)
    return void (await b.candidates.decide(candidate, { due_at: null }));
  const look = await lookAt(b, network, candidate.remote_id);
  if (look === undefined) return void (await b.candidates.decide(candidate, { due_at: next }));
  if (look.kind === 'blocked') {
    const name = setting.partners?.partners.find(({ id }) => id === candidate.partner)?.name ?? candidate.partner;
    await blocks(b, setting, candidate.partner, name, candidate.network);
    return undo(b, setting, candidate, network, `${name} has blocked our account, and so withdrawn`);
  }
  if (look.kind === 'gone') {
    if (network.price.look === 0 && !candidate.reason.endsWith(DOUBT)) {
      await b.candidates.decide(candidate, { reason: `${candidate.reason}${DOUBT}`, due_at: now + LATER_MS });
      return;
    }
    return undo(b, setting, candidate, network, 'its post was deleted, or is not shown any more');
  }
  if (look.post.boostedByUs === false) {
    await b.candidates.undone(candidate, now, { reason: 'undone: by hand, on the network' });
    return b.candidates.followNoMore(candidate.network, candidate.remote_id);
  }
  const changed = changes(fromKept(candidate.post), withoutWords(look.post));
  const plain = candidate.reason.replace(DOUBT, '');
  const since = `; ${changed.join(', ')} since: look at it`;
  if (changed.length > 0) b.say('a boosted post has changed', { candidate: candidate.id, changes: changed });
  await b.candidates.decide(candidate, {
    due_at: next,
    reason: changed.length > 0 && !plain.endsWith(since) ? `${plain}${since}` : plain,
    post: toKeep(look.post),
  });
};

/** So ends the reason of a boost that stands although its partner does not agree any more; `status` names it. */
export const TO_BE_UNDONE = ' (to be undone)';

/** Boosts made by hand are the team's own: they are never undone from here. */
const ours = ({ delivery }: Candidate): boolean => delivery !== null;

export const lookAfterBoosts = async (b: Boosts, setting: Setting): Promise<void> => {
  const now = setting.now.epochMilliseconds;
  const safely = async (candidate: Candidate, doing: (network: Network) => Promise<void>): Promise<void> => {
    const network = b.networks.get(candidate.network);
    if (!network || (setting.seen.get(candidate.network)?.throttled_until_at ?? 0) > now) return;
    await doing(network).catch(async (error: unknown) => {
      if (!isFate(error)) throw error;
      b.say('a boost could not be looked after', { candidate: candidate.id, reason: (error as Error).message });
      const until = error instanceof Throttled ? error.until.epochMilliseconds : 0;
      await b.candidates.decide(candidate, { due_at: Math.max(until, now + LATER_MS) });
    });
  };
  const withdrawn = new Set<string>();
  // Most of the time everybody agrees: then no boost is read.
  const disagreeing = new Map<string, string>();
  for (const { partner, network } of await b.candidates.boostedOf()) {
    const why = disagrees(setting, partner, network);
    if (why !== undefined) disagreeing.set(`${partner} ${network}`, why);
  }
  const standing = disagreeing.size > 0 ? await b.candidates.all(['boosted']) : [];
  for (const candidate of standing.filter(ours)) {
    const why = disagreeing.get(`${candidate.partner} ${candidate.network}`);
    if (why === undefined) continue;
    withdrawn.add(candidate.id);
    const told = candidate.reason.endsWith(TO_BE_UNDONE);
    // Without its network it can only be said: somebody undoes it by hand, or brings the network back.
    if (!b.networks.has(candidate.network)) {
      if (told) continue;
      await b.candidates.decide(candidate, { reason: `${candidate.reason}${TO_BE_UNDONE}`, due_at: now });
      b.say('a boost is to be undone, and its network is out of reach', { candidate: candidate.id, reason: why });
      continue;
    }
    // One that could not be undone a moment ago is not tried at every tick.
    const resting = told && (candidate.due_at ?? 0) > now;
    if (!resting) await safely(candidate, (network) => tryUndo(b, setting, candidate, network, why));
  }
  for (const candidate of (await b.candidates.due(['boosted'], now)).filter(ours)) {
    if (!withdrawn.has(candidate.id)) await safely(candidate, (network) => lookAfter(b, setting, candidate, network));
  }
};

const tryUndo = async (b: Boosts, setting: Setting, candidate: Candidate, network: Network, why: string) => {
  if (!candidate.reason.endsWith(TO_BE_UNDONE)) {
    const reason = `${candidate.reason}${TO_BE_UNDONE}`;
    if (!(await b.candidates.decide(candidate, { reason }))) return;
    return undo(b, setting, { ...candidate, reason, revision: candidate.revision + 1 }, network, why);
  }
  return undo(b, setting, candidate, network, why);
};
