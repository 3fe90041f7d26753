import { milliseconds } from '../clock.ts';
import type { Content } from '../model.ts';
import type { Network } from '../network/network.ts';
import { type Verdict, verdict } from '../plan/policy.ts';
import { done, type Next, sleep } from '../queue/jobs.ts';
import type { Claimed } from '../store/claim.ts';
import type { After, AfterClaim } from '../store/ledger.ts';
import { seeAccount } from './account.ts';
import { anyTime, type Place } from './advance.ts';
import { boostWithdrawn, judgeBoost } from './boost/judge.ts';
import { inWords, lateDecision } from './late.ts';
import { inNetworkTime, moments, type Publishing } from './publishing.ts';
import { type ReadyToolkit, readyText } from './ready.ts';

/*
 * The last look before the first attempt: is it still wanted, is it too late, is there room for it, is there
 * money for it? All of it is asked again at every claim without an open attempt, because people change their minds.
 */

export type Decision =
  | { readonly kind: 'send'; readonly content: Content; readonly place: Place }
  | { readonly kind: 'leave'; readonly next: Next };

const policy = async (p: Publishing, { row }: Claimed, toolkit: ReadyToolkit): Promise<Verdict> => {
  // A correction has no message: a named person wrote it, and it answers a post that was judged.
  if (row.correction_of !== null) return { kind: 'go' };
  return verdict({
    campaign: toolkit.campaign,
    message: toolkit.messages.find((message) => message.id === row.message),
    lang: row.lang,
    network: row.network,
    due: Temporal.Instant.fromEpochMilliseconds(row.slot_at),
    hash: readyText(toolkit, row.message, row.lang)?.hash ?? '',
    standing: (await p.approvals.all()).get(`${row.message}:${row.lang}`),
    automated: (await p.seen.all()).get(row.network)?.automated ?? undefined,
    live: p.live,
  });
};

/** The reason, when the message was withdrawn or removed while its answer was lost. */
export const withdrawnNow = async (p: Publishing, claim: Claimed): Promise<string | undefined> => {
  if (claim.row.boost_of !== null) return boostWithdrawn(p, claim.row.boost_of);
  const judged = await policy(p, claim, await p.toolkit());
  return judged.kind === 'skip' ? judged.reason : undefined;
};

/** What is sent: a correction's own words, else what the toolkit says now. */
const contentOf = ({ row, content }: Claimed, toolkit: ReadyToolkit): Content | undefined => {
  if (row.correction_of !== null) return content;
  const ready = readyText(toolkit, row.message, row.lang)?.composed.get(row.network);
  return (
    ready && {
      posts: ready.posts,
      pictures: ready.media,
      ...(ready.contentWarning ? { contentWarning: ready.contentWarning } : {}),
      ...(ready.card ? { card: ready.card } : {}),
    }
  );
};

export const judge = async (p: Publishing, claim: Claimed, network: Network): Promise<Decision> => {
  if (claim.row.boost_of !== null) return judgeBoost(p, claim, network, claim.row.boost_of);
  const { row } = claim;
  const leave = async (state: AfterClaim, more: After, next: Next = done): Promise<Decision> => {
    await p.ledger.release(claim, p.worker, state, more);
    return { kind: 'leave', next };
  };
  const toolkit = await p.toolkit();
  const { campaign } = toolkit;
  const now = moments(p, row.network);
  // A person who says "now" has answered the question of lateness, and of the spacing too.
  const lateMs = row.send_now_at === null ? now.campaign - row.slot_at : 0;
  const isLate = lateMs > milliseconds(campaign.late.after);

  // Without it nothing is amiss where no API tells of a label: whether there is money for the post itself is asked below.
  if (p.live && !(await seeAccount(p, network)))
    p.say('not looked at the account: this month’s budget does not allow it', { network: network.name });
  const judged = await policy(p, claim, toolkit);
  if (judged.kind === 'skip') return leave('skipped', { reason: judged.reason });
  if (judged.kind === 'wait') return leave('planned', { reason: judged.reason });
  if (judged.kind === 'hold')
    return leave('held', { reason: judged.reason, held: { at: now.campaign, kind: 'course' } });

  if (isLate && !claim.tried) {
    if (campaign.late.then === 'skip') return leave('skipped', { reason: `too late by ${inWords(lateMs)}` });
    if (campaign.late.then === 'ask' && p.live) {
      const reason = `late by ${inWords(lateMs)}: publish-now or withdraw`;
      return leave('held', { reason, held: { at: now.campaign, kind: 'late' } });
    }
  }
  const content = contentOf(claim, toolkit);
  if (!content) return leave('skipped', { reason: 'its link is empty in config/campaign.yaml' });
  let place = anyTime;
  const kind = toolkit.messages.find((message) => message.id === row.message)?.kind;
  if (isLate && kind) {
    const decision = await lateDecision(p, claim, campaign, kind, content);
    if (decision.kind === 'skip') {
      p.say('skipped', { delivery: claim.id, network: row.network, reason: decision.reason });
      return leave('skipped', { reason: decision.reason });
    }
    if (decision.kind === 'wait') {
      const notBefore = inNetworkTime(p, row.network, decision.at);
      const wait = p.clock.until(Temporal.Instant.fromEpochMilliseconds(Math.ceil(decision.at)));
      return leave('queued', { reason: decision.reason, notBefore }, sleep(wait));
    }
    place = decision.place;
  }

  const use = campaign.networks.find((one) => one.name === row.network);
  if (use?.monthlyBudget !== undefined) {
    const month = p.spend.month(Temporal.Instant.fromEpochMilliseconds(now.network));
    const price = content.posts.reduce((sum, text) => sum + network.price.publish(text), 0);
    const after = (await p.spend.spent(row.network, month)) / 1e6 + price;
    if (after > use.monthlyBudget) {
      const reason = `it would bring this month's cost to $${after.toFixed(3)}, above the budget of $${use.monthlyBudget}`;
      return leave('held', { reason, held: { at: now.campaign, kind: 'budget' } });
    }
  }
  return { kind: 'send', content, place };
};
