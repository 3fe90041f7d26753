import { z } from 'zod';
import { kinds } from '../model.ts';
import { calendarDay, fillable, languageTag, sha256, slug, written } from '../yaml.ts';
import { dayOfYear, hours, timeZone } from './day-times.ts';
import { atLeast, atMost, someTime } from './durations.ts';
import { wordOfHashtag } from './hashtag.ts';

/*
 * config/campaign.yaml as people write it. Descriptions are shown by editors, and in `check` when a key is missing.
 */

/** Who decided, and when. */
export const signed = z.strictObject({
  by: fillable(z.string()).describe('The name of the person who decided'),
  on: fillable(calendarDay).describe('The day of the decision, YYYY-MM-DD'),
});

const webAddress = z.url({
  protocol: /^https?$/,
  error: (issue) =>
    typeof issue.input === 'string'
      ? `is ${written(issue.input)}; write a whole web address that begins with https://`
      : undefined,
});

const relativePath = z.string().refine((path) => !/^([/\\]|[A-Za-z]:)/.test(path), {
  error: (issue) =>
    `is ${written(issue.input)}; write a path that begins in the campaign's folder, without a / in front`,
});

const server = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/i, {
  error: (issue) => `is ${written(issue.input)}; write only the name of the server, for instance mastodon.social`,
});

const cadence = {
  postsPerDay: z.int().min(1).describe('The most posts a day on this network, over all audiences'),
  spacing: someTime.describe('The least time between two posts of the account, for instance 90m or 2h'),
};

const networks = z.strictObject({
  bluesky: z.strictObject(cadence).describe('How Bluesky is used; leave it out to leave Bluesky out').optional(),
  mastodon: z
    .strictObject({
      ...cadence,
      visibility: fillable(z.enum(['public', 'unlisted', 'private', 'direct'])).describe(
        'Who sees the posts; empty: public',
      ),
    })
    .describe('How Mastodon is used; leave it out to leave Mastodon out')
    .optional(),
  x: z
    .strictObject({
      ...cadence,
      monthlyBudget: fillable(z.number().min(0)).describe('US dollars a calendar month; nothing is sent beyond it'),
      label: fillable(signed).describe('Who attests that the account carries the Automated label, which no API tells'),
    })
    .describe('How X is used; leave it out to leave X out')
    .optional(),
});

const linkName = z.string().regex(/^[A-Za-z0-9_-]+$/, {
  error: (issue) => `is ${written(issue.input)}; name a link with letters, digits and hyphens only`,
});

export const campaignSchema = z
  .strictObject({
    $schema: z.string().optional().describe('For editors only'),
    campaign: slug.describe('A short name for the campaign: small letters, digits and hyphens'),
    hashtag: wordOfHashtag.describe('The hashtag of the campaign, written without #'),
    timeZone: timeZone.describe(
      'The time zone of the team, for its calendar and reports; an IANA name such as Asia/Hebron',
    ),
    statement: z
      .strictObject({
        title: z.string().describe('The title of the statement'),
        publisher: z.string().describe('Who published it'),
        date: calendarDay.describe('The day it was published, YYYY-MM-DD'),
        file: fillable(relativePath).describe("Where the team's own copy is, from the campaign's folder"),
        sha256: fillable(sha256).describe('The SHA-256 of the bytes of that file'),
      })
      .describe('The public statement that every message is drawn from'),
    goLive: fillable(signed).describe('Who read docs/before-you-go-live.md and decided; empty: rehearsals only'),
    links: fillable(z.record(linkName, fillable(webAddress))).describe(
      'Names for web addresses that messages link to; a message that names an empty one is not scheduled',
    ),
    languages: z
      .record(
        languageTag,
        fillable(
          z.strictObject({
            reviewedBy: fillable(z.string()).describe(
              'The native reader who has reviewed the texts; empty: rehearsed, never live',
            ),
            on: fillable(calendarDay).describe('The day of the review, YYYY-MM-DD'),
          }),
        ),
      )
      .describe('The languages of the campaign, and who has reviewed each'),
    audiences: z
      .array(
        z.strictObject({
          lang: z.string().describe('One of the languages above'),
          timeZone: timeZone.describe('The time zone of these readers; an IANA name such as America/New_York'),
          hours: z.array(hours).min(1).describe('When they read, in their own time: a list such as ["09:00-12:00"]'),
        }),
      )
      .min(1)
      .describe('Who is spoken to: a language, a time zone, and hours of the day'),
    networks: networks.describe('The networks of the campaign, one account each'),
    quietHours: fillable(hours).describe('Hours without posts, in the audience\'s time zone: "23:00-07:00"'),
    repeatAfter: fillable(someTime).describe(
      'The least time before the same text goes out again on a network; empty: 14d',
    ),
    horizon: fillable(atLeast('1d')).describe('How far ahead the plan is laid out; empty: 7d'),
    late: fillable(
      z.strictObject({
        after: fillable(someTime).describe('How late a post may go out without further ado; empty: 30m'),
        then: fillable(z.enum(['post', 'ask', 'skip'])).describe('What becomes of a later one; empty: ask'),
      }),
    ).describe('What becomes of posts whose time passed while the program did not run'),
    specialDays: fillable(
      z.array(
        z.strictObject({
          day: dayOfYear.describe('Month and day, MM-DD, every year'),
          postsPerDay: fillable(z.int().min(1)).describe("Replaces every network's postsPerDay on this day"),
          kinds: fillable(z.array(z.enum(kinds)).min(1)).describe(
            'Only messages of these kinds go out; empty: all kinds',
          ),
        }),
      ),
    ).describe('Days with a cadence of their own'),
    approval: fillable(
      z.strictObject({
        required: fillable(z.boolean()).describe(
          'Whether a person approves each message before it goes out; empty: true',
        ),
        twoPeople: fillable(z.boolean()).describe('Whether two people must; empty: false'),
      }),
    ).describe('Whether messages wait for approval'),
    watch: fillable(
      z.strictObject({
        retention: fillable(atMost('14d', 'nothing about other people is kept longer')).describe(
          'How long links of other posts with the hashtag are kept; empty: 14d',
        ),
        mastodonServers: fillable(z.array(server)).describe('The Mastodon servers whose hashtag pages are read'),
      }),
    ).describe('How the hashtag is watched'),
  })
  .describe('A campaign: one hashtag, its networks, its cadence');

export type CampaignFile = z.infer<typeof campaignSchema>;
