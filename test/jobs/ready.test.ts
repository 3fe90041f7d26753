import { describe, expect, it } from 'vitest';
import { offlineRules } from '../../src/jobs/networks.ts';
import { makeReady, rehearsalLinks } from '../../src/jobs/ready.ts';
import { shortcomings } from '../../src/jobs/shortcomings.ts';
import type { Message } from '../../src/model.ts';
import { campaign, message } from '../plan/given.ts';

/* What the publishing job is handed, and what `check` says of it. */

const rules = offlineRules();
const lamp = (line: number, alt = 'A lit lamp') => ({
  file: `media/lamp-${line}.png`,
  alt: { en: alt, ar: 'مصباح' },
  sha256: String(line).padStart(64, '0'),
  line,
});
const saying = (more: Partial<Message>, text = 'Words.') => message([{ lang: 'en', text, line: 12 }], more);
const readyOf = (given: Message) => makeReady(campaign, [given], rules)[0]!;

describe('a message made ready', () => {
  it('has posts, pictures with the words of its language, and a warning where the network has one', () => {
    const { composed } = readyOf(saying({ media: [lamp(7)], contentWarning: { en: 'Light' } }, 'One.\n---\nTwo.'));
    const media = [{ file: 'media/lamp-7.png', sha256: lamp(7).sha256, alt: 'A lit lamp' }];
    for (const network of ['bluesky', 'mastodon'] as const)
      expect(composed.get(network)).toMatchObject({
        posts: ['One.\n#StandWithThe6', 'Two.'],
        media,
        contentWarning: 'Light',
      });
    expect(composed.get('x')).toMatchObject({ media });
    expect(composed.get('x')).not.toHaveProperty('contentWarning');
  });

  it('has a card on Bluesky only, also of the address that a rehearsal puts in', () => {
    const given = saying({ link: 'toolkit' });
    expect(readyOf(given).composed.get('bluesky')).not.toHaveProperty('card');
    const { composed } = makeReady(rehearsalLinks(campaign), [given], rules)[0]!;
    expect(composed.get('bluesky')?.card).toMatchObject({ url: 'https://example.org/toolkit', title: 'Words.' });
    expect(composed.get('mastodon')).not.toHaveProperty('card');
  });

  const plain = saying({ link: 'petition' }, 'One.\n---\nTwo.');
  const other = [lamp(7), lamp(8)];
  it.each<readonly [string, Message, Message]>([
    ['a later post', plain, saying({ link: 'petition' }, 'One.\n---\nThree.')],
    ['a picture', saying({ media: other }), saying({ media: [lamp(7), lamp(9)] })],
    ['the order of the pictures', saying({ media: other }), saying({ media: other.toReversed() })],
    ['what a picture shows in its language', saying({ media: [lamp(7)] }), saying({ media: [lamp(7, 'Lamps')] })],
    ['a content warning', saying({ contentWarning: { en: 'Light' } }), saying({ contentWarning: { en: 'Lights' } })],
  ])('is approved anew after a change of %s', (_, before, after) => {
    expect(readyOf(after).hash).not.toBe(readyOf(before).hash);
  });

  it('is not asked about again for what it does not send in its language', () => {
    const one = saying({ media: [lamp(7)], contentWarning: { en: 'Light', ar: 'ضوء' } });
    const two = saying({
      media: [{ ...lamp(8), sha256: lamp(7).sha256, alt: { en: 'A lit lamp', ar: 'ضوء' } }],
      contentWarning: { en: 'Light', ar: '' },
    });
    expect(readyOf(two).hash).toBe(readyOf(one).hash);
  });

  it('is another text for the spacing of repeats when its picture is another', () => {
    const hashes = [saying({}), saying({ media: [lamp(7)] }), saying({ media: [lamp(8)] })].map(
      (one) => readyOf(one).composed.get('x')?.textHash,
    );
    expect(new Set(hashes).size).toBe(3);
  });
});

describe('the shortcomings of pictures and warnings', () => {
  const found = (given: Message, only = campaign) => shortcomings(only, makeReady(only, [given], rules), rules);
  const lines = (problems: readonly { line: number; message: string }[]) =>
    problems.map(({ line, message }) => `${line}: ${message}`);

  it('are more pictures than a network takes, once and where the first of them stands', () => {
    const given = message(
      [
        { lang: 'en', text: 'Words.', line: 12 },
        { lang: 'ar', text: 'كلمات', line: 20 },
      ],
      { media: [5, 6, 7, 8, 9].map((line) => lamp(line)) },
    );
    expect(lines(found(given).problems)).toEqual(
      ['Bluesky', 'Mastodon', 'X'].map(
        (name) => `9: the message has 5 pictures, and ${name} takes 4 with a post; take some out`,
      ),
    );
    expect(found({ ...given, media: given.media.slice(1) }).problems).toEqual([]);
    const onX = { ...campaign, networks: campaign.networks.filter((use) => use.name === 'x') };
    expect(found(given, onX).problems).toHaveLength(1);
  });

  it('are words of a picture that a network would not take, counted as people count', () => {
    const most = rules.get('x')!.pictures.altLength;
    expect(found(saying({ media: [lamp(7, '🪔'.repeat(most))] })).problems).toEqual([]);
    expect(lines(found(saying({ media: [lamp(7, '🪔'.repeat(most + 3))] })).problems)).toContain(
      `7: \`alt\` of media/lamp-7.png in \`en\` is 3 characters too long for X (${most + 3} of ${most}); shorten it`,
    );
  });

  it('are a warning that X leaves out', () => {
    const { notes, problems } = found(saying({ contentWarning: { en: 'Bright light' } }));
    expect(problems).toEqual([]);
    expect(lines(notes)).toContain(
      '12: X has no content warnings, so the post goes out there without “Bright light”; consider whether the text for X needs it in words',
    );
    expect(lines(found(saying({})).notes).join()).not.toMatch(/warning/);
  });
});
