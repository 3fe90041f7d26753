import { type Campaign, type Partners, spelt } from '../../model.ts';
import type { Price } from '../../network/network.ts';
import { missingConsent } from '../../plan/boosts/consent.ts';
import { listed, spanWords } from '../../plan/boosts/words.ts';
import { looksAfter } from './cadence.ts';

/*
 * What boosting costs where it costs money. Pure; the figures are the adapter's.
 */

type Prices = Pick<Price, 'boost' | 'look'>;

/** At the end of its hold, after a person has accepted it, and at the last moment, when it has waited for its turn since. */
const looksBefore = { auto: 2, review: 3 };

/** Of the longest month: what is told is the most. */
const DAYS = 31;

export type BoostPrice = {
  readonly one: number;
  readonly month: number;
  readonly perDay: number;
  readonly before: number;
};

/** Dollars: of one boost with its looks, and of a month with as many as the caps allow. Undefined: nobody who agreed is boosted on X. */
export const priceOnX = (campaign: Campaign, partners: Partners, { boost, look }: Prices): BoostPrice | undefined => {
  if (!campaign.networks.some(({ name }) => name === 'x')) return undefined;
  const agreed = partners.partners.filter((one) => one.accounts.x && missingConsent(one).length === 0);
  if (agreed.length === 0) return undefined;
  const perDay = Math.min(
    partners.perDay,
    agreed.reduce((sum, { rules }) => sum + rules.x.perDay, 0),
  );
  const before = Math.max(...agreed.map(({ rules }) => looksBefore[rules.x.mode]));
  const one = boost + look * (before + looksAfter('x', partners).length);
  return { one, perDay, before, month: one * perDay * DAYS };
};

/** `$0.04`, and `$0.035` where the cents do not come out even. */
const dollars = (amount: number): string => {
  const tenths = amount.toFixed(3);
  return `$${tenths.endsWith('0') ? amount.toFixed(2) : tenths}`;
};

/** `1 day`, where a span of the rules is told as 24 hours. */
const ageWords = (age: Temporal.Duration): string => (age.total('hours') === 24 ? '1 day' : spanWords(age));

export const priceWords = (campaign: Campaign, partners: Partners, prices: Prices): string | undefined => {
  const price = priceOnX(campaign, partners, prices);
  if (!price) return undefined;
  const ages = looksAfter('x', partners).map(ageWords);
  const looked =
    ages.length > 0 ? `each boost is looked at again after ${listed(ages, 'and')}` : 'no boost is looked at again';
  const budget = campaign.networks.find(({ name }) => name === 'x')?.monthlyBudget;
  const stop =
    budget !== undefined && price.month > budget ? `; the month’s budget of $${budget} stops it before that` : '';
  return `on ${spelt.x} ${looked}: with up to ${price.before} looks before it, one costs up to ${dollars(price.one)}, and up to $${price.month.toFixed(2)} a month at these caps (${price.perDay} a day); what reading partners’ posts costs comes to it${stop}`;
};
