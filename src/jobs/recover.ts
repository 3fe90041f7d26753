import type { Network } from '../network/network.ts';
import { backoff, fateOf } from '../queue/fate.ts';
import { done, type Next, sleep } from '../queue/jobs.ts';
import type { Claimed } from '../store/ledger.ts';
import { withdrawnNow } from './judge.ts';
import type { Publishing } from './publishing.ts';
import { send } from './send.ts';
import { block } from './settle.ts';

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
  await p.ledger.lose(open, lostAt, looks, next, why);
  return sleep(p.clockOf(network.name).until(Temporal.Instant.fromEpochMilliseconds(next)));
};

/** A look that did not come about: asked again later, and not counted. */
const noAnswer = async (p: Publishing, network: Network, open: Open, lostAt: number, error: unknown): Promise<Next> => {
  const fate = fateOf(error);
  const now = p.clockOf(network.name).now();
  const why = `no clear answer yet, and it could not be looked for: ${fate.reason}`;
  if (fate.kind === 'blocked') {
    await block(p, network, fate.reason);
    await p.ledger.lose(open, lostAt, open.looks, now.epochMilliseconds, why);
    return done;
  }
  if (fate.kind === 'throttled') await p.ledger.throttle(network.name, fate.until.epochMilliseconds);
  const next = fate.kind === 'throttled' ? fate.until : now.add(backoff(2));
  return lookAgain(p, network, open, lostAt, open.looks, next.epochMilliseconds, why);
};

/** Pays for a look where looking costs money. False when the month's budget is spent. */
const pay = async (p: Publishing, network: Network, now: Temporal.Instant): Promise<boolean> => {
  const micros = Math.round(network.price.recall * 1e6);
  if (micros === 0) return true;
  const month = p.spend.month(now);
  const budget = (await p.toolkit()).campaign.networks.find((use) => use.name === network.name)?.monthlyBudget;
  if (budget !== undefined && (await p.spend.spent(network.name, month)) + micros > budget * 1e6) return false;
  await p.spend.book(network.name, month, now.epochMilliseconds, micros, 'look for a lost post');
  return true;
};

export const recover = async (p: Publishing, claim: Claimed, network: Network, open: Open): Promise<Next> => {
  const now = p.clockOf(network.name).now();
  const lostAt = open.lostAt ?? now.epochMilliseconds;
  const firstLook = after(lostAt, network.recallAfter[0]);
  if (open.lostAt === undefined && firstLook > now.epochMilliseconds) {
    return lookAgain(p, network, open, lostAt, 0, firstLook, 'the worker ended before the answer was written down');
  }

  if (!(await pay(p, network, now))) {
    const reason = 'no clear answer, and the month’s budget does not allow to look whether the post is out';
    await p.ledger.release(claim, p.worker, 'unconfirmed', { reason });
    return done;
  }
  const answer = await network.recall(open, AbortSignal.timeout(p.callMs)).then(
    (recall) => ({ recall }),
    (error: unknown) => ({ error }),
  );
  if ('error' in answer) return noAnswer(p, network, open, lostAt, answer.error);
  const { recall } = answer;

  if (recall.kind === 'found') {
    await p.ledger.receive(open, recall.receipt);
    p.say('found: the lost answer was a yes', { delivery: claim.id, network: network.name, url: recall.receipt.url });
    return done;
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
  return send(p, claim, network, open);
};
