import { z } from 'zod';
import { networkNames } from '../model.ts';
import { ages, outcomes } from './kinds.ts';

/*
 * What a report says, as data. Its JSON form is exactly this (report.schema.json is made from it), and the pages and the CSV files
 * are made from the same value. A number that cannot be known is null, never 0. Money is in US dollars, times are RFC 3339 in the campaign's zone.
 */

const count = z.int().min(0);
const known = count.nullable();
const moment = z.string();
const span = { from: moment.describe('The first moment'), to: moment.describe('The end, exclusive') };
const hours = z.number().min(0);

const whose = <T extends z.ZodType>(one: T) =>
  z.strictObject({
    ours: one.describe('The campaign’s own account'),
    partners: one.describe('Organisations that agreed to be boosted'),
    public: one.describe('Everybody else'),
  });

const nowAndBefore = z.strictObject({
  now: known.describe('In the period; null: not known'),
  before: known.describe('In the period before; null: not known, or nothing to compare with'),
});

const reactions = z.strictObject({
  likes: count.describe('Likes or favourites'),
  boosts: count.describe('Reposts or reblogs'),
  replies: count.describe('Replies'),
  quotes: count.describe('Quotes'),
  all: count.describe('The sum of the four'),
});

const atAge = z.strictObject({
  age: z.enum(ages).describe('The age of the posts when they were looked at'),
  known: count.describe('Of how many posts this is known'),
  median: z.number().min(0).nullable().describe('Reactions of the post in the middle'),
  least: known.describe('Reactions of the post with the fewest'),
  most: known.describe('Reactions of the post with the most'),
});

const watched = z.strictObject({
  hours: hours.describe('Hours that were watched'),
  of: hours.describe('Hours of the period that have passed'),
  whole: z.boolean().describe('Nothing was missed'),
});

const gap = z.strictObject({
  ...span,
  hours: hours.describe('How long'),
  reason: z.string().nullable().describe('Why, where it is known'),
});

const coverage = z.strictObject({
  kind: z
    .enum(['stream', 'servers', 'counts'])
    .describe('What is watched: the whole stream, some servers, the network’s own counts'),
  ...watched.shape,
  before: watched.nullable().describe('The same of the period before'),
  sources: z
    .array(
      z.strictObject({
        source: z.string().describe('`bluesky`, `mastodon:` and a server, or `x`'),
        ...watched.shape,
        refused: z.string().nullable().describe('Why it cannot be watched at present'),
        gaps: z.array(gap).describe('What was missed'),
      }),
    )
    .describe('Each source that was watched, or was to be'),
});

const authors = z.strictObject({
  atLeast: count.describe('At least so many authors, each counted once a calendar week'),
  atMost: count.describe('At most so many; the same number where it is known exactly'),
  weeks: count.describe('Calendar weeks that the period touches'),
});

const change = z.strictObject({
  figure: z.string().describe('Which of `figures`'),
  now: known.describe('In the period'),
  before: known.describe('In the period before'),
  percent: z
    .number()
    .nullable()
    .describe('Change in percent; null below 20 cases before, or when the watched hours differ'),
  perDay: z
    .strictObject({
      now: z.number().min(0).describe('For each 24 hours watched in the period'),
      before: z.number().min(0).describe('For each 24 hours watched in the period before'),
    })
    .nullable()
    .describe('Only where the watched hours differ, and a plain comparison would mislead'),
});

const hour = z.strictObject({
  at: moment.describe('The start of the hour'),
  ours: count.describe('Posts of ours with the hashtag'),
  partners: known.describe('Partners’ posts; null where it was not watched'),
  public: known.describe('Everybody else’s posts; null where it was not watched'),
  watched: z.number().min(0).max(1).describe('How much of the hour was watched'),
});

const day = z.strictObject({
  day: z.string().describe('The calendar day in the campaign’s zone'),
  special: z.boolean().describe('A special day of the campaign'),
  ours: count.describe('Posts of ours with the hashtag'),
  partners: known.describe('Partners’ posts'),
  public: known.describe('Everybody else’s posts'),
  hours: hours.describe('Hours of the day that were watched'),
  of: hours.describe('Hours of the day within the period'),
});

const message = z.strictObject({
  message: z.string().describe('The id of the message'),
  posts: count.describe('Posts of it in the period'),
  ages: z.array(atAge).describe('Their reactions at equal age'),
});

const language = z.strictObject({
  lang: z.string().describe('The language tag; empty: the author’s client did not say'),
  ours: count.describe('Posts of ours'),
  partners: known.describe('Partners’ posts; null where a network does not tell'),
  public: known.describe('Everybody else’s posts; null where a network does not tell'),
  share: z.number().min(0).max(1).nullable().describe('Of everybody else’s posts; null below 20 posts'),
  ages: z.array(atAge).describe('Reactions of our posts in this language at equal age'),
});

const growth = z.strictObject({
  delivery: z.string().describe('Which delivery'),
  step: count.describe('Which of its posts, from 0'),
  message: z.string().describe('The id of the message'),
  lang: z.string().describe('Its language'),
  at: moment.describe('When it was published'),
  url: z.string().describe('Its address'),
  gone: moment.nullable().describe('When it was deleted, or not shown any more'),
  ages: z.record(z.enum(ages), known).describe('All reactions at that age; null: too young, or not looked at then'),
  latest: reactions.nullable().describe('What the last look showed; null: not looked at'),
  looks: z
    .array(
      z.strictObject({
        minutes: count.describe('Age in minutes'),
        reactions: count.describe('All reactions'),
      }),
    )
    .describe('Every look, in order'),
});

