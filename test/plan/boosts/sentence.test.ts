import { expect, it } from 'vitest';
import { ruleSentence } from '../../../src/plan/boosts/sentence.ts';
import { agoWords, moment, ordinal, spanWords } from '../../../src/plan/boosts/words.ts';
import { hours, instant, span } from '../given.ts';
import { rules } from './given.ts';

const quiet = { quietHours: hours('23:00-07:00') };

it.each([
  [
    { perDay: 2 },
    'boosts original posts in en or ar that contain #StandWithThe6, 20 minutes after they appear, at most 2 a day, 45 minutes apart, not between 23:00 and 07:00; without asking anybody; pictures only with alt text; nothing marked as sensitive; nothing older than 24 hours',
  ],
  [
    {
      originalsOnly: false,
      langs: [],
      include: [],
      exclude: ['a', 'b'],
      hold: span('PT0S'),
      mode: 'review' as const,
      altText: 'any' as const,
      sensitive: 'review' as const,
      minEngagement: 3,
    },
    'boosts posts, replies and quotes in any language that do not contain a or b, as soon as they appear, at most 4 a day, 45 minutes apart, not between 23:00 and 07:00; a person accepts each; pictures without alt text too; what is marked as sensitive only if a person accepts it; with at least 3 likes, boosts and replies by then; nothing older than 24 hours',
  ],
  [{ perDay: 0 }, 'boosts nothing (`perDay` is 0)'],
])('says what the rules do: %j', (change, expected) => {
  expect(ruleSentence({ ...rules, ...change }, quiet)).toBe(expected);
});

it('speaks of no quiet hours where there are none', () => {
  expect(ruleSentence(rules, {})).not.toContain('not between');
});

it.each([
  ['PT20M', '20 minutes'],
  ['PT90M', '90 minutes'],
  ['PT1H', '1 hour'],
  ['PT24H', '24 hours'],
  ['PT336H', '14 days'],
  ['PT45S', '45 seconds'],
  ['PT0S', '0 minutes'],
])('%s is %s', (iso, words) => {
  expect(spanWords(span(iso))).toBe(words);
});

it('counts as people do', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map(ordinal)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '21st',
    '22nd',
    '101st',
    '111th',
  ]);
  expect([59_000, 3_600_000, 7_200_000, 200_000_000].map(agoWords)).toEqual([
    '0 minutes',
    '60 minutes',
    '2 hours',
    '2 days',
  ]);
});

it('tells a moment with its day where that is another one, and never too early', () => {
  const now = instant('2026-11-29T12:00:00+02:00');
  expect(moment(instant('2026-11-29T14:20:00+02:00'), now, 'Asia/Hebron')).toBe('14:20');
  expect(moment(instant('2026-11-29T14:20:01+02:00'), now, 'Asia/Hebron')).toBe('14:21');
  expect(moment(instant('2026-11-30T07:00:00+02:00'), now, 'Asia/Hebron')).toBe('07:00 on 2026-11-30');
});
