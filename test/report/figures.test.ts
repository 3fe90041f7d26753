import { describe, expect, it } from 'vitest';
import { periodOf } from '../../src/report/period.ts';
import {
  at,
  DAY,
  FROM,
  given,
  grown,
  grownRows,
  HOUR,
  networkOf,
  post,
  reportOf,
  rowsOf,
  TIME_ZONE,
  TO,
  watchedWhole,
  week,
} from './given.ts';

const covered = (source: string, from: number, to: number, reason: string | null = null) => ({
  source,
  from,
  to,
  reason,
});

describe('coverage', () => {
  it('is whole when nothing was missed', () => {
    const { coverage } = networkOf(rowsOf('bluesky', { coverage: watchedWhole('bluesky') }));
    expect(coverage).toMatchObject({
      kind: 'stream',
      whole: true,
      hours: 168,
      of: 168,
      before: { whole: true, hours: 168 },
    });
    expect(coverage.sources[0]!.gaps).toEqual([]);
  });

  it('names each gap, with the reason that the next row gives', () => {
    const { coverage } = networkOf(
      rowsOf('bluesky', {
        coverage: [
          covered('bluesky', FROM + 2 * HOUR, FROM + DAY),
          covered('bluesky', FROM + DAY + 5 * HOUR, FROM + 2 * DAY, 'the machine was off'),
          // After the period, it says why the end of the period is missing.
          covered('bluesky', TO + HOUR, TO + DAY, 'no server answered'),
        ],
      }),
    );
    expect(coverage).toMatchObject({ whole: false, hours: 22 + 19, of: 168 });
    expect(coverage.sources[0]!.gaps).toEqual([
      { from: '2026-11-22T00:00:00+02:00', to: '2026-11-22T02:00:00+02:00', hours: 2, reason: 'not watched yet' },
      { from: '2026-11-23T00:00:00+02:00', to: '2026-11-23T05:00:00+02:00', hours: 5, reason: 'the machine was off' },
      { from: '2026-11-24T00:00:00+02:00', to: '2026-11-29T00:00:00+02:00', hours: 120, reason: 'no server answered' },
    ]);
  });

  it('of several servers is the time in which all were watched that were watched at all', () => {
    const { coverage } = networkOf(
      rowsOf('mastodon', {
        named: ['mastodon:one.example', 'mastodon:two.example', 'mastodon:refuses.example'],
        coverage: [
          covered('mastodon:one.example', FROM, TO),
          covered('mastodon:two.example', FROM + DAY, FROM + 3 * DAY),
          covered('mastodon:two.example', FROM + 2 * DAY, TO),
        ],
        sources: [{ source: 'mastodon:refuses.example', began: null, refused: 'it wants a token' }],
      }),
    );
    expect(coverage).toMatchObject({ whole: false, hours: 144, of: 168 });
    expect(coverage.sources.map(({ source, hours, refused }) => [source, hours, refused])).toEqual([
      ['mastodon:one.example', 168, null],
      ['mastodon:refuses.example', 0, 'it wants a token'],
      ['mastodon:two.example', 144, null],
    ]);
  });

  it('of a period that still runs does not count as missed what could not be looked at yet', () => {
    const now = FROM + DAY;
    const period = periodOf({ from: FROM, to: TO }, now, TIME_ZONE);
    const until = (end: number) =>
      networkOf(rowsOf('x', { coverage: [covered('x', FROM - DAY, end)] }), { period }).coverage;
    expect(until(now - 61 * 60_000)).toMatchObject({
      whole: true,
      hours: expect.closeTo(22.983, 3),
      of: expect.closeTo(22.983, 3),
    });
    expect(until(now - 5 * HOUR)).toMatchObject({ whole: false, hours: 19, of: 24 });
  });
});

