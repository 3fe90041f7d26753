import type { Attempt } from '../model.ts';
import type { Network } from '../network/network.ts';
import { fateOf } from '../queue/fate.ts';
import { done, type Next } from '../queue/jobs.ts';
import type { Claimed } from '../store/ledger.ts';
import type { Publishing } from './publishing.ts';
import { settle } from './settle.ts';

/** Calls the network with an attempt that is already written down, and writes down what came of it. */
export const send = async (p: Publishing, claim: Claimed, network: Network, attempt: Attempt): Promise<Next> => {
  const answer = await network.publish(attempt, AbortSignal.timeout(p.callMs)).then(
    (receipt) => ({ receipt }),
    (error: unknown) => ({ error }),
  );
  await p.passing('answer received');
  if ('error' in answer) return settle(p, claim, network, attempt, fateOf(answer.error));
  await p.ledger.receive(attempt, answer.receipt);
  await p.passing('receipt written');
  p.say('published', { delivery: claim.id, network: network.name, url: answer.receipt.url });
  return done;
};
