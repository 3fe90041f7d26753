import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approvalHash, compose, excess } from '../../src/plan/compose.ts';
import { hasHashtag } from '../../src/plan/hashtag.ts';
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
});

describe('the hash that an approval binds to', () => {
  const part = (network: 'x' | 'bluesky', words: string) => composed({ network, text: words });
  it('is the same for the same texts in any order', () => {
    const one = approvalHash([part('x', 'a'), part('bluesky', 'b')]);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(approvalHash([part('bluesky', 'b'), part('x', 'a')])).toBe(one);
  });
  it.each([
    ['a text', [part('x', 'a'), part('bluesky', 'c')]],
    ['which network says which', [part('x', 'b'), part('bluesky', 'a')]],
    ['a network less', [part('x', 'a')]],
    ['where one text ends and the next begins', [part('x', 'a"],["bluesky","en","b')]],
    ['the language', [part('x', 'a'), composed({ network: 'bluesky', text: 'b', lang: 'ar' })]],
  ])('changes with %s', (_, parts) => {
    expect(approvalHash(parts)).not.toBe(approvalHash([part('x', 'a'), part('bluesky', 'b')]));
  });
});
