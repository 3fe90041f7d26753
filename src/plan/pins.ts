import type { Campaign } from '../model.ts';
import type { Candidate, PlannedAccount } from './account.ts';
import { cadence } from './cadence.ts';
import { pinnedMoment } from './zone.ts';

/*
 * The moments that messages name in their `at:`.
 */

export type Pin = { readonly at: number; readonly account: PlannedAccount; readonly candidate: Candidate };

/**
 * In the order in which they are placed: by time, then by network. Each is noted with its text, which is kept for it.
 * A moment on a day that does not take the message's kind is none.
 */
export const pins = (campaign: Campaign, accounts: readonly PlannedAccount[]): readonly Pin[] => {
  const found: Pin[] = [];
  for (const account of accounts) {
    for (const candidate of [...account.candidates.values()].flat()) {
      for (const local of candidate.at) {
        const moment = pinnedMoment(local, campaign.timeZone);
        const date = moment.toZonedDateTimeISO(campaign.timeZone).toPlainDate();
        if (!cadence(campaign, date).allows(candidate.kind)) continue;
        found.push({ at: moment.epochMilliseconds, account, candidate });
        candidate.said.pins.push(moment.epochMilliseconds);
      }
    }
  }
  return found.sort((a, b) => a.at - b.at);
};
