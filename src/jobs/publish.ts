import type { Content } from '../model.ts';
import type { Network } from '../network/network.ts';
import { done, type Jobs, type Next, sleep } from '../queue/jobs.ts';
import type { Claimed, NotClaimed } from '../store/claim.ts';
import { advance, anyTime } from './advance.ts';
import { hear } from './boost/hear.ts';
import { judge, withdrawnNow } from './judge.ts';
import { moments, type Publishing, passage } from './publishing.ts';
import { recover } from './recover.ts';
import { settleUnsent } from './settle.ts';
import { postsOut } from './steps.ts';

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

/** A thread of which some is out goes on as it began, whatever was edited since; withdrawn, it stops. */
const goOn = async (p: Publishing, claim: Claimed, network: Network, content: Content): Promise<Next> => {
  const withdrawn = await withdrawnNow(p, claim);
  if (!withdrawn) return advance(p, claim, network, content, anyTime);
  const reason = `${withdrawn}, after ${postsOut(claim.done)} of ${content.posts.length} posts: \`retract\` deletes those`;
  await p.ledger.release(claim, p.worker, 'skipped', { reason });
  return done;
};

const begin = async (p: Publishing, claim: Claimed, network: Network): Promise<Next> => {
  if (claim.content && postsOut(claim.done) > 0) return goOn(p, claim, network, claim.content);
  const decision = await judge(p, claim, network);
  if (decision.kind === 'leave') return decision.next;
  return advance(p, claim, network, decision.content, decision.place);
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
    await p.passing('after claim', passage(claim, network));
    const work = claim.open ? recover(p, claim, network, claim.open) : begin(p, claim, network);
    const next = await work.catch((error: unknown) => settleUnsent(p, claim, network, error));
    // What became of a boost is told at once; should we die before, the boost job's next run tells it.
    if (claim.row.boost_of !== null && p.boosts) await hear(p.boosts, claim.row.boost_of);
    return next;
  };
