import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compose, excess } from '../../src/plan/compose.ts';
import { hasHashtag, withoutHashtag } from '../../src/plan/hashtag.ts';
import { faults } from '../../src/plan/sentence.ts';
import { campaign, composed, message, rules } from './given.ts';

const petition = 'https://example.org/petition';
const text = (words: string, link?: string) =>
  compose({
    message: message([{ lang: 'en', text: words, line: 1 }], { link }),
    lang: 'en',
    campaign,
    rules: rules('x'),
  }).text;

describe('compose', () => {
  it.each([
    ['appends the hashtag on a line of its own', 'Sign.', undefined, 'Sign.\n#StandWithThe6'],
    ['appends the link first and the hashtag after it', 'Sign.', 'petition', `Sign.\n${petition}\n#StandWithThe6`],
    ['leaves a text alone that has both', `#StandWithThe6: ${petition}`, 'petition', `#StandWithThe6: ${petition}`],
    ['leaves out a link that the team has not filled in', 'Sign.', 'toolkit', 'Sign.\n#StandWithThe6'],
    ['leaves out a link that the campaign does not name', 'Sign.', 'constructor', 'Sign.\n#StandWithThe6'],
    ['sees a link before punctuation', `(${petition}), #StandWithThe6`, 'petition', `(${petition}), #StandWithThe6`],
    [
      'does not take a longer address for the link',
      `${petition}-2 #StandWithThe6`,
      'petition',
      `${petition}-2 #StandWithThe6\n${petition}`,
    ],
    ['keeps line breaks inside and trims outside', '\n one\n\ntwo \n', undefined, 'one\n\ntwo\n#StandWithThe6'],
    ['writes letters in their composed form', 'cafe\u0301', undefined, 'caf\u00e9\n#StandWithThe6'],
  ])('%s', (_, words, link, expected) => {
    expect(text(words, link)).toBe(expected);
  });

  it('takes the network’s own section, else the language’s', () => {
    const given = message([
      { lang: 'en', text: 'long #StandWithThe6', line: 1 },
      { lang: 'en', network: 'x', text: 'short #StandWithThe6', line: 5 },
      { lang: 'ar', text: 'نص #StandWithThe6', line: 9 },
    ]);
    const on = (lang: string, network: 'x' | 'bluesky') =>
      compose({ message: given, lang, campaign, rules: rules(network) }).text;
    expect(on('en', 'x')).toBe('short #StandWithThe6');
    expect(on('en', 'bluesky')).toBe('long #StandWithThe6');
    expect(on('ar', 'x')).toBe('نص #StandWithThe6');
    expect(() => on('fr', 'x')).toThrow('a-message has no text in fr');
  });

  it('prefers the links it is given to the campaign’s', () => {
    const given = message([{ lang: 'en', text: 'Read.', line: 1 }], { link: 'toolkit' });
    const links = { toolkit: 'https://example.org/toolkit' };
    expect(compose({ message: given, lang: 'en', campaign, rules: rules('x'), links }).text).toBe(
      'Read.\nhttps://example.org/toolkit\n#StandWithThe6',
    );
  });

  it('measures and asks by the network’s rules, and cuts nothing', () => {
    const words = `${'long '.repeat(80)}\u0000`;
    const given = message([{ lang: 'en', text: words, line: 1 }]);
    const result = compose({ message: given, lang: 'en', campaign, rules: rules('x') });
    expect(result.text).toBe(`${words.trim()}\n#StandWithThe6`);
    expect(result.length).toBe(result.text.length);
    expect(result.refused).toEqual(['a control character']);
    expect(excess(result)).toBe(result.text.length - 280);
  });

  it('makes a post of each part of a thread, with link and hashtag in the first only', () => {
    const given = message([{ lang: 'en', text: 'One.\n---\nTwo,\nlonger.\n---\n\u0000', line: 1 }], {
      link: 'petition',
      contentWarning: { en: 'warning' },
    });
    const result = compose({ message: given, lang: 'en', campaign, rules: rules('x') });
    const posts = [`One.\n${petition}\n#StandWithThe6`, 'Two,\nlonger.', '\u0000'.trim()];
    expect(result).toMatchObject({
      posts,
      text: posts.join('\n---\n'),
      length: posts[0]!.length,
      lengths: posts.map((post) => post.length),
      refused: ['post 3 of 3: a control character'],
    });
    const counting = { ...rules('mastodon'), warningCounts: true };
    const counted = compose({ message: given, lang: 'en', campaign, rules: counting });
    expect(counted.posts).toEqual(posts);
    expect(counted.length).toBe(posts[0]!.length + 'warning'.length);
  });

  it('leaves the link where the author put it, and wants the hashtag in the first post', () => {
    const given = message([{ lang: 'en', text: `One.\n---\nSign: ${petition} #StandWithThe6`, line: 1 }], {
      link: 'petition',
    });
    expect(compose({ message: given, lang: 'en', campaign, rules: rules('x') }).posts).toEqual([
      'One.\n#StandWithThe6',
      `Sign: ${petition} #StandWithThe6`,
    ]);
  });

  it('takes no other line for the end of a post', () => {
    const words = 'One\n----\n— - -\n--- two\n#StandWithThe6';
    expect(text(words)).toBe(words);
  });

  const fragments = [
    '#StandWithThe6',
    '#standwiththe60',
    '＃ＳtandWithThe6',
    petition,
    'https://a.org/?#StandWithThe6',
    '&',
  ];
  const anyWords = fc
    .array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constantFrom(...fragments, '\n', ' ', 'ك')))
    .map((parts) => parts.join(''));

  it('begins with the author’s own words, and adds at most the link and one hashtag, each on its line', () => {
    fc.assert(
      fc.property(anyWords, fc.boolean(), (words, linked) => {
        const author = words.normalize('NFC').trim();
        const result = text(words, linked ? 'petition' : undefined);
        expect(result.startsWith(author)).toBe(true);
        const added = result.slice(author.length);
        const tagLine = hasHashtag(author, 'StandWithThe6') ? '' : '\n#StandWithThe6';
        expect([tagLine, `\n${petition}${tagLine}`]).toContain(added);
        expect(text(result, linked ? 'petition' : undefined)).toBe(result.trim());
      }),
      { numRuns: 500 },
    );
  });
});

