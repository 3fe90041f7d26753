import { describe, expect, it } from 'vitest';
import { linksOf, xPrice, xRules } from '../../src/network/x/rules.ts';

const arabic = 'تدعو مؤسسة الحق إلى التضامن مع المنظمات الست';

describe("X's rules", () => {
  it.each([
    ['a word', 'hello', 5],
    ['nothing', '', 0],
    ['Arabic, every letter 1', arabic, arabic.length],
    ['Arabic with vowel signs, each 1', 'الحَقّ', 6],
    ['the Arabic comma and question mark', '،؟', 2],
    ['an Arabic ligature of the presentation forms', 'ﷺ', 2],
    ['a right-to-left mark', '\u200f', 2],
    ['a bidi isolate', '\u2067', 2],
    ['curly quotes and dashes', '“six” — ‘6’', 11],
    ['an ellipsis', '…', 2],
    ['Chinese', '人权', 4],
    ['an emoji', '🪔', 2],
    ['a family of four, one emoji', '👨‍👩‍👧‍👦', 2],
    ['a flag', '🇵🇸', 2],
    ['an emoji with a skin tone', '👍🏽', 2],
    ['a keycap', '6️⃣', 2],
    ['a decomposed letter, as one', 'e\u0301', 1],
    ['a hashtag', '#StandWithThe6', 14],
    ['line breaks', 'a\n\nb', 4],
    ['a long link', `https://example.org/${'path/'.repeat(30)}`, 23],
    ['a short link', 'http://t.co', 23],
    ['a link with a query and a full stop after it', 'https://example.org/petition?a=1&b=2.', 24],
    ['a name without https', 'alhaq.org', 23],
    ['a link between Arabic words', 'وقّع https://example.org/petition الآن', 5 + 23 + 5],
    ['two links', 'https://example.org https://example.com', 47],
  ])('weighs %s', (_what, text, weight) => {
    expect(xRules.length(text)).toBe(weight);
  });

  it.each([
    ['', ['the text is empty']],
    [' \n', ['the text is empty']],
    ['#StandWithThe6', []],
    [`${arabic} 🪔`, []],
    ['a\ufeffb', [expect.stringContaining('does not take')]],
    ['a\uffffb', [expect.stringContaining('does not take')]],
  ])('refuses only what X would: %j', (text, refusals) => {
    expect(xRules.refuses(text)).toEqual(refusals);
  });

  it('has a limit of 280 and ceilings of 100 in 15 minutes and 300 in 3 hours', () => {
    expect(xRules).toMatchObject({ network: 'x', limit: 280 });
    expect(xRules.ceilings.map(({ posts, within }) => [posts, within.total('minutes')])).toEqual([
      [100, 15],
      [300, 180],
    ]);
  });

  it('takes four pictures of 5 MB, JPEG or PNG, each with 1,000 characters of words', () => {
    expect(xRules.pictures).toEqual({
      most: 4,
      bytes: 5_000_000,
      types: ['image/jpeg', 'image/png'],
      altLength: 1000,
    });
  });

  it.each([
    ['no link', 'Stand with the six. #StandWithThe6', 0.015],
    ['a link', 'Sign: https://example.org/petition', 0.2],
    ['a bare name that X links', 'Read it at alhaq.org today', 0.2],
    ['an address that X would not link: the dearer guess', 'http://localhost/x', 0.2],
    ['a full stop without a space', 'Stand.With', 0.015],
  ])('prices a post with %s', (_what, text, dollars) => {
    expect(xPrice.publish(text)).toBe(dollars);
  });

  it('prices a look for a lost post at ten posts read, the most that can come back', () => {
    expect(xPrice.recall).toBeCloseTo(0.05, 10);
  });

  it('says where the links of a text stand', () => {
    expect(linksOf('a https://example.org/x, b').map(({ url }) => url)).toEqual(['https://example.org/x']);
  });
});
