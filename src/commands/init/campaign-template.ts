import type { NetworkName } from '../../model.ts';
import type { Choices } from './choices.ts';

/*
 * config/campaign.yaml and config/partners.yaml of a new campaign. Texts are written with JSON.stringify, which YAML reads
 * as they are, whatever signs they hold.
 */

const networkLines: { readonly [K in NetworkName]: string } = {
  bluesky: '  bluesky: { postsPerDay: 3, spacing: 90m }',
  mastodon: '  mastodon: { postsPerDay: 3, spacing: 90m, visibility: public }',
  x: `  # X charges for every post, and far more for one with a link: monthlyBudget is in US dollars, and a hard stop.
  # label: who has seen on the account itself that it carries the Automated label, and on which day.
  x: { postsPerDay: 2, spacing: 2h, monthlyBudget: 20, label: { by: , on: } }`,
};

const lines = <T>(values: readonly T[], line: (value: T) => string): string => values.map(line).join('\n');

export const campaignYaml = (c: Choices): string => `# yaml-language-server: $schema=./campaign.schema.json
# The campaign: what it is called, where and how often it speaks. After a change: npm run -s campaign -- check
# Secrets (passwords, tokens) never go into this file; they come from the environment (.env.example names them).
campaign: ${JSON.stringify(c.name)}
hashtag: ${JSON.stringify(c.hashtag)}   # without the #
timeZone: ${c.timeZone}   # the team's: calendar and reports

# The public statement that every message is drawn from. Put your own copy of it where \`file\` says: \`check\` then compares
# each message with its passage, and tells you the sha256 to write here.
statement:
  title: ${JSON.stringify(c.statementTitle)}
  publisher: ${JSON.stringify(c.statementPublisher)}
  date: ${c.statementDate}
  file: content/statement.txt   # from this campaign's folder
  sha256:

# Who read docs/before-you-go-live.md and decided, and on which day (YYYY-MM-DD). Empty: rehearsals only.
goLive:
  by:
  on:

# Web addresses that messages use by name. A message whose link is empty is not scheduled; a rehearsal puts
# https://example.org/<name> in its place.
links:
  petition:

# A language goes live when a native reader has read every text in it, and is named here with the day of the review:
# { reviewedBy: Full Name, on: YYYY-MM-DD }
languages:
${lines(c.lang, (lang) => `  ${lang}: { reviewedBy: , on: }`)}

# For whom each language is written, and at which hours of their own day they are likely to read it. One language may have
# several audiences, each with its own time zone.
audiences:
${lines(c.lang, (lang) => `  - { lang: ${lang}, timeZone: ${c.timeZone}, hours: ["09:00-12:00", "17:00-21:00"] }`)}

# One account a network. postsPerDay: the most it says a day, in all languages together; spacing: the least time between
# two posts.
networks:
${lines(c.network, (network) => networkLines[network])}

quietHours: "23:00-07:00"   # nothing goes out then, by the audience's clock
repeatAfter: 14d   # the same text never comes twice on one network within this time
horizon: 7d   # how far ahead the plan is laid out
late: { after: 30m, then: ask }   # what to do with a post whose moment has passed: post | ask | skip

# Days with a rhythm of their own, as month-day. Messages of kind \`day\` go out on such days only. For example:
#   - { day: 11-29, postsPerDay: 6, kinds: [day, action] }
specialDays: []

approval: { required: true, twoPeople: false }   # nothing goes out before a person has approved its text

# Following the hashtag: for how long single posts are followed (14d at most), and on which Mastodon servers.
watch:
  retention: 14d
  mastodonServers: []
`;

export const partnersYaml = (c: Choices): string => `# yaml-language-server: $schema=./partners.schema.json
# Organisations whose own posts the campaign's account may boost. A partner is boosted only after it has agreed in writing.
perDay: 6   # boosts in all, per network
x: { lookAgain: [1h, 1d, 7d] }   # so long after a boost on X its post is looked at again; each look costs money; []: never
defaults:
  mode: review   # review: a person accepts each boost | auto
  langs: [${c.lang.join(', ')}]
  include: [${JSON.stringify(`#${c.hashtag}`)}]   # any of these words; empty: every post
  exclude: []   # none of these words
  originalsOnly: true   # no replies, no boosts of others
  altText: required   # pictures only with a description: required | any
  sensitive: decline   # posts behind a content warning: decline | review
  minEngagement: 0
  maxAge: 24h   # nothing older
  hold: 20m   # time for the author to edit or delete before we boost
  perDay: 2   # boosts of one partner
  spacing: 45m   # least time between two boosts

# A partner looks like this; take out the # in front to use it:
#   - id: lamp-keepers
#     name: The Lamp Keepers
#     accounts: { bluesky: , mastodon: , x: }        # the handles it gave you itself, never guessed or searched for
#     consent: { by: , on: , evidence: , until: }    # who agreed, on which day, where the letter is kept, until when
#     rules: {}                                      # exceptions to the defaults, for instance { perDay: 3 }
partners: []
`;
