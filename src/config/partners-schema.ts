import { z } from 'zod';
import { calendarDay, fillable, languageTag, slug, written } from '../yaml.ts';
import { atMost, duration, someTime } from './durations.ts';

/*
 * config/partners.yaml as people write it.
 */

const account = z.string().regex(/^\S+$/, {
  error: (issue) => `is ${written(issue.input)}; write the account's name without spaces`,
});

const cap = z.int().min(0);

/** What may be said of boosting at each level; what is not said there is as one level up. */
const rules = {
  mode: fillable(z.enum(['review', 'auto'])).describe(
    'review: a person accepts each boost; auto: the rules alone decide',
  ),
  langs: fillable(z.array(languageTag)).describe('Languages of the posts; an empty list: every language'),
  include: fillable(z.array(z.string())).describe('A post needs one of these words; an empty list: every post'),
  exclude: fillable(z.array(z.string())).describe('A post with one of these words is declined'),
  originalsOnly: fillable(z.boolean()).describe('Whether replies, quotes and boosts are declined'),
  altText: fillable(z.enum(['required', 'any'])).describe('required: pictures without a description are declined'),
  sensitive: fillable(z.enum(['decline', 'review'])).describe('What becomes of posts that are marked as sensitive'),
  minEngagement: fillable(cap).describe('The least number of likes, boosts and replies together'),
  maxAge: fillable(someTime).describe('Older posts are not boosted'),
  hold: fillable(duration).describe('How long a post waits, so that its author can still change or delete it'),
  perDay: fillable(cap).describe('Boosts a day of one partner, per network'),
  spacing: fillable(someTime).describe('The least time between two boosts'),
};

const exceptions = z.strictObject(rules);

/** Each of them costs money. */
const looks = z.array(atMost('30d', 'a boost is not looked at for longer')).max(10, {
  error: 'names more than 10 looks at one boost, and each costs money; name 10 at the most',
});

export type RulesFile = z.infer<typeof exceptions>;

export const partnersSchema = z
  .strictObject({
    $schema: z.string().optional().describe('For editors only'),
    perDay: fillable(cap).describe('Boosts a day in all, per network; empty: 6'),
    x: fillable(
      z.strictObject({
        lookAgain: fillable(looks).describe(
          'How long after a boost on X its post is looked at again; each look costs money. Empty: 1h, 1d, 7d; []: never',
        ),
      }),
    ).describe('What is particular to X'),
    defaults: fillable(exceptions).describe('The rules for every partner, where it has no exception of its own'),
    partners: fillable(
      z.array(
        z.strictObject({
          id: slug.describe('A short name: small letters, digits and hyphens'),
          name: z.string().describe('The name of the organisation'),
          accounts: fillable(
            z.strictObject({
              bluesky: fillable(account).describe('The handle, for instance name.bsky.social'),
              mastodon: fillable(account).describe('The account with its server, for instance name@mastodon.social'),
              x: fillable(account).describe('The handle on X'),
            }),
          ).describe('Its accounts; empty until the team knows them'),
          consent: fillable(
            z.strictObject({
              by: fillable(z.string()).describe('Who agreed for the organisation'),
              on: fillable(calendarDay).describe('The day it agreed, YYYY-MM-DD'),
              evidence: fillable(z.string()).describe('Where the written agreement is kept'),
              until: fillable(calendarDay).describe('The last day of the agreement, if it has one'),
            }),
          ).describe('The written agreement; empty: never boosted'),
          rules: fillable(
            z.strictObject({
              ...rules,
              networks: fillable(
                z.strictObject({
                  bluesky: fillable(exceptions).describe('Exceptions on Bluesky'),
                  mastodon: fillable(exceptions).describe('Exceptions on Mastodon'),
                  x: fillable(exceptions).describe('Exceptions on X'),
                }),
              ).describe('Exceptions for one network'),
            }),
          ).describe('Exceptions to the defaults'),
        }),
      ),
    ).describe('The organisations that may be boosted'),
  })
  .describe('The partners of a campaign: who may be boosted, and by which rules');

export type PartnersFile = z.infer<typeof partnersSchema>;
