import { milliseconds } from '../../clock.ts';
import type { Boosted, Partner } from '../../model.ts';
import type { Network } from '../../network/network.ts';
import type { Circumstances } from '../../plan/boosts/circumstances.ts';
import { room } from '../../plan/boosts/room.ts';
import { timesOf } from '../../plan/boosts/times.ts';
import { accountCaps } from '../../plan/boosts/turn.ts';
import { done } from '../../queue/jobs.ts';
import type { Candidate, Verdict } from '../../store/candidates.ts';
import type { Claimed } from '../../store/claim.ts';
import { seeAccount } from '../account.ts';
import type { Decision } from '../judge.ts';
import type { Publishing } from '../publishing.ts';
import type { Boosts } from './boosts.ts';
import { takeBoostBack } from './give-way.ts';
import { fromKept } from './kept.ts';
import { again, lookAt } from './look.ts';
import { circumstancesOf, disagrees, memorySince, partnerOf, type Setting, settingNow } from './setting.ts';

/*
 * The last look before a boost goes out: does the partner still agree, is the post still what the rules took it for, is there room. All of it is
 * asked again at every claim without an open attempt.
 */

/** Where each look costs money, one that is so fresh is not made again. */
const FRESH_MS = 2 * 60_000;

/** Whether a boost has room beside those that are made, at this moment; asked again in the transaction that lays it down or writes its attempt. */
export const roomNow =
  (partner: Partner, candidate: Candidate, circumstances: Circumstances) =>
  (made: readonly Boosted[]): boolean => {
    const rules = partner.rules[candidate.network];
    const { deadline } = timesOf(fromKept(candidate.post), rules, circumstances);
    const wanted = { partner: partner.id, perDay: rules.perDay, spacing: milliseconds(rules.spacing), deadline };
    const now = circumstances.now.epochMilliseconds;
    const others = made.map(({ at, partner: of }) => ({ at: at.epochMilliseconds, ...(of ? { partner: of } : {}) }));
    return room(wanted, now, others, accountCaps(circumstances)).at === now;
  };

/** Why a boost must not go out any more, whatever became of its answer; for one that would be sent again. */
export const boostWithdrawn = async (p: Publishing, id: string): Promise<string | undefined> => {
  const candidate = await p.boosts?.candidates.get(id);
  if (!p.boosts || !candidate) return 'its candidate is not on record';
  return disagrees(await settingNow(p.boosts), candidate.partner, candidate.network);
};

type Judged = { readonly kind: 'go'; readonly verdict: Verdict } | { readonly kind: 'back'; readonly verdict: Verdict };

const judged = async (b: Boosts, setting: Setting, candidate: Candidate, network: Network): Promise<Judged> => {
  const now = setting.now.epochMilliseconds;
  const back = (state: 'declined' | 'waiting', reason: string): Judged => ({
    kind: 'back',
    verdict: { state, reason: `${state}: ${reason}`, due_at: null, decided_at: now },
  });
  const partner = partnerOf(setting, candidate.partner);
  const no = disagrees(setting, candidate.partner, network.name);
  if (no !== undefined) return back('declined', no);
  if (!partner) return back('waiting', 'config/partners.yaml has problems (see `check`): nothing is boosted');
  const circumstances = circumstancesOf(setting, partner, network.name, [], candidate);
  if (circumstances.paused !== undefined) return back('waiting', circumstances.paused);
  if (network.price.look > 0 && now - candidate.decided_at < FRESH_MS) {
    const made = await b.candidates.made(network.name, memorySince(setting), now, candidate.id);
    if (roomNow(partner, candidate, circumstances)(made)) return { kind: 'go', verdict: {} };
    return { kind: 'back', verdict: { state: 'waiting', reason: 'waiting for its turn', due_at: now } };
  }
  const look = await lookAt(b, network, candidate.remote_id);
  if (look === undefined) return back('waiting', 'this month’s budget does not allow to look at it once more');
  const found = await again(b, setting, candidate, look);
  if (!found) return back('declined', 'it is not a partner’s any more');
  const { state: _, reason, due_at: __, ...kept } = found.verdict;
  if (found.ready) return { kind: 'go', verdict: { ...kept, ...(reason === undefined ? {} : { reason }) } };
  return { kind: 'back', verdict: found.verdict };
};

export const judgeBoost = async (p: Publishing, claim: Claimed, network: Network, id: string): Promise<Decision> => {
  const leave: Decision = { kind: 'leave', next: done };
  const { boosts } = p;
  const candidate = await boosts?.candidates.get(id);
  if (!boosts || !candidate || candidate.delivery !== claim.id || candidate.state !== 'boosting' || !claim.content) {
    await p.ledger.release(claim, p.worker, 'skipped', { reason: 'its candidate is not to be boosted any more' });
    return leave;
  }
  if (p.live) await seeAccount(p, network);
  const setting = await settingNow(boosts);
  const { kind, verdict } = await judged(boosts, setting, candidate, network);
  if (kind === 'back') {
    await takeBoostBack(p, claim, verdict);
    return leave;
  }
  // Somebody has decided on it meanwhile, as a person who declines: it is judged anew.
  if (!(await boosts.candidates.decide(candidate, verdict))) {
    await p.ledger.release(claim, p.worker, 'queued');
    return { kind: 'leave', next: { kind: 'sleep', milliseconds: 1_000 } };
  }
  const partner = partnerOf(setting, candidate.partner)!;
  const circumstances = circumstancesOf(setting, partner, network.name, [], candidate);
  const fits = roomNow(partner, candidate, circumstances);
  return { kind: 'send', content: claim.content, place: { gap: 0, room: { since: memorySince(setting), fits } } };
};