describe('posts with the hashtag', () => {
  const hours = [
    { at: FROM + HOUR, whose: 'public' as const, posts: 5 },
    { at: FROM + HOUR, whose: 'partner' as const, posts: 2 },
    // The watch saw one of ours; the ledger is what counts.
    { at: FROM + HOUR, whose: 'ours' as const, posts: 1 },
    { at: FROM - HOUR, whose: 'public' as const, posts: 3 },
    { at: TO - HOUR, whose: 'public' as const, posts: 1 },
  ];

  it('are ours, partners’ and the public’s apart, now and before', () => {
    const { posts } = networkOf(
      rowsOf('bluesky', {
        coverage: watchedWhole('bluesky'),
        hours,
        ours: [post(1, FROM), post(2, TO - 1), post(3, FROM - 1)],
      }),
    );
    expect(posts).toEqual({
      ours: { now: 2, before: 1 },
      partners: { now: 2, before: 0 },
      public: { now: 6, before: 3 },
    });
  });

  it('do not hold posts of ours without it, later posts of a thread for instance, nor deleted ones', () => {
    const ours = [post(1, FROM), post(1, FROM, { step: 1, tagged: false }), post(2, FROM, { goneAt: FROM + DAY })];
    const one = networkOf(rowsOf('bluesky', { ours }));
    expect(one.posts.ours.now).toBe(1);
    expect(one.growth).toHaveLength(3);
  });

  it('are not known where nobody looked: a 0 would say that nobody spoke', () => {
    const { posts, days, bestHours, organic, authors } = networkOf(rowsOf('mastodon', { ours: [post(1, FROM)] }));
    expect(posts).toEqual({
      ours: { now: 1, before: 0 },
      partners: { now: null, before: null },
      public: { now: null, before: null },
    });
    expect(days[0]).toMatchObject({ ours: 1, public: null, hours: 0, of: 24 });
    expect([bestHours, organic, authors]).toEqual([null, null, null]);
  });

  it('of X are its own counts less ours and the boosted partners’', () => {
    const bucket = (from: number, posts: number) => ({ from, to: from + HOUR, posts });
    const { posts } = networkOf(
      rowsOf('x', {
        coverage: watchedWhole('x'),
        buckets: [bucket(FROM, 10), bucket(FROM + HOUR, 1), bucket(FROM - HOUR, 4)],
        ours: [post(1, FROM + 60_000), post(2, FROM + HOUR), post(3, FROM + 2 * HOUR)],
        followed: [
          {
            ...{ id: 9, whose: 'partner', delivery: null, step: null, partner: 'p', at: FROM + 1, lastAt: null },
            ...{ likes: 0, boosts: 0, replies: 0, quotes: 0 },
          },
        ],
      }),
    );
    expect(posts).toEqual({
      ours: { now: 3, before: 0 },
      partners: { now: 1, before: 0 },
      public: { now: 8, before: 4 },
    });
  });

  it('are never fewer than none on X, where a count came before our post', () => {
    const rows = rowsOf('x', {
      coverage: watchedWhole('x'),
      buckets: [{ from: FROM, to: FROM + HOUR, posts: 0 }],
      ours: [post(1, FROM)],
    });
    expect(networkOf(rows).posts.public.now).toBe(0);
  });

  it('fall on the days of the campaign’s zone, of 23, 24 or 25 hours', () => {
    const zone = 'Europe/Brussels';
    const period = periodOf({ from: at('2026-10-24T00:00:00+02:00'), to: at('2026-10-27T00:00:00+01:00') }, TO, zone);
    const rows = rowsOf('bluesky', {
      coverage: [covered('bluesky', 0, TO)],
      hours: [
        { at: at('2026-10-25T00:00:00Z'), whose: 'public', posts: 3 },
        { at: at('2026-10-25T01:00:00Z'), whose: 'public', posts: 4 },
      ],
    });
    const { days, bestHours } = networkOf(rows, {
      period,
      campaign: { ...given([]).campaign, timeZone: zone, specialDays: ['10-25'] },
    });
    expect(days.map(({ day, of, hours: h, public: n, special }) => [day, of, h, n, special])).toEqual([
      ['2026-10-24', 24, 24, 0, false],
      ['2026-10-25', 25, 25, 7, true],
      ['2026-10-26', 24, 24, 0, false],
    ]);
    // 02:00 to 03:00 came twice: one cell, two hours.
    expect(bestHours!.cells.find(({ weekday, hour }) => weekday === 7 && hour === 2)).toMatchObject({
      posts: 7,
      hours: 2,
    });
  });
});

describe('the change against the period before', () => {
  const rows = (now: number, before: number, coverage = watchedWhole('bluesky')) =>
    rowsOf('bluesky', {
      coverage,
      hours: [
        { at: FROM, whose: 'public', posts: now },
        { at: FROM - DAY, whose: 'public', posts: before },
      ],
    });
  const change = (...given: Parameters<typeof rows>) => networkOf(rows(...given)).changes[0];

  it('is in percent from 20 cases on', () => {
    expect(change(30, 20)).toMatchObject({ now: 30, before: 20, percent: 50, perDay: null });
    expect(change(30, 19)).toMatchObject({ now: 30, before: 19, percent: null });
    expect(change(0, 40)).toMatchObject({ percent: -100 });
    expect(change(5, 0)).toMatchObject({ now: 5, before: 0, percent: null });
  });

  it('is given for each day watched where less was watched in one of the two', () => {
    const half = [covered('bluesky', FROM - 7 * DAY, FROM - 3.5 * DAY), covered('bluesky', FROM, TO)];
    expect(change(70, 70, half)).toMatchObject({ percent: null, perDay: { now: 10, before: 20 } });
  });

  it('is not there where nothing was watched before', () => {
    expect(change(70, 0, [covered('bluesky', FROM, TO)])).toMatchObject({
      now: 70,
      before: null,
      percent: null,
      perDay: null,
    });
  });
});

