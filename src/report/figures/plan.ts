import type { DeliveryState } from '../../model.ts';
import type { Outcome } from '../kinds.ts';
import type { NetworkReport } from '../report-schema.ts';
import type { BoostRow, DeliveryRow, NetworkRows } from '../rows.ts';
import type { Zone } from '../zone.ts';

const outcomeOf: Record<DeliveryState, Outcome> = {
  planned: 'waiting',
  queued: 'waiting',
  attempting: 'waiting',
  published: 'published',
  retracted: 'retracted',
  rejected: 'rejected',
  unconfirmed: 'unconfirmed',
  held: 'held',
  skipped: 'skipped',
};

/** Reasons name moments and numbers of one delivery: those that differ in nothing else are told together. */
const alike = (reason: string): string => reason.replace(/\s+/g, ' ').trim();

/** Planned against published: deliveries whose moment lay in the period. */
export const planOf = (deliveries: readonly DeliveryRow[], lateAfter: number): NetworkReport['plan'] => {
  const count = (outcome: Outcome) => deliveries.filter((row) => outcomeOf[row.state] === outcome).length;
  const out = deliveries.filter((row) => ['published', 'retracted'].includes(outcomeOf[row.state]));
  const explained = deliveries.filter((row) => row.reason && !['published', 'waiting'].includes(outcomeOf[row.state]));
  const reasons = [...Map.groupBy(explained, (row) => `${outcomeOf[row.state]} ${alike(row.reason ?? '')}`)].map(
    ([key, rows]) => {
      const [outcome = ''] = key.split(' ', 1);
      return { outcome: outcome as Outcome, reason: key.slice(outcome.length + 1), deliveries: rows.length };
    },
  );
  return {
    planned: deliveries.length,
    published: count('published'),
    late: out.filter((row) => row.sentAt !== null && row.sentAt - row.at > lateAfter).length,
    waiting: count('waiting'),
    held: count('held'),
    skipped: count('skipped'),
    rejected: count('rejected'),
    unconfirmed: count('unconfirmed'),
    retracted: count('retracted'),
    reasons: reasons.sort((a, b) => b.deliveries - a.deliveries || (a.reason < b.reason ? -1 : 1)),
  };
};

export const boostsOf = (
  boosts: readonly BoostRow[],
  partners: ReadonlyMap<string, string>,
  { rfc }: Zone,
): NetworkReport['boosts'] =>
  boosts
    .toSorted((a, b) => a.at - b.at)
    .map(({ partner, at, state, reason, url }) => ({
      partner: partners.get(partner) ?? partner,
      at: rfc(at),
      state,
      reason,
      url,
    }));

const dollars = (micros: number): number => micros / 1e6;

/** Null where it costs nothing: no budget is set, and nothing was ever booked. */
export const moneyOf = (
  { network, budget, spent, spentBefore, spentMonth }: NetworkRows,
  compared: boolean,
): NetworkReport['money'] =>
  network === 'x' || budget !== undefined || spentMonth + spentBefore > 0 || spent.length > 0
    ? {
        spent: dollars(spent.reduce((sum, one) => sum + one.micros, 0)),
        before: compared ? dollars(spentBefore) : null,
        month: dollars(spentMonth),
        budget: budget ?? null,
        by: spent.map(({ what, calls, micros }) => ({ what, calls, spent: dollars(micros) })),
      }
    : null;
