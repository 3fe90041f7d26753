import type { Boosted, BoostRule, BoostStep, Campaign, Partner } from '../../model.ts';

/*
 * What a decision is made from besides the post and the rules. Everything that changes with time is an argument.
 */

export type Circumstances = {
  readonly now: Temporal.Instant;
  readonly campaign: Pick<Campaign, 'timeZone' | 'quietHours' | 'repeatAfter'>;
  readonly partner: Pick<Partner, 'id' | 'name' | 'accounts' | 'consent'>;
  /** What the network knows the partner's account by, once it was looked up: it outlives a change of the handle. */
  readonly accountId?: string;
  /** Boosts a day in all, on this network. */
  readonly perDay: number;
  /** Of our account on this network: all of today, those before that the spacing may reach back to, and those that `repeatAfter` does. */
  readonly boosted: readonly Boosted[];
  /** Why the partner counts as having withdrawn, in words: it said so, or it has blocked us. */
  readonly withdrawn?: string;
  /** Why the partner or the network rests at the moment, in words. */
  readonly paused?: string;
  /** Whether it has been a candidate before: what is then too old has lapsed, and was not declined. */
  readonly known?: boolean;
  /** What a person said of it. It is void when the post has changed since. */
  readonly answer?: { readonly kind: 'accepted' | 'declined'; readonly by: string };
  /** The hold begins anew at this moment: the post has changed, and the network does not say when. */
  readonly holdFrom?: Temporal.Instant;
};

/** What a rule found. `then`: what becomes of the post if nothing worse is found. */
export type Finding = BoostStep & { readonly then?: 'declined' | 'review' };

export const passed = (rule: BoostRule, value: string, words: string): Finding => ({
  rule,
  passed: true,
  value,
  words,
});

export const failed = (rule: BoostRule, then: 'declined' | 'review', value: string, words: string): Finding => ({
  rule,
  passed: false,
  value,
  words,
  then,
});
