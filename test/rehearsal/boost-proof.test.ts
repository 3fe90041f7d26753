import { describe, expect, it } from 'vitest';
import { type ClockReading, realNow } from '../../src/clock.ts';
import { deathOfBoost } from '../../src/jobs/dying.ts';
import type { Campaign, Partners } from '../../src/model.ts';
import type { LocalBoost } from '../../src/rehearsal/local.ts';
import { publicOf } from '../../src/rehearsal/public/public.ts';
import { boostTally } from '../../src/rehearsal/run/boosts.ts';
import { drive } from '../../src/rehearsal/run/drive.ts';
import { madeUpPartners, readingMoments } from '../../src/rehearsal/run/partners.ts';
import type { BoostResult } from '../../src/store/boost-results.ts';
import { rules } from '../plan/boosts/given.ts';
import { hours } from '../plan/given.ts';

/* What a rehearsal says of boosts can fail: it is shown networks and ledgers that differ from what they should be. */

const noon = Temporal.Instant.from('2026-11-29T10:00:00Z'); // 12:00 in the campaign's zone
const at = (minutes: number) => noon.epochMilliseconds + minutes * 60_000;
const campaign = { timeZone: 'Asia/Hebron', quietHours: hours('23:00-07:00') } as Campaign;
const partners = {
  perDay: 3,
  partners: ['one', 'two'].map((id) => ({
    ...{ id, name: id, accounts: {}, consent: {} },
    rules: { bluesky: rules, mastodon: { ...rules, perDay: 2 }, x: rules },
  })),
} as Partners;

/** Partner one deletes its second post after an hour; partner two blocks us after ten hours. */
const world = publicOf({
  ...{ seed: 3, hashtag: 'StandWithThe6', authors: 0, postsPerDay: 0, timeZone: 'Asia/Hebron' },
  ...{ from: noon, to: noon.add({ hours: 72 }) },
  partners: [
    {
      id: 'one',
      accounts: { mastodon: 'one@here' },
      deeds: [0, 1, 2, 3, 4].map((n) => ({
        ...{ kind: 'post', on: 'mastodon', at: Temporal.Instant.fromEpochMilliseconds(at(n)) },
        ...(n === 1 ? { deletedAfter: 3600 } : {}),
      })),
    },
    {
      id: 'two',
      accounts: { mastodon: 'two@here' },
      deeds: [
        { kind: 'post', on: 'mastodon', at: Temporal.Instant.fromEpochMilliseconds(at(5)) },
        { kind: 'blocks us', on: 'mastodon', at: noon.add({ hours: 10 }) },
      ],
    },
  ],
});

const row = (n: number, more: Partial<BoostResult> = {}): BoostResult => ({
  ...{ id: `c${n}`, network: 'mastodon', partner: n === 5 ? 'two' : 'one', remoteId: String(n), postedAt: at(n) },
  ...{ state: 'boosted', reason: '', undoneAt: null, delivery: `d${n}`, deliveryState: 'published' },
  sentAt: at(60 + n * 60),
  ...more,
});
const stands = (...of: number[]): LocalBoost[] => of.map((n) => ({ id: `b${n}`, of: String(n), at: noon }));

describe('what a rehearsal says of boosts', () => {
  const cases: [string, BoostResult[], LocalBoost[], string[]][] = [
    ['a boost that stands', [row(0)], stands(0), []],
    ['a boost that is not there', [row(0)], [], ['missing the boost of 0 is not on the network']],
    ['a boost whose post was deleted, not looked at yet', [row(1)], [], []],
    ['a boost that stands twice', [row(0)], stands(0, 0), ['duplicate 0 is boosted 2 times']],
    ['a boost that nobody knows of', [], stands(0), ['duplicate a boost of 0 stands that nobody here knows of']],
    ['a boost of which nobody can tell', [row(0, { state: 'boosting', deliveryState: 'unconfirmed' })], stands(0), []],
    [
      'a declined one that is boosted all the same',
      [row(0, { state: 'declined', deliveryState: null, sentAt: null })],
      stands(0),
      ['duplicate a boost of 0 stands that nobody here knows of'],
    ],
    ['one undone when its post was deleted', [row(1, { state: 'undone', undoneAt: at(62) })], [], []],
    ['one undone when its partner blocked us', [row(5, { state: 'undone', undoneAt: at(601) })], [], []],
    [
      'one undone by mistake',
      [row(0, { state: 'undone', undoneAt: at(600) })],
      [],
      ['breach the boost of 0 was undone, and its post was there'],
    ],
    [
      'one undone before its partner blocked us',
      [row(5, { state: 'undone', undoneAt: at(599) })],
      [],
      ['breach the boost of 5 was undone, and its post was there'],
    ],
    [
      'three of one partner, of which two are allowed',
      [row(0), row(2), row(3)],
      stands(0, 2, 3),
      ['breach 3 boosts of one on the day that begins at 2026-11-28T22:00:00Z, and 2 are allowed'],
    ],
    [
      'more than all together may be, the undone ones among them',
      [row(0), row(2), row(5), row(1, { state: 'undone', undoneAt: at(400), sentAt: at(300) })],
      stands(0, 2, 5),
      [
        'breach 4 boosts on the day that begins at 2026-11-28T22:00:00Z, and 3 are allowed',
        'breach 3 boosts of one on the day that begins at 2026-11-28T22:00:00Z, and 2 are allowed',
      ],
    ],
    [
      'what the network refused counts nowhere',
      [row(0), row(2), row(3, { state: 'declined', deliveryState: 'rejected' })],
      stands(0, 2),
      [],
    ],
    [
      'two that are too near',
      [row(0), row(2, { sentAt: at(60 + 44) })],
      stands(0, 2),
      ['breach boosts at 2026-11-29T11:00:00Z and 2026-11-29T11:44:00Z are too near to each other'],
    ],
    [
      'one in quiet hours',
      [row(0, { sentAt: at(660) })],
      stands(0),
      ['breach a boost at 2026-11-29T21:00:00Z, in quiet hours'],
    ],
  ];
  it.each(cases)('of %s', (_, rows, standing, expected) => {
    const { wrong, line } = boostTally('mastodon', rows, standing, { world, campaign, partners });
    expect(wrong.map(({ what, about }) => `${what} ${about}`)).toEqual(expected);
    const { posts, boosted, undone, declined, lapsed, unconfirmed, open } = line;
    expect(boosted + undone + declined + lapsed + unconfirmed + open).toBe(posts);
  });
});

