import type { Campaign, NetworkName, Partners } from '../../model.ts';
import { dayPlan } from '../../plan/boosts/day-plan.ts';
import { candidates } from '../../store/candidates.ts';
import { pauses } from '../../store/pauses.ts';
import type { Store } from '../../store/store.ts';
import { memorySince, type Setting } from './setting.ts';
import { capsOf, heardOf, inLine } from './take-turns.ts';

/** What is boosted when in the rest of the campaign's day, if nothing changes; what still waits for its author is in it, what waits for a person is not. */
export const rest = async (
  store: Store,
  campaign: Campaign,
  partners: Partners,
  now: Temporal.Instant,
): Promise<readonly { id: string; at: number; network: NetworkName; partner: string }[]> => {
  const rows = candidates(store.db);
  const setting: Setting = {
    ...{ now, campaign, partners, seen: new Map(), live: false },
    pauses: await pauses(store.db).all(),
    sources: await rows.sources(),
  };
  const open = await rows.all(['held', 'waiting']);
  const planned = await Promise.all(
    campaign.networks.map(async ({ name }) => {
      const line = inLine(
        setting,
        open.filter(({ network }) => network === name),
      ).filter(({ paused }) => paused === undefined);
      const made = await rows.made(name, memorySince(setting), now.epochMilliseconds);
      const given = { candidates: line.map(({ place }) => place), boosted: heardOf(made), caps: capsOf(setting) };
      return dayPlan(given, now.epochMilliseconds).placed.map(({ id, at }) => ({
        ...{ id, at, network: name },
        partner: line.find(({ place }) => place.id === id)?.partner.id ?? '',
      }));
    }),
  );
  return planned.flat().sort((a, b) => a.at - b.at);
};
