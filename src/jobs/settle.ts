import { CampaignProblems } from '../errors.ts';
import type { Attempt } from '../model.ts';
import type { Network } from '../network/network.ts';
import { backoff, type Fate, fateOf, isFate } from '../queue/fate.ts';
import { done, type Next, sleep } from '../queue/jobs.ts';
import type { Claimed } from '../store/claim.ts';
import type { Publishing } from './publishing.ts';

/** Pauses a network that said no to the account itself; a person resumes it. */
export const block = async (p: Publishing, network: Network, reason: string): Promise<void> => {
  await p.pauses.pause({
    scope: network.name,
    kind: 'blocked',
    reason,
    by: 'the network',
    since_at: p.clock.now().epochMilliseconds,
  });
  p.say('blocked: nothing is published there until somebody resumes it', { network: network.name, reason });
};

/** Writes down what an error makes of an attempt and its delivery. */
export const settle = async (
  p: Publishing,
  claim: Claimed,
  network: Network,
  attempt: Attempt,
  fate: Fate,
): Promise<Next> => {
  const clock = p.clockOf(network.name);
  p.say(fate.kind, { delivery: claim.id, network: network.name, reason: fate.reason });
  switch (fate.kind) {
    case 'rejected':
      await p.ledger.refuse(claim, p.worker, attempt, 'rejected', 'rejected', { reason: fate.reason });
      return done;
    case 'throttled':
      await p.ledger.throttle(network.name, fate.until.epochMilliseconds);
      await p.ledger.refuse(claim, p.worker, attempt, 'throttled', 'queued', {
        reason: `throttled: ${fate.reason}`,
        notBefore: fate.until.epochMilliseconds,
      });
      return sleep(clock.until(fate.until));
    case 'unreachable': {
      if (fate.uploadAgain) await p.ledger.forgetPictures(claim.id);
      const tries = claim.row.tries + 1;
      const again = clock.now().add(backoff(tries));
      await p.ledger.refuse(claim, p.worker, attempt, 'unreachable', 'queued', {
        reason: `not reached: ${fate.reason}`,
        notBefore: again.epochMilliseconds,
        tries,
      });
      return sleep(clock.until(again));
    }
    case 'blocked':
      // The pause first: should we die in between, the attempt is reconciled after somebody resumed.
      await block(p, network, fate.reason);
      await p.ledger.refuse(claim, p.worker, attempt, 'blocked', 'queued', { reason: `blocked: ${fate.reason}` });
      return done;
    case 'lost': {
      const now = clock.now();
      const look = now.add(network.recallAfter[0] ?? Temporal.Duration.from({ seconds: 0 }));
      await p.ledger.lose(
        attempt,
        p.worker,
        now.epochMilliseconds,
        0,
        look.epochMilliseconds,
        `no clear answer: ${fate.reason}`,
      );
      return sleep(clock.until(look));
    }
    default:
      return fate satisfies never;
  }
};

/** How long a delivery waits when the campaign's files cannot be read: somebody is probably editing them. */
const EDITING = Temporal.Duration.from({ seconds: 30 });

/** The same before any attempt was written: nothing can have gone out. An error of no known class ends the job, and the lease runs out. */
export const settleUnsent = async (p: Publishing, claim: Claimed, network: Network, error: unknown): Promise<Next> => {
  const clock = p.clockOf(network.name);
  const later = async (reason: string, until: Temporal.Instant, tries = 0): Promise<Next> => {
    p.say('later', { delivery: claim.id, network: network.name, reason });
    const { open } = claim;
    // A question that is open stays one: what is merely queued may be skipped before it is answered.
    if (open)
      await p.ledger.lose(
        open,
        p.worker,
        open.lostAt ?? clock.now().epochMilliseconds,
        open.looks,
        until.epochMilliseconds,
        reason,
      );
    else await p.ledger.release(claim, p.worker, 'queued', { reason, notBefore: until.epochMilliseconds, tries });
    return sleep(clock.until(until));
  };
  if (error instanceof CampaignProblems)
    return later('the campaign’s files have problems: see `check`', clock.now().add(EDITING));
  if (!isFate(error)) throw error;
  const fate = fateOf(error);
  if (fate.kind === 'blocked') {
    await block(p, network, fate.reason);
    await p.ledger.release(claim, p.worker, 'queued', { reason: `blocked: ${fate.reason}` });
    return done;
  }
  if (fate.kind === 'throttled') {
    await p.ledger.throttle(network.name, fate.until.epochMilliseconds);
    return later(`throttled: ${fate.reason}`, fate.until);
  }
  const tries = claim.row.tries + 1;
  return later(`not reached: ${fate.reason}`, clock.now().add(backoff(tries)), tries);
};
