import { milliseconds } from '../../clock.ts';
import { reserved } from './money.ts';
import type { Watching } from './watching.ts';

/** What is asked before X is read. */
export type Reading = Pick<Watching, 'campaign' | 'plannedOnX' | 'spend'>;

/** What may be spent on X this month, in US dollars, without touching what planned posts will cost; undefined: there is no budget, so no stop. */
const ceiling = async (w: Reading, now: number): Promise<number | undefined> => {
  const campaign = await w.campaign();
  const budget = campaign.networks.find((use) => use.name === 'x')?.monthlyBudget;
  if (budget === undefined) return undefined;
  return budget - reserved(await w.plannedOnX(), now, milliseconds(campaign.horizon)) / 1e6;
};

/** What reading X may still cost this month, in millionths of a US dollar. */
export const leftForReading = async (w: Reading, now: number): Promise<number | undefined> => {
  const most = await ceiling(w, now);
  if (most === undefined) return undefined;
  return most * 1e6 - (await w.spend.spent('x', w.spend.month(Temporal.Instant.fromEpochMilliseconds(now))));
};

/** Books a reading of X before it is made; false when the budget has no room for it. `what` names this one call. */
export const bookReading = async (w: Reading, dollars: number, now: number, what: string): Promise<boolean> => {
  if (dollars === 0) return true;
  const at = Temporal.Instant.fromEpochMilliseconds(now);
  return w.spend.afford({ network: 'x', at, dollars, what }, await ceiling(w, now));
};
