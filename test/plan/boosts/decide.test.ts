import { describe, expect, it } from 'vitest';
import type { BoostDecision, BoostRules, PartnerPost } from '../../../src/model.ts';
import type { Circumstances } from '../../../src/plan/boosts/circumstances.ts';
import { sayingOf } from '../../../src/plan/boosts/sealed.ts';
import { decide } from '../../../src/plan/boosts.ts';
import { hours, instant, span } from '../given.ts';
import { ago, boostedAt, circumstances, consent, now, partner, post, rules } from './given.ts';

type Case = readonly [
  what: string,
  changes: { post?: Partial<PartnerPost>; rules?: Partial<BoostRules>; with?: Partial<Circumstances> },
  state: BoostDecision['state'],
  reason: string | RegExp,
];

const decided = ({ post: p, rules: r, with: w }: Case[1]) =>
  decide({ ...post, ...p }, { ...rules, ...r }, { ...circumstances, ...w });

const table = (name: string, cases: readonly Case[]) =>
  describe(name, () => {
    it.each(cases)('%s', (_, changes, state, reason) => {
      const decision = decided(changes);
      expect([decision.state, decision.reason]).toEqual([
        state,
        typeof reason === 'string' ? reason : expect.stringMatching(reason),
      ]);
    });
  });

const picture = (alt?: string) => ({ media: [{ kind: 'picture' as const, ...(alt === undefined ? {} : { alt }) }] });
const text = (words: string) => ({ post: { text: words } });
const go = /^boost now: #StandWithThe6, 1st of 4 today$/;

table('a post that the rules like', [
  ['is boosted, and says why', {}, 'boost now', 'boost now: #StandWithThe6, 1st of 4 today'],
  [
    'counts among the day’s',
    { with: boostedAt('PT5H', 'PT2H') },
    'boost now',
    'boost now: #StandWithThe6, 3rd of 4 today',
  ],
  [
    'needs no word where the rules ask for none',
    { ...text('Hello.'), rules: { include: [] } },
    'boost now',
    'boost now: a post of The Lamp Keepers, 1st of 4 today',
  ],
  ['may mention somebody', text('With @friend@other.example: #StandWithThe6'), 'boost now', go],
  ['may hold a poll', { post: { more: ['Yes', 'No'] } }, 'boost now', go],
]);

