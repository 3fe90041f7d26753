import { describe, expect, it } from 'vitest';
import { coverage } from '../../src/store/coverage.ts';
import { openWatched } from './watched.ts';

const reason = 'the stream was away';

const covering = async (...spans: [number, number][]) => {
  const w = await openWatched();
  for (const [from, to] of spans)
    await w.sightings.take({ source: 'bluesky', sights: [], covered: { from, to }, gap: { reason } });
  return { told: coverage(w.db), [Symbol.asyncDispose]: () => w[Symbol.asyncDispose]() };
};

const S = 1_000;

describe('coverage', () => {
  it.each<[string, [number, number][], [number, number][]]>([
    ['begins', [[0, 10 * S]], [[0, 10 * S]]],
    [
      'goes on',
      [
        [0, 10 * S],
        [10 * S, 20 * S],
      ],
      [[0, 20 * S]],
    ],
    [
      'goes on within a second',
      [
        [0, 10 * S],
        [11 * S, 20 * S],
      ],
      [[0, 20 * S]],
    ],
    [
      'has a gap',
      [
        [0, 10 * S],
        [11 * S + 1, 20 * S],
      ],
      [
        [0, 10 * S],
        [11 * S + 1, 20 * S],
      ],
    ],
    [
      'comes twice',
      [
        [0, 10 * S],
        [0, 10 * S],
        [5 * S, 7 * S],
      ],
      [[0, 10 * S]],
    ],
    [
      'comes twice after a gap',
      [
        [0, 10 * S],
        [20 * S, 30 * S],
        [20 * S, 30 * S],
      ],
      [
        [0, 10 * S],
        [20 * S, 30 * S],
      ],
    ],
    [
      'fills a gap',
      [
        [0, 10 * S],
        [20 * S, 30 * S],
        [9 * S, 21 * S],
      ],
      [[0, 30 * S]],
    ],
    [
      'makes a gap smaller',
      [
        [0, 10 * S],
        [20 * S, 30 * S],
        [15 * S, 25 * S],
      ],
      [
        [0, 10 * S],
        [15 * S, 30 * S],
      ],
    ],
    [
      'is filled from before',
      [
        [20 * S, 30 * S],
        [0, 10 * S],
      ],
      [
        [0, 10 * S],
        [20 * S, 30 * S],
      ],
    ],
    ['is nothing', [[10 * S, 9 * S]], []],
  ])('that %s is one row for each span', async (_, spans, rows) => {
    await using c = await covering(...spans);
    const told = await c.told.of('bluesky');
    expect(told.map(({ from, to }) => [from, to])).toEqual(rows);
    expect(told.map((span) => span.reason)).toEqual(rows.map((_, i) => (i === 0 ? undefined : reason)));
  });

  it('says that nobody watched when nobody said why', async () => {
    await using w = await openWatched();
    for (const from of [0, 60 * S])
      await w.sightings.take({ source: 'bluesky', sights: [], covered: { from, to: from + S } });
    expect((await coverage(w.db).of())[1]).toMatchObject({ reason: 'not watched' });
  });

  it('tells the gaps of a span of time, before, between and after, for each source', async () => {
    await using w = await openWatched();
    const take = (source: 'bluesky' | 'mastodon:one.example', from: number, to: number) =>
      w.sightings.take({ source, sights: [], covered: { from, to }, gap: { reason } });
    await take('bluesky', 10 * S, 20 * S);
    await take('bluesky', 30 * S, 40 * S);
    await take('mastodon:one.example', 0, 60 * S);
    const { gaps } = coverage(w.db);
    const between = { source: 'bluesky', from: 20 * S, to: 30 * S, reason, place: 'between' };
    expect(await gaps(0, 50 * S)).toEqual([
      { source: 'bluesky', from: 0, to: 10 * S, reason: 'not watched yet', place: 'before' },
      between,
      { source: 'bluesky', from: 40 * S, to: 50 * S, reason: 'not watched since', place: 'after' },
    ]);
    expect(await gaps(25 * S, 35 * S)).toEqual([{ ...between, from: 25 * S }]);
    expect(await gaps(31 * S, 35 * S)).toEqual([]);
  });
});
