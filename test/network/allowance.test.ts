import { describe, expect, it } from 'vitest';
import { allowance, wholeNumber } from '../../src/network/allowance.ts';
import { noon } from './small-server.ts';

const stage = (share: number) => {
  let at = noon;
  return {
    left: allowance({ share, now: () => at }),
    pass: (span: Temporal.DurationLike) => {
      at = at.add(span);
    },
  };
};
const reset = noon.add({ minutes: 5 });

describe('what reading may spend of a rate limit', () => {
  it('is ten calls while the limit is not known', () => {
    expect(stage(0.5).left.room()).toEqual({ calls: 10 });
  });

  it.each([
    [0.5, 300, 300, 150],
    [0.5, 300, 200, 50], // publishing, or reading before, has used a hundred
    [0.5, 300, 151, 1],
    [0.5, 300, 150, 0],
    [0.5, 300, 0, 0],
    [0.8, 300, 300, 240],
    [0.8, 30, 7, 1],
    [0.8, 30, 6, 0],
    [0.5, 1, 1, 0],
  ])('is, of a share of %d of %d with %d left, %d calls', (share, limit, remaining, calls) => {
    const { left } = stage(share);
    left.saw({ limit, remaining, reset });
    expect(left.room()).toEqual(calls > 0 ? { calls } : { calls, again: reset });
  });

  it('shrinks with every call that is under way', () => {
    const { left } = stage(0.5);
    left.saw({ limit: 300, remaining: 153, reset });
    left.took();
    left.took();
    expect(left.room()).toEqual({ calls: 1 });
  });

  it('is the whole share again when the window is over', () => {
    const { left, pass } = stage(0.5);
    left.saw({ limit: 300, remaining: 10, reset });
    expect(left.room().calls).toBe(0);
    pass({ minutes: 5 });
    expect(left.room()).toEqual({ calls: 150 });
  });

  it('is nothing until the network listens again', () => {
    const { left, pass } = stage(0.5);
    const until = noon.add({ minutes: 2 });
    left.saw({ limit: 300, remaining: 299, reset });
    left.closed(until);
    expect(left.room()).toEqual({ calls: 0, again: until });
    pass({ minutes: 2 });
    expect(left.room()).toEqual({ calls: 149 });
  });

  it('keeps what was known when an answer tells nothing', () => {
    const { left } = stage(0.5);
    left.saw({ limit: 300, remaining: 160, reset });
    left.saw({});
    expect(left.room()).toEqual({ calls: 10 });
  });

  it('does not believe in a window of more than a day', () => {
    const { left } = stage(0.5);
    left.saw({ limit: 300, remaining: 0, reset: noon.add({ hours: 24 * 365 }) });
    expect(left.room()).toEqual({ calls: 0, again: noon.add({ minutes: 15 }) });
  });
});

it.each([
  ['300', 300],
  [' 0 ', 0],
  ['1.5', undefined],
  ['-1', undefined],
  ['', undefined],
  [null, undefined],
])('a header of %j holds %j', (header, number) => {
  expect(wholeNumber(header)).toBe(number);
});
