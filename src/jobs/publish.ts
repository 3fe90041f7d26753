import type { Network } from '../network/network.ts';
import { done, type Jobs, type Next, sleep } from '../queue/jobs.ts';
import type { Claimed, NotClaimed } from '../store/ledger.ts';
import { judge } from './judge.ts';
import { moments, type Publishing } from './publishing.ts';
import { recover } from './recover.ts';
import { send } from './send.ts';
import { settleUnsent } from './settle.ts';

/*
 * One delivery, from wake-up to receipt: claim → attempt → call → receipt (docs/decisions/0001). A process may die
 * between any two lines here; the next claim finds out where it stood.
 */

const wait = (p: Publishing, refusal: NotClaimed, network: Claimed['row']['network'] | undefined): Next => {
  switch (refusal.kind) {
    case 'over':
    case 'paused': // the planner wakes it again when somebody resumes
      return done;
    case 'taken':
      return sleep(refusal.untilReal - moments(p, network ?? 'bluesky').real);
    case 'early': {
      const clock = refusal.clock === 'campaign' || !network ? p.clock : p.clockOf(network);
      return sleep(clock.until(Temporal.Instant.fromEpochMilliseconds(refusal.at)));
    }
    default:
      return refusal satisfies never;
  }
};

const begin = async (p: Publishing, claim: Claimed, network: Network): Promise<Next> => {
  const decision = await judge(p, claim, network).catch(async (error: unknown) => ({
    kind: 'leave' as const,
    next: await settleUnsent(p, claim, network, error),
  }));
  if (decision.kind === 'leave') return decision.next;
  const now = moments(p, network.name);
  const month = p.spend.month(Temporal.Instant.fromEpochMilliseconds(now.network));
  const price = { micros: Math.round(network.price.publish(decision.what.text) * 1e6), month };
  const attempt = await p.ledger.attempt(claim, p.worker, decision.what, now, price, decision.gap);
  if (!attempt) {
    // Somebody else sent a late one a moment ago: this one takes its turn.
    await p.ledger.release(claim, p.worker, 'queued');
    return sleep(1_000);
  }
  await p.passing('after attempt');
  return send(p, claim, network, attempt);
};

export const publish =
  (p: Publishing) =>
  async ({ delivery }: Jobs['publish']): Promise<Next> => {
    const row = await p.deliveries.get(delivery);
    if (!row) return done;
    const network = p.networks.get(row.network);
    if (!network) return done;
    const realPerCampaignMs = p.clock.real(Temporal.Duration.from({ milliseconds: 1 }));
    const claim = await p.ledger.claim(delivery, p.worker, moments(p, row.network), {
      leaseMs: p.leaseMs,
      realPerCampaignMs,
    });
    if (claim.kind !== 'claimed') return wait(p, claim, row.network);
    await p.passing('after claim');
    return claim.open ? recover(p, claim, network, claim.open) : begin(p, claim, network);
  };