describe('made-up partners', () => {
  it('post for two days at most, burst once and block us once, and are read within a minute', () => {
    const from = noon;
    const to = noon.add({ hours: 240 });
    const troupe = madeUpPartners(2, { seed: 1, from, to });
    const days = publicOf({
      ...{ seed: 1, hashtag: 'h', authors: 0, postsPerDay: 0, timeZone: 'Asia/Hebron', from, to },
      partners: troupe,
    });
    expect(Math.max(...days.posts.map((post) => post.at))).toBeLessThan(noon.add({ hours: 48 }).epochMilliseconds);
    expect(troupe.flatMap(({ deeds = [] }) => deeds).filter(({ kind }) => kind === 'burst')).toHaveLength(1);
    expect(new Set(days.events.flatMap((one) => (one.kind === 'blocks us' ? [one.at] : []))).size).toBe(1);
    const moments = readingMoments(days);
    for (const { at: posted, network } of days.posts) {
      if (network === 'x') continue;
      expect(moments.some((moment) => moment >= posted && moment - posted <= 60_000)).toBe(true);
    }
  });
});

describe('the clock of a rehearsal with partners', () => {
  it('stops for each of their moments, waits for the look to end, and is not held up by what stays due', async () => {
    let reading: ClockReading = { virtual: 0, real: realNow(), speed: 1 };
    const hour = 3_600_000;
    const looks: number[] = [];
    let under = false;
    const decisions = [3 * hour, 5 * hour];
    const ended = await drive({
      pulse: async (givenUp) => {
        const open = decisions.filter((one) => one > givenUp);
        // The one at five o'clock stays due whatever is done.
        return { unfinished: 0, claimed: 0, next: undefined, waitingReal: 0, undecided: open.length, decide: open[0] };
      },
      clock: {
        read: () => reading,
        set: (next) => {
          expect(under).toBe(false);
          reading = next;
        },
      },
      tick: async () => undefined,
      watch: async () => undefined,
      partners: {
        readAfter: (moment) => [1 * hour, 2 * hour].find((one) => one > moment),
        look: async () => {
          under = true;
          await new Promise((resolve) => setTimeout(resolve, 20));
          under = false;
          looks.push(Math.round(reading.virtual / hour));
          if (decisions[0] === 3 * hour && reading.virtual >= 3 * hour) decisions.shift();
        },
      },
      signal: AbortSignal.timeout(30_000),
    });
    expect(ended).toBe(true);
    expect(looks.slice(0, 4)).toEqual([1, 2, 3, 5]);
    expect(looks.slice(4).every((one) => one === 5)).toBe(true);
  });
});

describe('a stormy rehearsal', () => {
  it('kills the workers of a quarter of the boosts, at every point, and provokes no question on X', () => {
    const deaths = (network: 'x' | 'bluesky') =>
      Array.from({ length: 2_000 }, (_, n) => deathOfBoost(7, `d${n}`, network)).flatMap((one) => one ?? []);
    expect(deaths('bluesky').length).toBeGreaterThan(400);
    expect(deaths('bluesky').length).toBeLessThan(600);
    expect(new Set(deaths('bluesky').map(({ point }) => point)).size).toBe(5);
    expect(new Set(deaths('x').map(({ point }) => point))).not.toContain('after attempt');
  });
});