const boost = z.strictObject({
  partner: z.string().describe('The partner’s name'),
  at: moment.describe('When'),
  state: z.string().describe('What became of it'),
  reason: z.string().nullable().describe('Why, in words'),
  url: z.string().nullable().describe('The partner’s post'),
});

const bestHours = z.strictObject({
  cells: z
    .array(
      z.strictObject({
        weekday: z.int().min(1).max(7).describe('Monday is 1'),
        hour: z.int().min(0).max(23).describe('By the clock of the campaign’s zone'),
        posts: known.describe('Everybody else’s posts; null: never watched'),
        hours: hours.describe('How many such hours were watched'),
      }),
    )
    .describe('Every hour of the week'),
  best: z
    .array(
      z.strictObject({
        weekday: z.int().min(1).max(7).describe('Monday is 1'),
        hour: z.int().min(0).max(23).describe('By the clock of the campaign’s zone'),
        posts: count.describe('Posts in it'),
      }),
    )
    .describe('The three fullest; empty below 20 posts'),
});

const organic = z.strictObject({
  posts: count.describe('Posts with the hashtag that were seen'),
  copied: count.describe('Of these, near-copies of one text by many authors in a short time'),
  groups: count.describe('How many such texts'),
  largest: z
    .strictObject({
      posts: count.describe('Posts of the largest in the period'),
      authors: count.describe('Its authors'),
    })
    .nullable()
    .describe('The largest; null when there is none'),
  share: z.number().min(0).max(1).nullable().describe('Of posts in people’s own words; null below 20 posts'),
});

const plan = z.strictObject({
  planned: count.describe('Deliveries whose moment lay in the period: the sum of all outcomes'),
  published: count.describe('Out'),
  late: count.describe('Of those that went out: later than the campaign calls late'),
  waiting: count.describe('Not yet due, or being sent'),
  held: count.describe('Waits for a person'),
  skipped: count.describe('Left out'),
  rejected: count.describe('Refused by the network'),
  unconfirmed: count.describe('Nobody can tell whether it is out'),
  retracted: count.describe('Out, and deleted again by a person'),
  reasons: z
    .array(
      z.strictObject({
        outcome: z.enum(outcomes).describe('What became of them'),
        reason: z.string().describe('Why, in words'),
        deliveries: count.describe('How many'),
      }),
    )
    .describe('Why some did not go out'),
});

const money = z.strictObject({
  spent: z.number().min(0).describe('US dollars in the period'),
  before: z.number().min(0).nullable().describe('US dollars in the period before'),
  month: z.number().min(0).describe('US dollars in the calendar month (UTC) in which the period ends'),
  budget: z.number().min(0).nullable().describe('US dollars a month; null: no budget is set'),
  by: z
    .array(
      z.strictObject({
        what: z
          .enum(['publish', 'boost', 'look', 'count', 'other'])
          .describe('Posts, boosts, looks for lost answers, counts of the hashtag'),
        calls: count.describe('How many'),
        spent: z.number().min(0).describe('US dollars'),
      }),
    )
    .describe('What it was spent on'),
});

const network = z.strictObject({
  network: z.enum(networkNames).describe('A network stands alone and is not compared with another'),
  coverage: coverage.describe('What was watched, and what was missed'),
  posts: whose(nowAndBefore).describe('Posts with the hashtag'),
  authors: authors.nullable().describe('Authors other than us and our partners; null where nobody can know'),
  reactions: whose(
    z.strictObject({
      now: reactions.nullable().describe('Seen in the period'),
      before: reactions.nullable().describe('Seen in the period before'),
    }),
  ).describe('What followed posts gained, by the hour in which it was seen'),
  changes: z.array(change).describe('The period against the one before'),
  hours: z.array(hour).describe('Hour by hour'),
  days: z.array(day).describe('Day by day'),
  messages: z.array(message).describe('Messages at equal age'),
  languages: z.array(language).describe('Languages'),
  growth: z.array(growth).describe('Posts of ours, and how they grew'),
  boosts: z.array(boost).describe('Partners’ posts that we boosted, with the reason'),
  bestHours: bestHours.nullable().describe('When people use the hashtag; null: not watched'),
  organic: organic.nullable().describe('What was said in people’s own words; null where nobody can know'),
  plan: plan.describe('Planned against published'),
  money: money.nullable().describe('Money; null where it costs nothing'),
  figures: z
    .record(z.string(), z.number().nullable())
    .describe('Every figure by its name, as `report --explain` knows it'),
});

export const reportSchema = z
  .strictObject({
    version: z.literal(1).describe('The version of this form'),
    campaign: z
      .strictObject({
        id: z.string().describe('The campaign’s short name'),
        hashtag: z.string().describe('Without #'),
        timeZone: z.string().describe('Days and hours are of this zone'),
      })
      .describe('Which campaign'),
    rehearsal: z.boolean().describe('Of a rehearsal: nothing in it happened on a real network'),
    madeAt: moment.describe('When it was made'),
    period: z
      .strictObject({
        ...span,
        until: moment.describe('What can be known at all ends here'),
        days: count.nullable().describe('Whole calendar days; null when it does not begin and end with one'),
        hours: hours.describe('Its length; 23 or 25 hours on a day on which clocks change'),
      })
      .describe('Which time'),
    before: z.strictObject(span).nullable().describe('What it is compared with; null: nothing'),
    networks: z.array(network).describe('Each network on its own'),
  })
  .describe('An engagement report');

export type Report = Readonly<z.infer<typeof reportSchema>>;
export type NetworkReport = Report['networks'][number];
export type Coverage = NetworkReport['coverage'];
export type Watched = z.infer<typeof watched>;
export type AtAge = z.infer<typeof atAge>;
export type Reactions = z.infer<typeof reactions>;
