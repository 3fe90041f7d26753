import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { campaignFrom } from '../../src/config/campaign.ts';
import { campaignYaml, changed, told } from './campaign-folder.ts';

const read = (text: string) => campaignFrom('config/campaign.yaml', text);
const problemsAfter = (place: string, into: string) => told(read(changed(campaignYaml, place, into)).problems);

describe('config/campaign.yaml', () => {
  it('becomes a campaign', () => {
    const { campaign, problems, notes } = read(campaignYaml);
    expect([problems, notes]).toEqual([[], []]);
    expect(campaign).toMatchObject({
      id: 'lamps',
      hashtag: 'LightTheLamps',
      timeZone: 'Asia/Hebron',
      statement: { date: '2021-11-29', file: 'content/statement.txt', sha256: undefined },
      goLive: { by: 'A. Person', on: '2026-11-01' },
      links: { petition: 'https://example.org/sign', toolkit: undefined },
      languages: { en: { reviewedBy: 'B. Reader', on: '2026-11-02' } },
      quietHours: { start: 23 * 60, end: 7 * 60 },
      specialDays: [{ day: '11-29', postsPerDay: 6, kinds: ['day', 'action'] }],
      approval: { required: true, twoPeople: false },
      watch: { mastodonServers: ['mastodon.social'] },
    });
    expect(campaign?.late.then).toBe('ask');
    expect(campaign?.audiences[1]?.hours).toEqual([
      { start: 600, end: 780 },
      { start: 1080, end: 1440 },
    ]);
    expect(campaign?.networks.map(({ name, postsPerDay, spacing }) => [name, postsPerDay, spacing.toString()])).toEqual(
      [
        ['bluesky', 3, 'PT90M'],
        ['mastodon', 3, 'PT90M'],
        ['x', 2, 'PT2H'],
      ],
    );
    expect(campaign?.networks[1]).toMatchObject({ visibility: 'unlisted' });
    expect(campaign?.networks[2]).toMatchObject({ monthlyBudget: 20, label: { by: 'D. Person', on: '2026-11-03' } });
    // A day is 24 h, so that an instant can be moved by it.
    expect([campaign?.repeatAfter, campaign?.horizon, campaign?.late.after].map(String)).toEqual([
      'PT336H',
      'PT168H',
      'PT30M',
    ]);
  });

  it('needs no more than what has no default', () => {
    const { campaign, problems } = read(`campaign: c
hashtag: Lamps
timeZone: UTC
statement: { title: t, publisher: p, date: 2021-11-29 }
languages: { en: }
audiences: [{ lang: en, timeZone: UTC, hours: ["00:00-24:00"] }]
networks: { mastodon: { postsPerDay: 1, spacing: 45s } }
`);
    expect(problems).toEqual([]);
    expect(campaign).toMatchObject({
      goLive: {},
      links: {},
      languages: { en: {} },
      networks: [{ name: 'mastodon', visibility: 'public' }],
      specialDays: [],
      approval: { required: true, twoPeople: false },
      watch: { mastodonServers: [] },
    });
    expect(campaign?.late.then).toBe('ask');
    expect(campaign?.quietHours).toBeUndefined();
    expect(
      [campaign?.repeatAfter, campaign?.horizon, campaign?.late.after, campaign?.watch.retention].map(String),
    ).toEqual(['PT336H', 'PT168H', 'PT30M', 'PT336H']);
  });

  it.skipIf(!existsSync('../shared/examples/campaign.yaml'))('may be the complete example', () => {
    const { campaign, problems, notes } = read(readFileSync('../shared/examples/campaign.yaml', 'utf8'));
    expect(problems).toEqual([]);
    expect(campaign?.hashtag).toBe('StandWithThe6');
    expect(notes).toHaveLength(4);
  });

  it.each([
    ['quietHours: ', 'qiet: ', '25: unknown key `qiet`; did you mean `quietHours`?'],
    [
      'monthlyBudget: 20',
      'visibility: public',
      '24: unknown key `visibility`: it belongs to `mastodon`, not to `x`; move it there or take it out',
    ],
    ['bluesky: {', 'threads: {', '22: unknown key `threads`; take it out, or write one of: bluesky, mastodon, x'],
    [
      'horizon: 7d',
      'horizon: 7d\nspacing: 2h',
      '28: unknown key `spacing`: it belongs under `networks`, `bluesky`; move it there or take it out',
    ],
    [
      'campaign: lamps',
      'campaign: Our Lamps',
      '2: `campaign` is `Our Lamps`; use small letters a-z, digits and hyphens only',
    ],
    [
      'timeZone: Asia/Hebron\nst',
      'timeZone: Asia/Hebrom\nst',
      '4: `timeZone` is `Asia/Hebrom`, and there is no such IANA time zone; did you mean `Asia/Hebron`?',
    ],
    [
      'America/New_York',
      'New York',
      '19: `timeZone` is `New York`, and there is no such IANA time zone; did you mean `America/New_York`?',
    ],
    [
      'America/New_York',
      '-05:00',
      '19: `timeZone` is `-05:00`, and there is no such IANA time zone; write one of the IANA names, for instance Asia/Hebron or America/New_York',
    ],
    [
      'America/New_York',
      'Mars',
      '19: `timeZone` is `Mars`, and there is no such IANA time zone; write one of the IANA names, for instance Asia/Hebron or America/New_York',
    ],
    [
      '"09:00-12:00"',
      '"9-12"',
      '19: `hours` (number 1 of the list) is `9-12`; write hours as HH:MM-HH:MM, for instance "09:00-12:00" or "23:00-07:00"',
    ],
    [
      '"09:00-12:00"',
      '9',
      '19: `hours` (number 1 of the list) is `9`; write hours as HH:MM-HH:MM, for instance "09:00-12:00" or "23:00-07:00"',
    ],
    [
      '"09:00-12:00"',
      '"24:00-12:00"',
      '19: `hours` (number 1 of the list) is `24:00-12:00`; write hours as HH:MM-HH:MM, for instance "09:00-12:00" or "23:00-07:00"',
    ],
    [
      '"09:00-12:00"',
      '"09:00-09:00"',
      '19: `hours` (number 1 of the list) is `09:00-09:00`, which begins and ends at the same time; for the whole day write "00:00-24:00"',
    ],
    ['["09:00-12:00", "17:00-21:00"]', '[]', '19: `hours` is an empty list; give at least one'],
    [
      'bluesky: { postsPerDay: 3, spacing: 90m }',
      'bluesky: { postsPerDay: 3, spacing: 90 }',
      '22: `spacing` is `90`; write a whole number and s, m, h or d: 45s, 30m, 2h, 14d',
    ],
    [
      'bluesky: { postsPerDay: 3, spacing: 90m }',
      'bluesky: { postsPerDay: 3, spacing: 0m }',
      '22: `spacing` is `0m`; it must be longer than nothing',
    ],
    [
      'bluesky: { postsPerDay: 3, spacing: 90m }',
      'bluesky: { postsPerDay: 0, spacing: 90m }',
      '22: `postsPerDay` is `0`; it must be at least 1',
    ],
    [
      'bluesky: { postsPerDay: 3, spacing: 90m }',
      'bluesky: { spacing: 90m }',
      '22: `postsPerDay` is missing; add it: the most posts a day on this network, over all audiences',
    ],
    [
      'bluesky: { postsPerDay: 3, spacing: 90m }',
      'bluesky:',
      '22: `bluesky` is empty; fill it in: how Bluesky is used; leave it out to leave Bluesky out',
    ],
    [
      'bluesky: { postsPerDay: 3, spacing: 90m }',
      'bluesky: { postsPerDay: 17, spacing: 90m }',
      '22: 17 posts, 90m apart, do not fit into a day; lower `postsPerDay` or `spacing` of bluesky',
    ],
    [
      'x: { postsPerDay: 2, spacing: 2h',
      'x: { postsPerDay: 2, spacing: 5h',
      '30: 6 posts, 5h apart on x, do not fit into a day; lower this `postsPerDay`, or `spacing` of x',
    ],
    ['monthlyBudget: 20', 'monthlyBudget: -1', '24: `monthlyBudget` is `-1`; it must be at least 0'],
    ['horizon: 7d', 'horizon: 23h', '27: `horizon` is `23h`; it must be at least 1d'],
    [
      'retention: 14d',
      'retention: 15d',
      '33: `retention` is `15d`; it must be at most 14d (nothing about other people is kept longer)',
    ],
    [
      'date: 2021-11-29',
      'date: 2021-11-31',
      '8: `date` is `2021-11-31`, a day that does not exist; write a day of the calendar',
    ],
    [
      'day: 11-29',
      'day: 02-30',
      '30: `day` is `02-30`, a day that does not exist; write month and day as MM-DD, for instance 11-29',
    ],
    [
      'kinds: [day, action]',
      'kinds: [days]',
      '30: `kinds` (number 1 of the list) is `days`; did you mean `day`? (it can be: day, background, action, organisations, policy)',
    ],
    [
      'kinds: [day, action] }',
      'kinds: [day] }\n  - { day: 11-29 }',
      '31: `day` 11-29 stands here for the second time; make one of the two',
    ],
    ['hashtag: LightTheLamps', 'hashtag: "#LightTheLamps"', '3: `hashtag` is `#LightTheLamps`; write it without the #'],
    [
      'hashtag: LightTheLamps',
      'hashtag: Light-The-Lamps',
      '3: `hashtag` is `Light-The-Lamps`; a hashtag holds only letters, digits and _, no spaces or other signs',
    ],
    ['hashtag: LightTheLamps', 'hashtag: "2026"', '3: `hashtag` is `2026`; a hashtag needs at least one letter'],
    [
      'hashtag: LightTheLamps',
      `hashtag: ${'a'.repeat(65)}`,
      `3: \`hashtag\` is \`${'a'.repeat(65)}\`; a hashtag has at most 64 characters`,
    ],
    [
      'sha256:',
      'sha256: abc',
      '10: `sha256` is `abc`; a SHA-256 is 64 characters, each 0-9 or a-f (`sha256sum FILE` prints it)',
    ],
    [
      'content/statement.txt',
      '/srv/statement.txt',
      "9: `file` is `/srv/statement.txt`; write a path that begins in the campaign's folder, without a / in front",
    ],
    [
      'https://example.org/sign',
      'example.org/sign',
      '13: `petition` is `example.org/sign`; write a whole web address that begins with https://',
    ],
    [
      'https://example.org/sign',
      'javascript:alert(1)',
      '13: `petition` is `javascript:alert(1)`; write a whole web address that begins with https://',
    ],
    [
      'lang: ar',
      'lang: fr',
      '20: `lang` is `fr`, which is not listed under `languages`; list it there, or write one of: en, ar',
    ],
    [
      '  ar: {',
      '  Arabic: {',
      '17: the key here is `Arabic`; write a language as its code, for instance en, ar or pt-BR',
    ],
    [
      'quietHours: "23:00-07:00"',
      'quietHours: "09:00-21:00"',
      '19: all `hours` of this audience lie in `quietHours` (09:00-21:00), so nothing would ever be sent to it; change one of the two',
    ],
    [
      '[mastodon.social]',
      '["https://mastodon.social"]',
      '34: `mastodonServers` (number 1 of the list) is `https://mastodon.social`; write only the name of the server, for instance mastodon.social',
    ],
    ['then: ask', 'then: wait', '28: `then` is `wait`; write one of: post, ask, skip'],
    [
      'timeZone: Asia/Hebron\nst',
      'st',
      '1: `timeZone` is missing; add it: the time zone of the team, for its calendar and reports; an IANA name such as Asia/Hebron',
    ],
  ])('with %j changed to %j has one problem', (place, into, expected) => {
    expect(problemsAfter(place, into)).toEqual([expected]);
  });

  it('lists at least one network, one language and one audience', () => {
    const from = (key: string, next: string) =>
      campaignYaml.slice(campaignYaml.indexOf(`\n${key}:`), campaignYaml.indexOf(`\n${next}:`));
    expect(problemsAfter(from('networks', 'quietHours'), '\nnetworks: {}')).toEqual([
      '21: `networks` lists none; list at least one of: bluesky, mastodon, x',
    ]);
    expect(problemsAfter(from('audiences', 'networks'), '\naudiences: []')).toEqual([
      '18: `audiences` is an empty list; give at least one',
    ]);
    expect(problemsAfter(from('languages', 'audiences'), '\nlanguages: {}')).toContain(
      '15: `languages` is empty; list at least one, for instance `en:`',
    );
  });

  it.each([
    ['bluesky: { postsPerDay: 3, spacing: 90m }', 'bluesky: { postsPerDay: 16, spacing: 90m }'], // 15 gaps are 22.5 h
    ['quietHours: "23:00-07:00"', 'quietHours: "09:00-20:59"'], // leaves one minute
    ['day: 11-29', 'day: 02-29'], // every fourth year
    ['hashtag: LightTheLamps', 'hashtag: أضيئوا_المصابيح'],
    ['America/New_York', 'UTC'],
  ])('with %j changed to %j is right', (place, into) => {
    expect(problemsAfter(place, into)).toEqual([]);
  });

  it.each([
    [
      'goLive: { by: A. Person, on: 2026-11-01 }',
      'goLive: { by: A. Person }',
      /^11: nobody has decided to go live.* fill in `on`$/,
    ],
    ['goLive: { by: A. Person, on: 2026-11-01 }\n', '', /^1: nobody has decided to go live.* fill in `by` and `on`$/],
    [
      'ar: { reviewedBy: C. Reader, on: 2026-11-02 }',
      'ar:',
      /^17: `ar` is rehearsed but never live: .* fill in `reviewedBy` and `on`$/,
    ],
    ['label: { by: D. Person, on: 2026-11-03 }', 'label:', /^24: nobody attests .* fill in `by` and `on` of `label`$/],
    [
      '  ar: {',
      '  fr: { reviewedBy: x, on: 2026-11-02 }\n  ar: {',
      /^17: `fr` has no audience.* add one under `audiences`$/,
    ],
  ])('with %j changed to %j is worth a note, and no more', (place, into, expected) => {
    const { campaign, problems, notes } = read(changed(campaignYaml, place, into));
    expect(problems).toEqual([]);
    expect(campaign).toBeDefined();
    expect(told(notes)).toEqual([expect.stringMatching(expected)]);
  });

  it('tells of everything at once, also of what lies in several places', () => {
    const { campaign, problems } = read(`campaign: A b
hashtag: "#x"
timeZone: Nowhere
foo: 1
languages: { en: }
audiences: [{ lang: ar, timeZone: UTC, hours: ["x", "09:00-10:00"] }]
networks: { x: { postsPerDay: 30, spacing: 2h }, bluesky: { spacing: 1x } }
quietHours: "08:00-11:00"
`);
    expect(campaign).toBeUndefined();
    expect(told(problems).map((problem) => problem.split(';')[0])).toEqual([
      '1: `campaign` is `A b`',
      '1: `statement` is missing',
      '2: `hashtag` is `#x`',
      '3: `timeZone` is `Nowhere`, and there is no such IANA time zone',
      '4: unknown key `foo`',
      '6: `hours` (number 1 of the list) is `x`',
      '6: `lang` is `ar`, which is not listed under `languages`',
      '6: all `hours` of this audience lie in `quietHours` (08:00-11:00), so nothing would ever be sent to it',
      '7: `postsPerDay` is missing',
      '7: `spacing` is `1x`',
      '7: 30 posts, 2h apart, do not fit into a day',
    ]);
  });

  it('every problem says how to mend it', () => {
    const { problems } = read('campaign: A b\nfoo: 1\nhashtag: 5\n');
    for (const { message } of problems)
      expect(message).toMatch(/[;:] (use|add it|take it out|write|did you mean|lower|fill it in)/);
    expect(problems.length).toBeGreaterThan(6);
  });
});
