import { offlineRules } from '../../src/jobs/networks.ts';
import type { ReadyToolkit } from '../../src/jobs/ready.ts';
import { makeReady } from '../../src/jobs/ready.ts';
import type { Campaign, Media, Message } from '../../src/model.ts';
import type { Dice } from './dice.ts';

/* A small campaign that no seed finds easy: short spacing, a budget, threads, pictures, two time zones. */

export const NAMES = ['bluesky', 'mastodon', 'x'] as const;

const span = (iso: string): Temporal.Duration => Temporal.Duration.from(iso);
const signed = { by: 'A. Person', on: '2026-11-01' };

export const campaignOf = (dice: Dice, late: Campaign['late']['then'], budget: number): Campaign => {
  const spacing = span(dice.pick(['PT30M', 'PT1H', 'PT2H']));
  const postsPerDay = dice.pick([2, 3, 4]);
  return {
    id: 'simulation',
    hashtag: 'StandWithThe6',
    timeZone: 'Asia/Hebron',
    statement: { title: 'A statement', publisher: 'A publisher', date: '2021-11-29' },
    goLive: signed,
    links: {},
    languages: { en: { reviewedBy: 'B. Person', on: '2026-11-01' }, ar: { reviewedBy: 'C. Person', on: '2026-11-01' } },
    audiences: [
      { lang: 'en', timeZone: 'America/New_York', hours: [{ start: 540, end: 1_200 }] },
      { lang: 'ar', timeZone: 'Asia/Hebron', hours: [{ start: 600, end: 1_320 }] },
    ],
    networks: NAMES.map((name) => ({
      name,
      postsPerDay,
      spacing,
      ...(name === 'x' ? { monthlyBudget: budget, label: signed } : {}),
    })),
    quietHours: { start: 1_380, end: 420 },
    repeatAfter: span('PT36H'),
    horizon: span('PT48H'),
    late: { after: span('PT30M'), then: late },
    specialDays: [{ day: '11-29', postsPerDay: 6, kinds: ['day', 'action'] }],
    approval: { required: true, twoPeople: false },
    watch: { retention: span('P14D'), mastodonServers: [] },
  };
};

const picture: Media = { file: 'media/olive.png', alt: { en: 'An olive tree', ar: 'شجرة زيتون' }, sha256: 'ab' };

/** `version` counts the edits. Every third message is a thread, one has a picture, one a link. */
const messageOf = (n: number, version: number): Message => {
  const words = (lang: string): string => {
    const said = `${lang} words of message ${n}, version ${version}.${n === 1 ? ' https://example.org' : ''}`;
    return n % 3 === 0 ? `${said}\n---\nSecond post of ${lang} ${n}, ${version}.` : said;
  };
  return {
    id: `message-${n}`,
    kind: n === 0 ? 'day' : 'action',
    source: { start: 0, end: 9, sha256: '' },
    reviewedOn: '2026-11-01',
    at: n === 4 ? ['2026-11-30T12:00'] : [],
    media: n === 2 ? [picture] : [],
    contentWarning: {},
    sections: ['en', 'ar'].map((lang) => ({ lang, text: words(lang), line: 10 })),
    file: `content/toolkit/message-${n}.md`,
  };
};

const MESSAGES = 7;

export const openToolkit = (campaign: Campaign) => {
  const versions = Array.from({ length: MESSAGES }, () => 0);
  const make = (): ReadyToolkit => {
    const messages = versions.map((version, n) => messageOf(n, version));
    return { campaign, messages, ready: makeReady(campaign, messages, offlineRules()) };
  };
  let toolkit = make();
  return {
    now: (): ReadyToolkit => toolkit,
    count: MESSAGES,
    edit: (n: number): void => {
      versions[n]! += 1;
      toolkit = make();
    },
  };
};

export type Toolkit = ReturnType<typeof openToolkit>;
