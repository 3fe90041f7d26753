import { milliseconds } from '../clock.ts';
import type {
  BoostDecision,
  Boosted,
  Campaign,
  CandidateId,
  NetworkName,
  Partner,
  PartnerPost,
  Partners,
  PostLook,
} from '../model.ts';
import { decideAgain, whenGone } from '../plan/boosts/again.ts';
import type { Circumstances } from '../plan/boosts/circumstances.ts';
import { boostPlan, type PlanCandidate } from '../plan/boosts/day-plan.ts';
import { heardIn } from '../plan/boosts/language.ts';
import { afterQuiet } from '../plan/boosts/quiet.ts';
import { sayingOf } from '../plan/boosts/sealed.ts';
import { timesOf } from '../plan/boosts/times.ts';
import { accountCaps } from '../plan/boosts/turn.ts';
import { boostWords, decide } from '../plan/boosts.ts';
import { accountIdIn, postsOf, together } from './replay-looks.ts';

/*
 * Recorded looks at a partner's posts through the rules, as a careful run would have decided by a moment. Age, hold, quiet hours and
 * consent are judged at that moment. What is worth a boost was boosted when its hold ended and there was room, if that lies before the
 * moment; in quiet hours nothing is.
 */

/** `boosted`: a run would have boosted it by then. Nothing is sent. */
export type Replayed = Omit<BoostDecision, 'state'> & {
  readonly id: CandidateId;
  readonly partner: string;
  readonly network: NetworkName;
  readonly remoteId: string;
  readonly url?: string;
  readonly state: Exclude<BoostDecision['state'], 'boost now'> | 'boosted';
};

export type Replay = {
  readonly looks: readonly PostLook[];
  readonly campaign: Campaign;
  readonly partners: Pick<Partners, 'perDay'>;
  readonly partner: Partner;
  readonly network: NetworkName;
  readonly at: Temporal.Instant;
};

export const replayBoosts = ({ looks, campaign, partners, partner, network, at: now }: Replay): Replayed[] => {
  const rules = partner.rules[network];
  const posts = postsOf(looks);
  const accountId = accountIdIn(posts, network, partner.accounts[network]);
  const asBoosted = (post: PartnerPost, at: Temporal.Instant): Boosted => {
    const saying = sayingOf(post);
    return { at, remoteId: post.remoteId, partner: partner.id, ...(saying === undefined ? {} : { saying }) };
  };
  const byHand: Boosted[] = posts
    .filter(({ boostedByUs }) => boostedByUs)
    .map((post) => ({ ...asBoosted(post, post.at), byHand: true }));
  const circumstances = {
    now,
    campaign,
    partner,
    perDay: partners.perDay,
    boosted: byHand,
    ...(accountId === undefined ? {} : { accountId }),
  } satisfies Circumstances;

  const judged = together(looks, network).map(({ id, first, last }) => {
    const post = last.kind === 'post' ? last.post : first;
    const judge = (boosted: readonly Boosted[]): BoostDecision & { holdFrom?: Temporal.Instant } => {
      const given = { ...circumstances, boosted };
      if (last.kind !== 'post') return whenGone(last, partner);
      return first === undefined || first === last.post
        ? decide(last.post, rules, given)
        : decideAgain(first, last, rules, given);
    };
    return { id, post, last, judge, decision: judge(byHand) };
  });

  // What nothing but the turn of its boost stands in the way of.
  const worthy = judged.flatMap(({ id, post, decision: { state, holdFrom }, judge }) => {
    if (post === undefined || (state !== 'boost now' && state !== 'waiting')) return [];
    const times = timesOf(post, rules, { ...circumstances, ...(holdFrom ? { holdFrom } : {}) });
    const candidate: PlanCandidate = {
      id,
      partner: partner.id,
      lang: heardIn(post, rules),
      since: post.at.epochMilliseconds,
      perDay: rules.perDay,
      spacing: milliseconds(rules.spacing),
      ...times,
    };
    return [{ candidate, post, judge }];
  });
  const moment = now.epochMilliseconds;
  const quiet = afterQuiet(moment, campaign.quietHours, campaign.timeZone) !== moment;
  const from = quiet ? moment : Math.min(moment, ...worthy.map(({ candidate }) => candidate.ready));
  const caps = accountCaps(circumstances);
  const heard = byHand.map((one) => ({ at: one.at.epochMilliseconds, partner: partner.id }));
  const { placed } = boostPlan(
    { candidates: worthy.map(({ candidate }) => candidate), boosted: heard, caps },
    from,
    Number.POSITIVE_INFINITY,
  );

  const decided = new Map<string, Omit<Replayed, 'id' | 'partner' | 'network' | 'remoteId'>>();
  const boosted: Boosted[] = [...byHand];
  for (const { id, at } of placed) {
    const { post, judge } = worthy.find(({ candidate }) => candidate.id === id)!;
    const when = Temporal.Instant.fromEpochMilliseconds(at);
    const decision = judge(boosted);
    const words = boostWords(post, rules, { ...circumstances, boosted }, when);
    decided.set(
      id,
      at <= moment
        ? { state: 'boosted', at: when, reason: `boosted: ${words}`, steps: decision.steps }
        : { ...decision, state: 'waiting', at: when },
    );
    boosted.push(asBoosted(post, when));
  }

  return judged.map(({ id, post, last, decision, judge }) => {
    const remoteId = post?.remoteId ?? (last.kind === 'post' ? last.post.remoteId : last.remoteId);
    const left = decision.state === 'boost now' || decision.state === 'waiting' ? judge(boosted) : decision;
    const { state, reason, at, steps } = decided.get(id) ?? left;
    return {
      id,
      partner: partner.id,
      network,
      remoteId,
      ...(post?.url ? { url: post.url } : {}),
      state: state === 'boost now' ? 'boosted' : state,
      reason,
      ...(at ? { at } : {}),
      steps,
    };
  });
};