table('consent', [
  [
    'missing: no boost',
    { with: partner({ consent: {} }) },
    'declined',
    'declined: The Lamp Keepers has given no consent that is on record (`by`, `on` and `evidence` of `consent` empty)',
  ],
  [
    'without evidence: no boost',
    { with: consent({ evidence: ' ' }) },
    'declined',
    /no consent that is on record \(`evidence`/,
  ],
  ['until today counts today', { with: consent({ until: '2026-11-29' }) }, 'boost now', go],
  [
    'until yesterday has ended',
    { with: consent({ until: '2026-11-28' }) },
    'declined',
    'declined: the consent of The Lamp Keepers ended on 2026-11-28',
  ],
  [
    'ends at midnight of the campaign’s zone, not of UTC',
    {
      post: { at: ago('PT10M').add({ hours: 12 }) },
      with: { ...consent({ until: '2026-11-29' }), now: instant('2026-11-29T22:30Z') },
    },
    'declined',
    /ended on 2026-11-29$/,
  ],
  ['given today counts at once', { with: consent({ on: '2026-11-29' }) }, 'boost now', go],
  [
    'of tomorrow is none yet',
    { with: consent({ on: '2026-11-30' }) },
    'declined',
    'declined: the consent of The Lamp Keepers begins on 2026-11-30',
  ],
  [
    'withdrawn: no boost, whatever the file says',
    { with: { withdrawn: 'it has blocked our account' } },
    'declined',
    'declined: The Lamp Keepers has withdrawn: it has blocked our account',
  ],
  [
    'missing is all that is told of a post that is also a reply',
    { post: { kind: 'reply' }, with: partner({ consent: {} }) },
    'declined',
    /^declined: The Lamp Keepers has given no consent[^;]*$/,
  ],
]);

table('whose post it is', [
  [
    'another account’s: declined',
    { post: { author: { id: '8', handle: 'someone@social.example' } } },
    'declined',
    'declined: not by The Lamp Keepers: another account (someone@social.example) wrote it',
  ],
  [
    'the same name on another server: declined',
    { post: { author: { id: '8', handle: 'keepers@other.example' } } },
    'declined',
    /not by/,
  ],
  [
    'in other letters it is the same account',
    { post: { author: { id: '7', handle: 'KEEPERS@social.example' } } },
    'boost now',
    go,
  ],
  [
    'no account on record: declined',
    { with: partner({ accounts: {} }) },
    'declined',
    'declined: no account of The Lamp Keepers on Mastodon is on record',
  ],
  [
    'renamed, but known by its id',
    { post: { author: { id: '7', handle: 'new@social.example' } }, with: { accountId: '7' } },
    'boost now',
    go,
  ],
  [
    'somebody else under the old name: declined',
    { post: { author: { id: '9', handle: 'keepers@social.example' } }, with: { accountId: '7' } },
    'declined',
    /not by/,
  ],
  [
    'not told: a person looks',
    { post: { author: {} } },
    'review',
    'review: Mastodon does not say whether The Lamp Keepers wrote it',
  ],
  [
    'a handle that Bluesky could not confirm: a person looks',
    { post: { network: 'bluesky', author: { id: 'did:plc:a', handle: 'handle.invalid' } } },
    'review',
    /Bluesky does not say/,
  ],
  [
    'an account given by its address',
    { with: partner({ accounts: { mastodon: 'https://social.example/@keepers' } }) },
    'boost now',
    go,
  ],
]);

table('what it is', [
  ['a reply', { post: { kind: 'reply' } }, 'declined', 'declined: a reply'],
  [
    'a reply to itself, as in a thread',
    { post: { kind: 'reply', ofItself: true } },
    'declined',
    'declined: a reply, to a post of its own',
  ],
  ['a quote', { post: { kind: 'quote' } }, 'declined', 'declined: a quote of somebody else’s post'],
  ['a boost', { post: { kind: 'boost' } }, 'declined', 'declined: a boost of somebody else’s post'],
  ['a reply where the rules allow it', { post: { kind: 'reply' }, rules: { originalsOnly: false } }, 'boost now', go],
  [
    'a boost also where they allow replies',
    { post: { kind: 'boost' }, rules: { originalsOnly: false } },
    'declined',
    /a boost/,
  ],
  ['for followers only', { post: { visibility: 'followers' } }, 'declined', 'declined: for followers only'],
  ['direct', { post: { visibility: 'direct' } }, 'declined', 'declined: a direct message, for those it names only'],
  ['unlisted', { post: { visibility: 'unlisted' } }, 'review', /^review: unlisted/],
  [
    'boosted before',
    { with: { boosted: [{ at: ago('PT3H'), partner: 'keepers', remoteId: '1' }] } },
    'declined',
    'declined: boosted already',
  ],
  [
    'boosted by hand',
    { post: { boostedByUs: true } },
    'declined',
    'declined: boosted already, by hand: it counts and is not repeated',
  ],
  [
    'boosted in an earlier version',
    { post: { earlierIds: ['0'] }, with: { boosted: [{ at: ago('PT3H'), remoteId: '0' }] } },
    'declined',
    /boosted already/,
  ],
  [
    'two faults: both are told',
    { post: { kind: 'reply', langs: ['de'] } },
    'declined',
    'declined: a reply; in de; the rules want en or ar',
  ],
]);

table('its language', [
  ['one that is not listed', { post: { langs: ['de'] } }, 'declined', 'declined: in de; the rules want en or ar'],
  ['a regional form of one that is', { post: { langs: ['en-GB'] } }, 'boost now', go],
  ['written in another way', { post: { langs: ['EN_us'] } }, 'boost now', go],
  ['the other listed one', { post: { langs: ['ar'] } }, 'boost now', go],
  ['several, one of them listed', { post: { langs: ['de', 'ar'] } }, 'boost now', go],
  ['several, none listed', { post: { langs: ['de', 'fr'] } }, 'declined', /in de and fr/],
  ['none said', { post: { langs: [] } }, 'review', 'review: it does not say in which language it is'],
  ['undetermined, as X says', { post: { langs: ['und'] } }, 'review', /does not say/],
  ['only links, as X says', { post: { langs: ['qme'] } }, 'review', /does not say/],
  ['none said, where the rules take all', { post: { langs: [] }, rules: { langs: [] } }, 'boost now', go],
  ['an old code of the same language', { post: { langs: ['iw'] }, rules: { langs: ['he'] } }, 'boost now', go],
  ['no language at all', { post: { langs: ['???'] } }, 'review', /does not say/],
]);

table('its words', [
  ['without the hashtag', text('Light a lamp.'), 'declined', 'declined: without #StandWithThe6'],
  ['the hashtag in other letters', text('#standwiththe6'), 'boost now', go],
  ['the hashtag in full width', text('＃ＳｔａｎｄＷｉｔｈＴｈｅ６'), 'boost now', go],
  ['the hashtag inside a longer one', text('#StandWithThe60 #StandWithThe6ix'), 'declined', /without/],
  ['the hashtag only in a link', text('https://example.org/#StandWithThe6'), 'declined', /without/],
  ['the word without its #', text('StandWithThe6'), 'declined', /without/],
  ['the hashtag in brackets', text('(#StandWithThe6)'), 'boost now', go],
  ['the hashtag within Arabic', { post: { langs: ['ar'], text: 'تضامنوا مع #StandWithThe6، اليوم' } }, 'boost now', go],
  [
    'only in the description of a picture',
    { post: { text: 'Look.', ...picture('#StandWithThe6') } },
    'declined',
    /without/,
  ],
  [
    'one of several words',
    { ...text('A lamp at noon'), rules: { include: ['#Lamps', 'LAMP'] } },
    'boost now',
    'boost now: LAMP, 1st of 4 today',
  ],
  [
    'a word as a part of another',
    { ...text('Lampshades'), rules: { include: ['lamp'] } },
    'declined',
    'declined: without lamp',
  ],
  [
    'a word only in a link',
    { ...text('https://example.org/lamp'), rules: { include: ['lamp'] } },
    'declined',
    /without/,
  ],
  [
    'a refused word',
    { post: { text: 'Donate! #StandWithThe6' }, rules: { exclude: ['donate'] } },
    'declined',
    'declined: with “donate”, which the rules refuse',
  ],
  [
    'a part of a refused word',
    { post: { text: 'Donated. #StandWithThe6' }, rules: { exclude: ['donate'] } },
    'boost now',
    go,
  ],
  [
    'a refused word in a content warning',
    { post: { contentWarning: 'Donate' }, rules: { exclude: ['donate'], sensitive: 'review' } },
    'declined',
    /“donate”/,
  ],
  [
    'a refused word in a description',
    { post: picture('Donate here'), rules: { exclude: ['donate'] } },
    'declined',
    /“donate”/,
  ],
  [
    'a refused word in a poll',
    { post: { more: ['Donate', 'Not'] }, rules: { exclude: ['donate'] } },
    'declined',
    /“donate”/,
  ],
  [
    'a refused hashtag that only machines see',
    { post: { tags: ['Spam'] }, rules: { exclude: ['#spam'] } },
    'declined',
    /“#spam”/,
  ],
]);

table('what it shows', [
  ['a picture with a description', { post: picture('A lamp in a window') }, 'boost now', go],
  ['a picture without', { post: picture('') }, 'declined', 'declined: with a picture without alt text'],
  ['a picture with a blank one', { post: picture(' \u00a0\u200b') }, 'declined', /without alt text/],
  ['a picture with the name of its file', { post: picture('IMG_1234.JPG') }, 'declined', /without alt text/],
  [
    'one of two without',
    {
      post: {
        media: [
          { kind: 'picture', alt: 'A lamp' },
          { kind: 'picture', alt: '' },
        ],
      },
    },
    'declined',
    /a picture without/,
  ],
  [
    'a video without',
    { post: { media: [{ kind: 'video', alt: '' }] } },
    'declined',
    'declined: with a video without alt text',
  ],
  ['a picture of which nobody tells', { post: picture() }, 'review', /does not say whether it has alt text/],
  ['a picture without, where the rules take any', { post: picture(''), rules: { altText: 'any' } }, 'boost now', go],
  [
    'a content warning',
    { post: { contentWarning: 'Violence', sensitive: true } },
    'declined',
    'declined: behind a content warning (“Violence”)',
  ],
  [
    'a content warning that is not called sensitive',
    { post: { contentWarning: 'Violence', sensitive: false } },
    'declined',
    /content warning/,
  ],
  ['sensitive without a warning', { post: { sensitive: true } }, 'declined', 'declined: marked as sensitive'],
  [
    'sensitive, where a person is to look',
    { post: { sensitive: true }, rules: { sensitive: 'review' } },
    'review',
    'review: marked as sensitive',
  ],
]);

table('its time', [
  ['exactly as old as it may be', { post: { at: ago('PT24H') } }, 'boost now', go],
  ['a second older', { post: { at: ago('PT24H1S') } }, 'declined', 'declined: older than 24 hours (24 hours old)'],
  [
    'too old when it was a candidate before',
    { post: { at: ago('PT25H') }, with: { known: true } },
    'lapsed',
    'lapsed: older than 24 hours (25 hours old)',
  ],
  ['exactly at the end of the hold', { post: { at: ago('PT20M') } }, 'boost now', go],
  ['a second before', { post: { at: ago('PT19M59S') } }, 'held', 'held until 12:01'],
  ['in the hold', { post: { at: ago('PT5M') } }, 'held', 'held until 12:15'],
  ['in the hold and yet a reply', { post: { at: ago('PT5M'), kind: 'reply' } }, 'declined', 'declined: a reply'],
  [
    'in the hold, where a person decides',
    { post: { at: ago('PT5M') }, rules: { mode: 'review' } },
    'held',
    'held until 12:15',
  ],
  ['without a hold', { post: { at: now }, rules: { hold: span('PT0S') } }, 'boost now', go],
  [
    'edited a moment ago: the hold begins anew',
    { post: { editedAt: ago('PT5M') } },
    'held',
    'held until 12:15, as it was changed',
  ],
  ['edited long ago', { post: { at: ago('PT5H'), editedAt: ago('PT4H') } }, 'boost now', go],
  [
    'edited so late that it is too old when the hold ends',
    { post: { at: ago('PT23H50M'), editedAt: ago('PT1M') } },
    'declined',
    /^declined: its hold ends at 12:19, and it may be boosted until 12:10 only$/,
  ],
  ['from a clock that is a minute ahead', { post: { at: now.add({ minutes: 1 }) } }, 'held', 'held until 12:21'],
  ['of the future', { post: { at: now.add({ hours: 3 }) } }, 'declined', /dated in the future/],
]);

table('its readers', [
  [
    'too few at the end of the hold',
    { rules: { minEngagement: 3 } },
    'declined',
    'declined: 2 likes, boosts and replies; the rules want 3',
  ],
  ['enough', { rules: { minEngagement: 2 } }, 'boost now', go],
  [
    'too few in the hold: there is time',
    { post: { at: ago('PT5M') }, rules: { minEngagement: 3 } },
    'held',
    'held until 12:15',
  ],
  ['not told', { post: { counts: {} }, rules: { minEngagement: 1 } }, 'review', /does not tell how many/],
]);

const night = { now: instant('2026-11-29T23:30:00+02:00') };
const evening = { at: instant('2026-11-29T22:00:00+02:00') };
const day = (count: number) => boostedAt(...Array.from({ length: count }, (_, i) => `PT${i + 1}H`));

table('the turn of the account', [
  ['a person decides', { rules: { mode: 'review' } }, 'review', 'review: a person accepts each boost (mode: review)'],
  [
    'a person has accepted',
    { rules: { mode: 'review' }, with: { answer: { kind: 'accepted', by: 'F. Person' } } },
    'boost now',
    go,
  ],
  [
    'a person has accepted what says no language',
    { post: { langs: [] }, with: { answer: { kind: 'accepted', by: 'F. Person' } } },
    'boost now',
    go,
  ],
  [
    'a person cannot accept a reply',
    { post: { kind: 'reply' }, with: { answer: { kind: 'accepted', by: 'F. Person' } } },
    'declined',
    'declined: a reply',
  ],
  [
    'a person has declined',
    { with: { answer: { kind: 'declined', by: 'F. Person' } } },
    'declined',
    'declined: by F. Person',
  ],
  [
    'what stands out is told before the mode',
    { post: { langs: [] }, rules: { mode: 'review' } },
    'review',
    'review: it does not say in which language it is',
  ],
  [
    'the partner is paused',
    { with: { paused: 'keepers is paused by F. Person' } },
    'waiting',
    'waiting: keepers is paused by F. Person',
  ],
  [
    'quiet hours',
    { post: evening, with: night },
    'waiting',
    'waiting until 07:00 on 2026-11-30: quiet hours between 23:00 and 07:00',
  ],
  [
    'the minute in which they end',
    {
      post: { at: instant('2026-11-29T05:00Z') },
      with: {
        now: instant('2026-11-29T07:00:00+02:00'),
        campaign: { timeZone: 'Asia/Hebron', quietHours: hours('23:00-07:00'), repeatAfter: span('P14D') },
      },
      rules: { hold: span('PT0S') },
    },
    'boost now',
    go,
  ],
  [
    'too soon after the last one',
    { with: boostedAt('PT44M') },
    'waiting',
    'waiting until 12:01: boosts are 45 minutes apart',
  ],
  [
    'just far enough from the last one',
    { with: boostedAt('PT45M') },
    'boost now',
    'boost now: #StandWithThe6, 2nd of 4 today',
  ],
  [
    'too soon after another partner’s',
    { with: { boosted: [{ at: ago('PT5M'), partner: 'others', remoteId: 'x' }] } },
    'waiting',
    /until 12:40/,
  ],
  [
    'the partner’s cap is reached',
    { with: day(4) },
    'waiting',
    'waiting until 07:00 on 2026-11-30: 4 of 4 boosts of The Lamp Keepers today',
  ],
  [
    'the cap in all is reached',
    { with: { ...day(3), perDay: 3 } },
    'waiting',
    'waiting until 07:00 on 2026-11-30: 3 of 3 boosts in all today',
  ],
  [
    'a boost by hand counts',
    { rules: { perDay: 1 }, with: { boosted: [{ at: ago('PT2H'), partner: 'keepers', remoteId: 'h', byHand: true }] } },
    'waiting',
    /1 of 1 boosts of The Lamp Keepers/,
  ],
  ['yesterday’s do not count', { with: boostedAt('PT13H', 'PT14H', 'PT15H', 'PT16H') }, 'boost now', go],
  [
    'the cap is reached and it will be too old tomorrow',
    { post: { at: ago('PT20H') }, with: day(4) },
    'lapsed',
    'lapsed: 4 of 4 boosts of The Lamp Keepers today, and there is no room before it is too old',
  ],
  ['no boosts at all', { rules: { perDay: 0 } }, 'declined', 'declined: 0 of 0 boosts of The Lamp Keepers today'],
  [
    'its consent ends before there is room',
    { with: { ...day(4), ...consent({ until: '2026-11-29' }) } },
    'lapsed',
    /no room/,
  ],
]);

describe('a decision', () => {
  it('tells every rule, with pass or fail, the value that decided and words', () => {
    const { steps } = decided({ post: { kind: 'reply' }, rules: { exclude: ['donate'] } });
    expect(steps.map(({ rule, passed }) => `${passed ? '+' : '-'}${rule}`)).toEqual([
      '+consent',
      '+account',
      '+again',
      '+answer',
      '+visibility',
      '-originalsOnly',
      '+langs',
      '+include',
      '+exclude',
      '+altText',
      '+sensitive',
      '+maxAge',
      '+hold',
      '+minEngagement',
      '+mode',
      '+pause',
      '+quietHours',
      '+perDay',
      '+perDayInAll',
      '+spacing',
    ]);
    for (const { value, words } of steps) expect([value, words]).not.toContain('');
    expect(steps.find(({ rule }) => rule === 'include')).toEqual({
      rule: 'include',
      passed: true,
      value: '#StandWithThe6',
      words: '#StandWithThe6',
    });
  });

  it('says when to decide again: at the end of the hold, when it lapses, when there is room', () => {
    expect(decided({ post: { at: ago('PT5M') } }).at?.equals(now.add({ minutes: 15 }))).toBe(true);
    expect(decided({ rules: { mode: 'review' } }).at?.equals(now.add({ hours: 23, milliseconds: 1 }))).toBe(true);
    expect(decided({ with: boostedAt('PT5M') }).at?.equals(now.add({ minutes: 40 }))).toBe(true);
    expect(decided({}).at).toBeUndefined();
  });
});

describe('a post that says what a boosted one says', () => {
  const before = (age: string) => [{ at: ago(age), partner: 'others', remoteId: 'h', saying: sayingOf(post) ?? '' }];
  const stepOf = (with_: Partial<Circumstances>, change: Partial<PartnerPost> = {}) =>
    decided({ post: change, with: with_ }).steps.find(({ rule }) => rule === 'again');

  it('is told apart, and decided like any other', () => {
    const decision = decided({ with: { boosted: before('PT26H') } });
    expect(decision.state).toBe('boost now');
    expect(stepOf({ boosted: before('PT26H') })).toMatchObject({
      passed: true,
      words: 'not boosted before, but a post that says the same was, at 10:00 on 2026-11-28',
    });
  });

  it('is told to whoever reviews it', () => {
    const { state, reason } = decided({ with: { boosted: before('PT26H') }, rules: { mode: 'review' } });
    expect([state, reason]).toEqual([
      'review',
      'review: a person accepts each boost (mode: review); not boosted before, but a post that says the same was, at 10:00 on 2026-11-28',
    ]);
  });

  it.each([
    ['longer ago than `repeatAfter`', 'PT337H', {}],
    ['with another picture', 'PT26H', picture('a lamp')],
    ['in other words', 'PT26H', { text: 'Another. #StandWithThe6' }],
  ])('is not one %s', (_, age, change) => {
    expect(stepOf({ boosted: before(age) }, change)?.words).toBe('not boosted before');
  });
});
