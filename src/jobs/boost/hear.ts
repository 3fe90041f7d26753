import type { NetworkName, Partners } from '../../model.ts';
import type { Verdict } from '../../store/candidates.ts';
import type { Boosts } from './boosts.ts';
import { nextLook } from './cadence.ts';

/*
 * What became of the deliveries of boosts, told to their candidates. The delivery is the record: this can be done twice, and by whoever comes by.
 */

type Ended = Awaited<ReturnType<Boosts['candidates']['ended']>>[number];

const verdictFor = (one: Ended, now: number, partners: Partners | undefined): Verdict | undefined => {
  const over = { due_at: null, decided_at: now };
  const why = one.deliveryReason ?? '';
  switch (one.deliveryState) {
    case 'published': {
      const at = one.sentAt ?? now;
      const words = one.reason.replace(/^(?:(?:boost now|waiting for its turn|boosted)(?:: )?|boosting: .*$)/u, '');
      const reason = words === '' ? 'boosted' : `boosted: ${words}`;
      return {
        state: 'boosted',
        reason,
        boosted_at: at,
        due_at: nextLook(one.network, at, now, partners),
        decided_at: now,
      };
    }
    case 'rejected':
      return { ...over, state: 'declined', reason: `declined by the network: ${why}` };
    case 'skipped':
      if (why.startsWith('lapsed')) return { ...over, state: 'lapsed', reason: why };
      return { ...over, state: 'declined', reason: why.startsWith('declined') ? why : `declined: ${why}` };
    case 'retracted':
      return { ...over, state: 'undone', reason: `undone: ${why}`, undone_at: now };
    case 'planned':
      return { state: 'waiting', reason: 'waiting for its turn', due_at: now };
    default:
      return undefined;
  }
};

/** Three boosts in a row that the network refused say that something is wrong with more than one post. */
const IN_A_ROW = 3;

const brake = async (b: Boosts, network: NetworkName, now: number): Promise<void> => {
  const since = await b.candidates.brakeMark(network);
  const ends = await b.candidates.lastEnds(network, since, IN_A_ROW);
  if (ends.length < IN_A_ROW || ends.some(({ state }) => state !== 'rejected')) return;
  const reason = `the network refused ${IN_A_ROW} boosts in a row, the last one with “${ends[0]?.reason ?? ''}”`;
  // Those that led to this pause lead to no other after somebody resumed.
  await b.candidates.brake({
    scope: `boost:${network}`,
    kind: 'blocked',
    reason,
    by: 'the automatic brake',
    since_at: now,
    upTo: ends[0]?.sentAt ?? now,
    network,
  });
  b.say('boosting is paused there until somebody resumes it', { network, reason });
};

/** `only`: the candidate whose delivery has just been worked on. */
export const hear = async (b: Boosts, only?: string): Promise<void> => {
  const now = b.clock.now().epochMilliseconds;
  const ended = await b.candidates.ended(only);
  const partners = ended.length > 0 ? await b.partners() : undefined;
  for (const one of ended) {
    const verdict = verdictFor(one, now, partners);
    if (!verdict || !(await b.candidates.decide(one, verdict))) continue;
    const source = b.networks.get(one.network)?.counts.source;
    if (verdict.state === 'boosted' && source) await b.candidates.follow(one, source, now);
    if (verdict.state === 'undone') await b.candidates.followNoMore(one.network, one.remote_id);
    b.say(verdict.state ?? '', { candidate: one.id, network: one.network, reason: verdict.reason });
  }
  for (const network of new Set(ended.filter((one) => one.deliveryState === 'rejected').map((one) => one.network)))
    await brake(b, network, now);
};