describe('the hashtag in a text', () => {
  it.each([
    ['#StandWithThe6', true],
    ['we #standwiththe6.', true],
    ['we ＃ＳＴＡＮＤＷＩＴＨＴＨＥ６!', true],
    ['(#StandWithThe6)', true],
    ['…#StandWithThe6’s', true],
    ['نقف معهم،#StandWithThe6', true],
    ['#StandWithThe60 and #StandWithThe6', true],
    ['StandWithThe6', false],
    ['#StandWithThe60', false],
    ['#StandWithThe6_', false],
    ['#StandWithThe6\u0301', false],
    ['#StandWithThe6ة', false],
    ['a#StandWithThe6', false],
    ['1#StandWithThe6', false],
    ['_#StandWithThe6', false],
    ['ك#StandWithThe6', false],
    ['&#StandWithThe6', false],
    ['https://example.org/#StandWithThe6', false],
    ['https://example.org/page?#StandWithThe6', false],
  ])('%s: %s', (words, expected) => {
    expect(hasHashtag(words, 'StandWithThe6')).toBe(expected);
  });

  it('may be in any script', () => {
    expect(hasHashtag('معًا #قفوا_مع_الستة!', 'قفوا_مع_الستة')).toBe(true);
    expect(hasHashtag('ΑΓΩΝΑΣ #ΑΓΏΝΑΣ', 'αγώνας')).toBe(true);
  });
});

describe('a text without the hashtag', () => {
  it.each([
    ['Sign now. #StandWithThe6', 'Sign now.'],
    ['Sign now\n#standwiththe6\n', 'Sign now'],
    ['#StandWithThe6: sign now', 'sign now'],
    ['Join #StandWithThe6 today', 'Join StandWithThe6 today'],
    ['#StandWithThe6', ''],
    ['#StandWithThe60 stays', '#StandWithThe60 stays'],
    ['نقف معهم، #StandWithThe6', 'نقف معهم،'],
  ])('“%s” reads “%s”', (words, expected) => {
    expect(withoutHashtag(words, 'StandWithThe6')).toBe(expected);
  });
});

describe('what is wrong with a text', () => {
  const given = message([{ lang: 'en', text: 'words', line: 3 }], { link: 'petition' });
  const own = message([{ lang: 'en', network: 'x', text: 'words', line: 3 }]);
  it.each([
    ['nothing when it fits to the last character', given, { length: 280 }, []],
    [
      'how much too long, and where to write a shorter one',
      given,
      { length: 292 },
      [
        'the English text for X is 12 weighted characters too long (292 of 280, link and hashtag included): shorten it, or give X its own text under `## en x`',
      ],
    ],
    [
      'one, in the singular, where the network has its own text and the message no link',
      own,
      { length: 281 },
      ['the English text for X is 1 weighted character too long (281 of 280, hashtag included): shorten it'],
    ],
    [
      'what the network would refuse, in a language nobody has a name for',
      given,
      { lang: 'q!', network: 'bluesky' as const, refused: ['more than 3,000 bytes'] },
      ['the q! text for Bluesky would be refused: more than 3,000 bytes'],
    ],
  ])('is %s', (_, about, more, expected) => {
    expect(faults(about, composed(more))).toEqual(expected);
  });

  it('names each post of a thread that is too long, and counts the warning where the network does', () => {
    const thread = message([{ lang: 'en', text: `${'a'.repeat(275)}\n---\nb\n---\n${'c'.repeat(282)}`, line: 3 }], {
      link: 'petition',
      contentWarning: { en: 'Six words' },
    });
    const counting = { ...rules('mastodon'), warningCounts: true };
    const result = compose({ message: thread, lang: 'en', campaign, rules: counting });
    expect(faults(thread, result, counting)).toEqual([
      'post 1 of 3 of the English text for Mastodon is 48 weighted characters too long (328 of 280, link, hashtag and content warning included): shorten it, or move words to another post, or give Mastodon its own text under `## en mastodon`',
      'post 3 of 3 of the English text for Mastodon is 2 weighted characters too long (282 of 280): shorten it, or move words to another post, or give Mastodon its own text under `## en mastodon`',
    ]);
    expect(excess(result)).toBe(48);
  });
});
