import type { PartnerPost, PostLook } from '../../model.ts';
import type { Network } from '../../network/network.ts';
import { decideAgain } from '../../plan/boosts/again.ts';
import { withoutWords } from '../../plan/boosts/sealed.ts';
import type { Candidate, Verdict } from '../../store/candidates.ts';
import { bookReading } from '../watch/x-budget.ts';
import type { Boosts } from './boosts.ts';
import { fromKept } from './kept.ts';
import { circumstancesOf, memorySince, type Setting } from './setting.ts';
import { verdictOf } from './verdict.ts';

/* A candidate looked at once more, and decided anew as it is now. */

/** Undefined: there is no money for it. Throws what the adapter throws. */
export const lookAt = async (b: Boosts, network: Network, remoteId: string): Promise<PostLook | undefined> => {
  const now = b.clock.now().epochMilliseconds;
  const reading = { campaign: async () => (await b.toolkit()).campaign, plannedOnX: b.plannedOnX, spend: b.spend };
  if (!(await bookReading(reading, network.price.look, now, `a look at ${remoteId} at ${now}`))) return undefined;
  return network.look(remoteId, AbortSignal.timeout(b.callMs));
};

export type Again = { readonly verdict: Verdict; readonly ready: boolean; readonly post?: PartnerPost };

/** What becomes of a candidate, its post being as `look` shows it. */
export const again = async (
  b: Boosts,
  setting: Setting,
  candidate: Candidate,
  look: PostLook,
): Promise<Again | undefined> => {
  const partner = setting.partners?.partners.find(({ id }) => id === candidate.partner);
  if (!partner) return undefined;
  const rules = partner.rules[candidate.network];
  const { network, id } = candidate;
  const made = await b.candidates.made(network, memorySince(setting), setting.now.epochMilliseconds, id);
  if (look.kind === 'blocked') await blocks(b, setting, candidate.partner, partner.name, network);
  const circumstances = circumstancesOf(setting, partner, network, made, candidate);
  const kept = fromKept(candidate.post);
  // X does not say who wrote a post unless that is paid for; whose an id is never changes.
  const whole: PostLook =
    look.kind === 'post' && look.post.author.id === undefined
      ? { kind: 'post', post: { ...look.post, author: kept.author } }
      : look;
  const decision = decideAgain(kept, whole, rules, circumstances, withoutWords);
  if (whole.kind !== 'post') {
    const { reason } = decision;
    const verdict = { state: 'declined' as const, reason, due_at: null, decided_at: setting.now.epochMilliseconds };
    return { verdict, ready: false };
  }
  const holdFrom = decision.holdFrom ?? circumstances.holdFrom;
  const verdict = verdictOf(whole.post, { ...decision, ...(holdFrom ? { holdFrom } : {}) }, rules, setting.now);
  // What a person said was said of another post.
  const void_ = decision.changes.length > 0 && candidate.answer === 'accepted';
  return {
    verdict: void_ ? { ...verdict, answer: null, answered_by: null } : verdict,
    ready: decision.state === 'boost now' && !whole.post.boostedByUs,
    post: whole.post,
  };
};

/** A partner that blocks our account has withdrawn, on every network, until a person says otherwise (`resume PARTNER`). */
export const blocks = async (
  b: Boosts,
  setting: Pick<Setting, 'now'>,
  partner: string,
  name: string,
  network: Network['name'],
): Promise<void> => {
  const reason = `it has blocked our account on ${network}`;
  const scope = `partner:${partner}` as const;
  if ((await b.pauses.all()).some((one) => one.scope === scope && one.kind === 'blocked')) return;
  await b.pauses.resume(scope);
  await b.pauses.pause({ scope, kind: 'blocked', reason, by: name, since_at: setting.now.epochMilliseconds });
  b.say('a partner has blocked our account: it counts as withdrawn', { partner, network });
};
