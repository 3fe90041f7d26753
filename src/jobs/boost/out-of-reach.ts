import { type NetworkName, spelt } from '../../model.ts';
import { timesOf } from '../../plan/boosts/times.ts';
import { type Candidate, openStates } from '../../store/candidates.ts';
import type { Boosts } from './boosts.ts';
import { fromKept } from './kept.ts';
import { circumstancesOf, disagrees, partnerOf, type Setting } from './setting.ts';

/*
 * Candidates on a network that the campaign no longer has, or whose credentials are gone: nobody decides on them, and nobody sends them. That is
 * told; when they are too old they lapse, and of a boost that may be out a person is asked.
 */

const unreached = (network: NetworkName): string =>
  `${spelt[network]} is not in config/campaign.yaml any more, or its credentials are missing (see \`status\`)`;

/** Why it is over; undefined: the network may come back in time. */
const overWords = (setting: Setting, candidate: Candidate): string | undefined => {
  const no = disagrees(setting, candidate.partner, candidate.network);
  if (no !== undefined) return `declined: ${no}`;
  const partner = partnerOf(setting, candidate.partner);
  if (!partner) return undefined;
  const circumstances = circumstancesOf(setting, partner, candidate.network, [], candidate);
  const { deadline } = timesOf(fromKept(candidate.post), partner.rules[candidate.network], circumstances);
  if (setting.now.epochMilliseconds <= deadline) return undefined;
  return `lapsed: it is too old now, and could not be sent: ${unreached(candidate.network)}`;
};

const lookAfter = async (b: Boosts, setting: Setting, candidate: Candidate): Promise<void> => {
  const over = overWords(setting, candidate);
  const why = unreached(candidate.network);
  const told = `${candidate.state}: ${why}`;
  if (over === undefined) {
    // A person may still answer; without one it lapses by itself.
    const asked = candidate.state === 'review' && candidate.answer === null;
    if (asked || candidate.reason === told) return;
    await b.candidates.decide(candidate, { reason: told });
    b.say('out of reach', { candidate: candidate.id, network: candidate.network, reason: why });
    return;
  }
  if (candidate.state !== 'boosting') {
    const state = over.startsWith('lapsed') ? 'lapsed' : 'declined';
    await b.candidates.decide(candidate, {
      state,
      reason: over,
      due_at: null,
      decided_at: setting.now.epochMilliseconds,
    });
    return;
  }
  // What becomes of the delivery the candidate hears at the next run.
  const unconfirmed = `nobody can tell whether this boost is out: ${why}`;
  const end = await b.candidates.giveUp(candidate, b.realNow(), { skipped: over, unconfirmed });
  if (end !== 'unconfirmed') return;
  await b.candidates.decide(candidate, {
    reason: `boosting: ${unconfirmed}. Look, then \`settle ${candidate.delivery}\``,
  });
  b.say('unconfirmed: a person decides', { delivery: candidate.delivery, network: candidate.network, reason: why });
};

export const lookAfterUnreached = async (b: Boosts, setting: Setting): Promise<void> => {
  if (setting.partners === undefined) return;
  const open = await b.candidates.all(openStates);
  for (const candidate of open) if (!b.networks.has(candidate.network)) await lookAfter(b, setting, candidate);
};