describe('authors', () => {
  const row = (start: string, authors: number, closed: boolean) => ({
    start: at(`${start}T00:00:00+02:00`),
    whose: 'public' as const,
    authors,
    closed,
  });
  const monday = periodOf(
    { from: at('2026-11-23T00:00:00+02:00'), to: at('2026-11-30T00:00:00+02:00') },
    TO + DAY,
    TIME_ZONE,
  );

  it.each([
    ['a whole week', monday, [row('2026-11-23', 40, true)], [], [40, 40, 1]],
    ['a week that runs', week, [row('2026-11-23', 33, false)], [row('2026-11-22', 7, true)], [40, 40, 2]],
    [
      'parts of weeks that are over',
      week,
      [row('2026-11-16', 50, true), row('2026-11-23', 60, true)],
      [row('2026-11-22', 7, true), row('2026-11-23', 20, true), row('2026-11-24', 30, true)],
      [37, 57, 2],
    ],
    [
      'a part whose days say more than its week',
      week,
      [row('2026-11-23', 25, true)],
      [row('2026-11-23', 20, true), row('2026-11-24', 20, true)],
      [20, 25, 2],
    ],
  ])(
    'of %s are counted once a week, as exactly as can be known',
    (_, period, authorWeeks, authorDays, [atLeast, atMost, weeks]) => {
      const rows = rowsOf('bluesky', { coverage: [covered('bluesky', 0, TO + 2 * DAY)], authorWeeks, authorDays });
      expect(networkOf(rows, { period }).authors).toEqual({ atLeast, atMost, weeks });
    },
  );

  it('cannot be known on X', () => {
    expect(networkOf(rowsOf('x', { coverage: watchedWhole('x') })).authors).toBeNull();
  });
});

describe('posts of ours at equal age', () => {
  it('take the first look at that age or later, and no guess', () => {
    const rows = rowsOf(
      'bluesky',
      grownRows([
        grown(1, FROM, [
          [0.9, 3],
          [1.1, 4],
          [8, 9],
          [24, 20],
        ]),
      ]),
    );
    // 8 h is too late for 6 h; 24 h is exactly a day.
    expect(networkOf(rows).growth[0]!.ages).toEqual({ '1h': 4, '6h': null, '1d': 20, '3d': null, '7d': null });
  });

  it('let no message win by being old', () => {
    const all = [
      grown(
        1,
        FROM,
        [
          [1, 5],
          [24, 8],
          [72, 30],
        ],
        { message: 'old' },
      ),
      grown(
        2,
        TO - 30 * HOUR,
        [
          [1, 6],
          [24, 12],
        ],
        { message: 'young' },
      ),
      grown(3, TO - 2 * HOUR, [[1, 2]], { message: 'young' }),
    ];
    const { messages } = networkOf(rowsOf('bluesky', grownRows(all)));
    expect(messages.map(({ message }) => message)).toEqual(['old', 'young']);
    const day = (message: string) =>
      messages.find((one) => one.message === message)!.ages.find(({ age }) => age === '1d');
    expect(day('young')).toEqual({ age: '1d', known: 1, median: 12, least: 12, most: 12 });
    expect(day('old')).toEqual({ age: '1d', known: 1, median: 8, least: 8, most: 8 });
  });

  it('count first posts only, where a message is a thread', () => {
    const all = [grown(1, FROM, [[1, 5]]), grown(2, FROM, [[1, 1]], { step: 1, tagged: false })];
    expect(networkOf(rowsOf('bluesky', grownRows(all))).messages).toMatchObject([{ posts: 1 }]);
  });

  it('are given by language too, and the public’s languages as counts below 20 posts', () => {
    const langs = [
      { lang: 'ar', whose: 'public' as const, posts: 12 },
      { lang: 'pt-BR', whose: 'public' as const, posts: 4 },
      { lang: '', whose: 'public' as const, posts: 3 },
    ];
    const rows = (more: number) =>
      rowsOf('bluesky', {
        ...grownRows([grown(1, FROM, [[1, 5]], { lang: 'pt-BR' })]),
        coverage: watchedWhole('bluesky'),
        langs: [...langs, { lang: 'fr', whose: 'public', posts: more }],
      });
    expect(networkOf(rows(0)).languages).toMatchObject([
      { lang: 'ar', public: 12, share: null },
      { lang: 'pt', public: 4, ours: 1, share: null },
      { lang: '', public: 3 },
    ]);
    expect(networkOf(rows(1)).languages[0]).toMatchObject({ lang: 'ar', share: 0.6 });
  });
});

