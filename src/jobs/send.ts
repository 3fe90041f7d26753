import type { Attempt } from '../model.ts';
import type { Network } from '../network/network.ts';
import { fateOf } from '../queue/fate.ts';
import type { Claimed } from '../store/claim.ts';
import type { Went } from './advance.ts';
import { type Publishing, passage } from './publishing.ts';
import { settle } from './settle.ts';

/**
 * Calls the network with an attempt that is already written down, and writes down what came of it. `last`: with this post
 * the delivery is complete.
 */
export const send = async (
  p: Publishing,
  claim: Claimed,
  network: Network,
  attempt: Attempt,
  last: boolean,
  since = p.realNow(),
): Promise<Went> => {
  // The machine slept between the note and the call: somebody else may have taken over, so nothing is sent from here.
  if (p.realNow() - since > p.leaseMs / 4)
    throw new Error(`delivery ${claim.id}: too much time passed before the call; nothing was sent`);
  const passed = passage(claim, network, attempt.step);
  const answer = await network.publish(attempt, AbortSignal.timeout(p.callMs)).then(
    (receipt) => ({ receipt }),
    (error: unknown) => ({ error }),
  );
  await p.passing('answer received', passed);
  if ('error' in answer) return { kind: 'left', next: await settle(p, claim, network, attempt, fateOf(answer.error)) };
  await p.ledger.receive(attempt, answer.receipt, last).catch((error: unknown) => {
    // A full disk, a store that somebody holds: the next claim finds it on the network. Until then only this line knows.
    p.say('it is out, but that could not be written down', {
      delivery: claim.id,
      network: network.name,
      url: answer.receipt.url,
    });
    throw error;
  });
  await p.passing('receipt written', passed);
  const { remoteId, url, version } = answer.receipt;
  p.say('published', { delivery: claim.id, network: network.name, url, step: attempt.step });
  return {
    kind: 'done',
    done: {
      step: attempt.step,
      remote_id: remoteId,
      url,
      version: version ?? null,
      hash: attempt.hash,
      with: attempt.with,
    },
  };
};
