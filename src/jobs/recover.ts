import { FIRST_PICTURE_STEP } from '../model.ts';
import type { Network } from '../network/network.ts';
import { backoff, fateOf, isFate } from '../queue/fate.ts';
import { done, type Next, sleep } from '../queue/jobs.ts';
import type { Claimed } from '../store/claim.ts';
import { seeAccount } from './account.ts';
import { advance, anyTime, type Went } from './advance.ts';
import { withdrawnNow } from './judge.ts';
import type { Publishing } from './publishing.ts';
import { send } from './send.ts';
import { block } from './settle.ts';
import { completes } from './steps.ts';

/*
 * An attempt without a receipt is reconciled before anything else: the network is asked, at its own set moments,
 * whether the post is there. Only what it proves is believed; what stays unclear waits for a person.
 */

type Open = NonNullable<Claimed['open']>;

const after = (at: number, duration: Temporal.Duration | undefined): number =>
  at + (duration?.total({ unit: 'milliseconds' }) ?? 0);

/** Leaves the attempt open and has it looked for at `next` (the network's time). */
const lookAgain = async (
  p: Publishing,
  network: Network,
  open: Open,
  lostAt: number,
  looks: number,
  next: number,
  why: string,
) => {
  await p.ledger.lose(open, p.worker, lostAt, looks, next, why);
  return sleep(p.clockOf(network.name).until(Temporal.Instant.fromEpochMilliseconds(next)));
};

/** A look that did not come about: asked again later, and not counted. */
const noAnswer = async (p: Publishing, network: Network, open: Open, lostAt: number, error: unknown): Promise<Next> => {
  const fate = fateOf(error);
  const now = p.clockOf(network.name).now();
  const why = `no clear answer yet, and it could not be looked for: ${fate.reason}`;
  if (fate.kind === 'blocked') {
    await block(p, network, fate.reason);
    await p.ledger.lose(open, p.worker, lostAt, open.looks, now.epochMilliseconds, why);
    return done;
  }
  if (fate.kind === 'throttled') await p.ledger.throttle(network.name, fate.until.epochMilliseconds);
  const next = fate.kind === 'throttled' ? fate.until : now.add(backoff(2));
  return lookAgain(p, network, open, lostAt, open.looks, next.epochMilliseconds, why);
};

/**
 * Pays for a look where looking costs money. False when the month's budget is spent. A look that did not come about is
 * paid for already: else an hour without a connection would cost more than the campaign.
 */
const pay = async (p: Publishing, network: Network, open: Open, at: Temporal.Instant): Promise<boolean> => {
  const dollars = network.price.recall;
  if (dollars === 0) return true;
  const budget = (await p.toolkit()).campaign.networks.find((use) => use.name === network.name)?.monthlyBudget;
  const what = `look ${open.looks + 1} for attempt ${open.id}`;
  return p.spend.afford({ network: network.name, at, dollars, what }, budget);
};

/** To look through our own posts it has to be known who we are. False when there is no money to ask; an error when that went wrong. */
const knowOurselves = async (p: Publishing, network: Network): Promise<boolean | { readonly error: unknown }> => {
  if (network.price.account === 0) return true;
  return seeAccount(p, network).catch((error: unknown) => {
    if (!isFate(error)) throw error;
    return { error };
  });
};

/** The rest of the delivery, now that this step is settled. */
const goOn = async (p: Publishing, claim: Claimed, network: Network, went: Went): Promise<Next> => {
  if (went.kind === 'left') return went.next;
  return claim.content ? advance(p, claim, network, claim.content, anyTime, [...claim.done, went.done]) : done;
};

export const recover = async (p: Publishing, claim: Claimed, network: Network, open: Open): Promise<Next> => {
  if (open.step >= FIRST_PICTURE_STEP) {
    // Nobody sees a picture that no post names: it is uploaded again.
    await p.ledger.abandon(open, 'the worker ended before the answer was written down');
    await p.ledger.release(claim, p.worker, 'queued');
    return sleep(0);
  }
  const now = p.clockOf(network.name).now();
  const lostAt = open.lostAt ?? now.epochMilliseconds;
  const firstLook = after(lostAt, network.recallAfter[0]);
  if (open.lostAt === undefined && firstLook > now.epochMilliseconds) {
    return lookAgain(p, network, open, lostAt, 0, firstLook, 'the worker ended before the answer was written down');
  }

  const paid = (await pay(p, network, open, now)) && (await knowOurselves(p, network));
  if (typeof paid === 'object') return noAnswer(p, network, open, lostAt, paid.error);
  if (!paid) {
    const reason = 'no clear answer, and the month’s budget does not allow to look whether the post is out';
    await p.ledger.release(claim, p.worker, 'unconfirmed', { reason });
    return done;
  }
  const ours = await p.deliveries.accountedFor(network.name, open);
  const answer = await network.recall(open, AbortSignal.timeout(p.callMs), ours).then(
    (recall) => ({ recall }),
    (error: unknown) => ({ error }),
  );
  if ('error' in answer) return noAnswer(p, network, open, lostAt, answer.error);
  const { recall } = answer;

  if (recall.kind === 'found') {
    const { remoteId, url, version } = recall.receipt;
    await p.ledger.receive(open, recall.receipt, completes(claim.content, open.step));
    p.say('found: the lost answer was a yes', { delivery: claim.id, network: network.name, url });
    const found = {
      step: open.step,
      remote_id: remoteId,
      url,
      version: version ?? null,
      hash: open.hash,
      with: open.with,
    };
    return goOn(p, claim, network, { kind: 'done', done: found });
  }
  const looks = open.looks + 1;
  if (looks < network.recallAfter.length) {
    return lookAgain(p, network, open, lostAt, looks, after(lostAt, network.recallAfter[looks]), recall.why);
  }
  if (!recall.resend) {
    p.say('unconfirmed: a person decides', { delivery: claim.id, network: network.name, reason: recall.why });
    await p.ledger.release(claim, p.worker, 'unconfirmed', { reason: recall.why });
    return done;
  }
  const withdrawn = await withdrawnNow(p, claim);
  if (withdrawn) {
    await p.ledger.refuse(claim, p.worker, open, 'absent', 'skipped', { reason: withdrawn });
    return done;
  }
  // Looking may have taken longer than the lease: then somebody else has it, and nothing is sent from here.
  const since = p.realNow();
  if (!(await p.ledger.renew(claim, p.worker, since, p.leaseMs))) return done;
  return goOn(p, claim, network, await send(p, claim, network, open, completes(claim.content, open.step), since));
};