describe('the rest', () => {
  it('plan: every delivery has one outcome, late ones are told, reasons are counted', () => {
    const row = (n: number, state: string, more: object = {}) => ({
      ...{ id: `d${n}`, message: 'm', lang: 'en', at: FROM, state: state as 'planned', reason: null, sentAt: null },
      ...more,
    });
    const { plan } = networkOf(
      rowsOf('bluesky', {
        deliveries: [
          row(1, 'published', { sentAt: FROM + 1_000 }),
          row(2, 'published', { sentAt: FROM + HOUR, reason: 'late by 60 min: waits for its turn' }),
          row(3, 'retracted', { reason: 'retracted by Ada', sentAt: FROM }),
          row(4, 'skipped', { reason: 'not approved in time' }),
          row(5, 'skipped', { reason: 'not approved in time' }),
          row(6, 'attempting'),
          row(7, 'unconfirmed', { reason: 'X does not show it' }),
        ],
      }),
    );
    const { reasons, planned, late, ...outcomes } = plan;
    expect([planned, late]).toEqual([7, 1]);
    expect(Object.values(outcomes).reduce((a, b) => a + b)).toBe(7);
    expect(reasons[0]).toEqual({ outcome: 'skipped', reason: 'not approved in time', deliveries: 2 });
    expect(reasons).toHaveLength(3);
  });

  it('organic share: copies apart, a share from 20 posts on, never more copies than posts', () => {
    const rows = (posts: number, copied: number) =>
      rowsOf('bluesky', {
        coverage: watchedWhole('bluesky'),
        hours: [{ at: FROM, whose: 'public', posts }],
        copies: copied === 0 ? [] : [{ group: 'g', posts: copied, authors: 12 }],
      });
    expect(networkOf(rows(40, 10)).organic).toEqual({
      posts: 40,
      copied: 10,
      groups: 1,
      largest: { posts: 10, authors: 12 },
      share: 0.75,
    });
    expect(networkOf(rows(19, 0)).organic).toEqual({ posts: 19, copied: 0, groups: 0, largest: null, share: null });
    expect(networkOf(rows(5, 30)).organic).toMatchObject({ posts: 30, share: 0 });
  });

  it('best hours: named from 20 posts on', () => {
    const rows = (posts: number) =>
      rowsOf('bluesky', {
        coverage: watchedWhole('bluesky'),
        hours: [{ at: FROM + 13 * HOUR, whose: 'public', posts }],
      });
    expect(networkOf(rows(20)).bestHours!.best).toEqual([{ weekday: 7, hour: 13, posts: 20 }]);
    expect(networkOf(rows(19)).bestHours!.best).toEqual([]);
  });

  it('money: nothing is said of it where it costs nothing', () => {
    expect(networkOf(rowsOf('bluesky')).money).toBeNull();
    const spent = [{ what: 'publish' as const, calls: 2, micros: 215_000 }];
    expect(networkOf(rowsOf('x', { budget: 20, spent, spentBefore: 15_000, spentMonth: 230_000 })).money).toEqual({
      ...{ spent: 0.215, before: 0.015, month: 0.23, budget: 20, by: [{ what: 'publish', calls: 2, spent: 0.215 }] },
    });
  });

  it('reactions: a like that was taken back makes no gain below nothing', () => {
    const { reactions } = networkOf(
      rowsOf('bluesky', { gains: [{ whose: 'public', likes: -2, boosts: 3, replies: 0, quotes: 0 }] }),
    );
    expect(reactions.public.now).toEqual({ likes: 0, boosts: 3, replies: 0, quotes: 0, all: 3 });
    expect(reactions.ours).toEqual({ now: null, before: null });
  });

  it('partners are told by their names', () => {
    const boosts = [{ partner: 'p', at: FROM, state: 'boosted', reason: '1st of 4 today', url: null }];
    const { networks } = reportOf([rowsOf('bluesky', { boosts })], { partners: new Map([['p', '=Lamp Makers']]) });
    expect(networks[0]!.boosts).toMatchObject([{ partner: '=Lamp Makers', reason: '1st of 4 today' }]);
  });
});
