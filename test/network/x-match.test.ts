import { describe, expect, it } from 'vitest';
import { type ShownText, sameText } from '../../src/network/x/match.ts';
import { readPosts } from '../../src/network/x/wire.ts';

const plain = (text: string): ShownText => ({ text, links: [] });
const linked = (text: string, ...targets: readonly string[]): ShownText => ({
  text,
  links: targets.map((expanded, i) => ({ url: `https://t.co/abcdefghi${i}`, expanded })),
});

describe('recognising our own post in what X shows', () => {
  it.each<[string, string, ShownText, boolean]>([
    ['the same words', 'Stand with the six.', plain('Stand with the six.'), true],
    ['other words', 'Stand with the six.', plain('Stand with the six!'), false],
    ['the beginning only', 'Stand with the six.', plain('Stand with'), false],
    ['Arabic', 'تضامنوا مع الست، الآن #StandWithThe6', plain('تضامنوا مع الست، الآن #StandWithThe6'), true],
    ['white space at the end', 'Stand with the six.\n', plain('Stand with the six.'), true],
    ['white space at the end of a line', 'One. \nTwo.', plain('One.\nTwo.'), true],
    ['line breaks of Windows', 'One.\r\nTwo.', plain('One.\nTwo.'), true],
    ['a line break that is missing', 'One.\nTwo.', plain('One. Two.'), false],
    ['another composition of the same letters', 'cafe\u0301', plain('café'), true],
    ['escaped signs', 'a & b <c> "d"', plain('a &amp; b &lt;c&gt; "d"'), true],
    ['an escape that we typed ourselves', 'write &lt; for <', plain('write &amp;lt; for &lt;'), true],
    [
      'a link',
      'Sign https://example.org/p now',
      linked('Sign https://t.co/abcdefghi0 now', 'https://example.org/p'),
      true,
    ],
    [
      'another link',
      'Sign https://example.org/p',
      linked('Sign https://t.co/abcdefghi0', 'https://example.org/q'),
      false,
    ],
    [
      'a link with &',
      'https://example.org/?a=1&b=2',
      linked('https://t.co/abcdefghi0', 'https://example.org/?a=1&b=2'),
      true,
    ],
    [
      'a link that holds an escape',
      'https://example.org/?a&amp=2',
      linked('https://t.co/abcdefghi0', 'https://example.org/?a&amp=2'),
      true,
    ],
    [
      'a bare name, which X completes',
      'See alhaq.org today',
      linked('See https://t.co/abcdefghi0 today', 'http://alhaq.org'),
      true,
    ],
    ['a name in capitals', 'https://Example.org', linked('https://t.co/abcdefghi0', 'https://example.org/'), true],
    [
      'a replacement pattern in a link',
      'https://example.org/$&',
      linked('https://t.co/abcdefghi0', 'https://example.org/$&'),
      true,
    ],
    [
      'two links',
      'https://a.org and https://b.org',
      linked('https://t.co/abcdefghi0 and https://t.co/abcdefghi1', 'https://a.org', 'https://b.org'),
      true,
    ],
    [
      'two links the other way round',
      'https://a.org and https://b.org',
      linked('https://t.co/abcdefghi0 and https://t.co/abcdefghi1', 'https://b.org', 'https://a.org'),
      false,
    ],
    ['a link that X does not explain', 'https://a.org', plain('https://t.co/abcdefghi0'), false],
    [
      'a link after Arabic',
      'وقّع https://example.org/p\n\n#StandWithThe6',
      linked('وقّع https://t.co/abcdefghi0\n\n#StandWithThe6', 'https://example.org/p'),
      true,
    ],
  ])('%s', (_what, sent, shown, same) => {
    expect(sameText(sent, shown)).toBe(same);
  });

  it('takes a link for ours by what was typed or by where it leads', () => {
    const links = [
      { url: 'https://t.co/abcdefghi0', expanded: 'https://short.org/1', unwound: 'https://example.org/long' },
    ];
    const shown = { text: 'Read https://t.co/abcdefghi0', links };
    expect(sameText('Read https://short.org/1', shown)).toBe(true);
    expect(sameText('Read https://example.org/long', shown)).toBe(true);
    expect(sameText('Read https://example.org/else', shown)).toBe(false);
  });

  // Behind the text of a post with pictures X puts a link, once for all of them and an entity for each.
  const added = (text: string, more: object): ShownText => ({
    text: `${text} https://t.co/pictures00`,
    links: [{ url: 'https://t.co/pictures00', expanded: 'https://x.com/us/status/7/photo/1', ...more }],
  });
  it.each<[string, string, ShownText, boolean, boolean]>([
    ['the link behind pictures', 'Look.', added('Look.', { media: true }), true, true],
    ['the same, when ours had none: the text is what counts', 'Look.', added('Look.', { media: true }), false, true],
    ['other words before it', 'Look.', added('Look!', { media: true }), true, false],
    ['a line break at the end of ours', 'Look.\n', added('Look.', { media: true }), true, true],
    ['a link that X does not explain behind pictures', 'Look.', plain('Look. https://t.co/pictures00'), true, true],
    ['a link that X does not explain, and no pictures', 'Look.', plain('Look. https://t.co/pictures00'), false, false],
    [
      'the address of a picture that we typed ourselves',
      'Look: https://x.com/us/status/7/photo/1',
      added('Look:', { media: true }),
      false,
      true,
    ],
    [
      'a link of ours and the one behind pictures',
      'Sign https://example.org/p',
      {
        text: 'Sign https://t.co/abcdefghi0 https://t.co/pictures00',
        links: [
          { url: 'https://t.co/abcdefghi0', expanded: 'https://example.org/p' },
          { url: 'https://t.co/pictures00', expanded: 'https://x.com/us/status/7/photo/1', media: true },
          { url: 'https://t.co/pictures00', expanded: 'https://x.com/us/status/7/photo/1', media: true },
        ],
      },
      true,
      true,
    ],
  ])('%s', (_what, sent, shown, withPictures, same) => {
    expect(sameText(sent, shown, withPictures)).toBe(same);
  });
});

describe('the link that X puts behind pictures', () => {
  const entity = { start: 6, end: 29, url: 'https://t.co/pictures00' };
  it.each<[string, object, boolean]>([
    ['by its media key', { media_key: '3_7' }, true],
    ['by pic.x.com', { display_url: 'pic.x.com/pictures00' }, true],
    ['by pic.twitter.com', { display_url: 'pic.twitter.com/pictures00' }, true],
    ['by where it leads', { expanded_url: 'https://twitter.com/us/status/7/photo/1' }, true],
    ['and not a link to a post', { expanded_url: 'https://x.com/us/status/7' }, false],
    ['and not a link that looks alike', { expanded_url: 'https://example.org/pic.x.com/7' }, false],
  ])('is known %s', (_what, more, media) => {
    const post = { id: '7', text: 'Look. https://t.co/pictures00', entities: { urls: [{ ...entity, ...more }] } };
    expect(readPosts({ data: [post] })?.posts[0]?.links).toMatchObject([{ media }]);
  });
});
