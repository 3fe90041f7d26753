import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/model.ts';
import { cardFor } from '../../src/plan/card.ts';
import { campaign, message } from './given.ts';

const petition = 'https://example.org/petition';
const saying = (text: string, more: Partial<Message> = {}): Message =>
  message([{ lang: 'en', text, line: 1 }], { link: 'petition', ...more });
const titleOf = (text: string) => cardFor(saying(text), 'en', 'bluesky', campaign)?.title;
const picture = { file: 'media/lamp.png', alt: { en: 'A lamp' }, sha256: 'a'.repeat(64) };

describe('the link card', () => {
  it('leads to the message’s link, under its first sentence and the statement’s title', () => {
    expect(cardFor(saying('Sign the petition. It is short.'), 'en', 'bluesky', campaign)).toEqual({
      url: petition,
      title: 'Sign the petition.',
      description: 'A statement (A publisher, 2021-11-29)',
    });
  });

  it.each([
    ['on another network', saying('Sign.'), 'mastodon' as const],
    ['on X', saying('Sign.'), 'x' as const],
    ['without a link', saying('Sign.', { link: undefined }), 'bluesky' as const],
    ['while the link is empty', saying('Sign.', { link: 'toolkit' }), 'bluesky' as const],
    ['beside pictures', saying('Sign.', { media: [picture] }), 'bluesky' as const],
    [
      'in a language that the message does not have',
      message([{ lang: 'ar', text: 'وقعوا', line: 1 }]),
      'bluesky' as const,
    ],
  ])('is not made %s', (_, given, network) => {
    expect(cardFor(given, 'en', network, campaign)).toBeUndefined();
  });

  it.each([
    [
      'the whole first sentence',
      'On 29 November 2021, Al-Haq asked for 5.5 things! And more.',
      'On 29 November 2021, Al-Haq asked for 5.5 things!',
    ],
    ['a line break as its end', 'Six organisations:\nAl-Haq', 'Six organisations:'],
    ['neither link nor hashtag', `#StandWithThe6\n${petition}\nSign now #StandWithThe6`, 'Sign now'],
    [
      'the hashtag as a word inside a sentence',
      `Join #StandWithThe6, sign ${petition} now.`,
      'Join StandWithThe6, sign now.',
    ],
    ['the first post of a thread', 'First.\n---\nSecond.', 'First.'],
    ['the statement’s title when there are no words', `${petition}\n🪔 #StandWithThe6`, 'A statement'],
  ])('has as its title %s', (_, text, title) => {
    expect(titleOf(text)).toBe(title);
  });

  it('takes the words that Bluesky gets, in the language of the post', () => {
    const given = message(
      [
        { lang: 'ar', text: 'نص آخر', line: 1 },
        { lang: 'ar', network: 'bluesky', text: 'هل توقعون؟ نعم.', line: 5 },
      ],
      { link: 'petition' },
    );
    expect(cardFor(given, 'ar', 'bluesky', campaign)?.title).toBe('هل توقعون؟');
  });

  it('cuts a sentence of more than 300 graphemes after a word, and never inside a grapheme', () => {
    const count = (text: string) => [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].length;
    const fits = `${'word '.repeat(59)}fives.`;
    expect(titleOf(`${fits.replace('fives.', 'four.')}`)).toBe(fits.replace('fives.', 'four.'));
    expect(titleOf(fits)).toBe(`${'word '.repeat(59).trim()}…`);
    const family = '👩🏽‍🚒'.repeat(400);
    const cut = titleOf(`a${family}`)!;
    expect(count(cut)).toBeLessThanOrEqual(300);
    expect(cut.endsWith('…')).toBe(true);
    expect(titleOf('x'.repeat(400))).toBe(`${'x'.repeat(299)}…`);
  });
});
