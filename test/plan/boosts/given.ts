import type { BoostRules, PartnerPost } from '../../../src/model.ts';
import type { Circumstances } from '../../../src/plan/boosts/circumstances.ts';
import { hours, instant, span } from '../given.ts';

/* A post that every rule is content with, rules as the shipped file has them (only `mode: auto`), and an ordinary noon. */

export const now = instant('2026-11-29T12:00:00+02:00');

export const ago = (text: string): Temporal.Instant => now.subtract(Temporal.Duration.from(text));

export const rules: BoostRules = {
  mode: 'auto',
  langs: ['en', 'ar'],
  include: ['#StandWithThe6'],
  exclude: [],
  originalsOnly: true,
  altText: 'required',
  sensitive: 'decline',
  minEngagement: 0,
  maxAge: span('PT24H'),
  hold: span('PT20M'),
  perDay: 4,
  spacing: span('PT45M'),
};

export const post: PartnerPost = {
  network: 'mastodon',
  remoteId: '1',
  url: 'https://social.example/@keepers/1',
  at: ago('PT1H'),
  langs: ['en'],
  text: 'Light a lamp for the six. #StandWithThe6',
  tags: [],
  kind: 'original',
  sensitive: false,
  media: [],
  more: [],
  counts: { likes: 1, boosts: 1, replies: 0 },
  visibility: 'public',
  author: { id: '7', handle: 'keepers@social.example' },
};

export const circumstances: Circumstances = {
  now,
  campaign: { timeZone: 'Asia/Hebron', quietHours: hours('23:00-07:00'), repeatAfter: span('P14D') },
  partner: {
    id: 'keepers',
    name: 'The Lamp Keepers',
    accounts: { mastodon: '@Keepers@social.example', bluesky: 'keepers.example', x: '@TheKeepers' },
    consent: { by: 'E. Person', on: '2026-11-01', evidence: 'letters/1' },
  },
  perDay: 6,
  boosted: [],
};

export const partner = (change: Partial<Circumstances['partner']>): Partial<Circumstances> => ({
  partner: { ...circumstances.partner, ...change },
});

export const consent = (change: Partial<Circumstances['partner']['consent']>): Partial<Circumstances> =>
  partner({ consent: { ...circumstances.partner.consent, ...change } });

/** Boosts of that partner so many hours before noon. */
export const boostedAt = (...before: readonly string[]): Partial<Circumstances> => ({
  boosted: before.map((time, i) => ({ at: ago(time), partner: 'keepers', remoteId: `earlier-${i}` })),
});
