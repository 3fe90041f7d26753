import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsOfX } from '../../src/store/counts-of-x.ts';
import { openWatched } from './watched.ts';

type Bucket = readonly [from: number, to: number, posts: number];

const MINUTE = 60_000;
const bucket = ([from, to, posts]: Bucket) => ({
  start: Temporal.Instant.fromEpochMilliseconds(from * MINUTE),
  end: Temporal.Instant.fromEpochMilliseconds(to * MINUTE),
  posts,
});

const stored = async (...takes: (readonly Bucket[])[]) => {
  await using w = await openWatched();
  const counts = countsOfX(w.db);
  for (const buckets of takes) await counts.take(buckets.map(bucket));
  const rows = await w.db.selectFrom('count_bucket').selectAll().orderBy('start_at').execute();
  return {
    rows: rows.map(({ start_at, end_at, posts }) => [start_at / MINUTE, end_at / MINUTE, posts]),
    until: await counts.until(),
  };
};

describe('counts of X', () => {
  it.each<[string, Bucket[][], Bucket[]]>([
    [
      'keeps buckets side by side',
      [
        [
          [0, 60, 5],
          [60, 120, 7],
        ],
      ],
      [
        [0, 60, 5],
        [60, 120, 7],
      ],
    ],
    ['takes the new number of the same span', [[[0, 60, 5]], [[0, 60, 6]]], [[0, 60, 6]]],
    [
      'ignores a part of what it has',
      [
        [[0, 60, 5]],
        [
          [10, 60, 3],
          [0, 20, 2],
          [20, 40, 1],
        ],
      ],
      [[0, 60, 5]],
    ],
    [
      'replaces parts by the whole',
      [
        [
          [23, 60, 3],
          [0, 23, 1],
        ],
        [[0, 60, 5]],
      ],
      [[0, 60, 5]],
    ],
    ['keeps the longer of two that overlap', [[[0, 40, 4]], [[30, 60, 3]]], [[0, 40, 4]]],
    ['takes the longer of two that overlap', [[[30, 60, 3]], [[0, 40, 4]]], [[0, 40, 4]]],
    ['ignores a bucket of no length', [[[5, 5, 9]]], []],
  ])('%s', async (_, takes, rows) => {
    expect((await stored(...takes)).rows).toEqual(rows);
  });

  it('says up to when it has counted', async () => {
    expect((await stored()).until).toBeUndefined();
    expect(
      (
        await stored([
          [60, 120, 1],
          [0, 60, 1],
        ])
      ).until,
    ).toBe(120 * MINUTE);
  });

  it('never counts a moment twice', async () => {
    const anyBucket = fc
      .tuple(fc.nat(8), fc.integer({ min: 1, max: 4 }))
      .map(([from, n]): Bucket => [from, from + n, 1]);
    await fc.assert(
      fc.asyncProperty(fc.array(anyBucket, { maxLength: 12 }), async (buckets) => {
        const { rows } = await stored(buckets);
        for (const [i, [from = 0]] of rows.entries()) expect(from).toBeGreaterThanOrEqual(rows[i - 1]?.[1] ?? 0);
      }),
      { numRuns: 60 },
    );
  });
});
