import { describe, expect, it } from 'vitest';
import { mastodonRules, usualLimits } from '../../src/network/mastodon/rules.ts';

const long = `https://example.org/${'a'.repeat(200)}`;
const url = 23;

describe('what Mastodon counts', () => {
  const rules = mastodonRules(usualLimits);
  it.each<[string, string, number]>([
    ['letters', 'abc', 3],
    ['nothing', '', 0],
    ['an emoji of four people as one', '👨‍👩‍👧‍👦', 1],
    ['a flag as one', '🇵🇸', 1],
    ['Arabic letters with their marks as one each', 'مَعَ', 2],
    ['a decomposed letter as one', 'e\u0301', 1],
    ['a line break', 'a\n\nb', 4],
    ['a long link', long, url],
    ['a short link, which is made longer', 'http://a.co', url],
    ['a link in the middle', `a ${long} b`, url + 4],
    ['two links', `${long} ${long}`, url * 2 + 1],
    ['a full stop after a link', `${long}.`, url + 1],
    ['an Arabic comma after a link', 'https://example.org، ثم', url + 4],
    ['a link in brackets', `(${long})`, url + 2],
    ['brackets inside a link', 'https://example.org/wiki/Al-Haq_(organisation)', url],
    ['Arabic in a path', 'https://example.org/حق/فلسطين', url],
    ['a query and a fragment', 'https://example.org/a?b=c&d=1#e', url],
    ['a port', 'https://example.org:8443/a', url],
    ['a link with capitals', 'HTTPS://EXAMPLE.ORG/a', url],
    ['an address without a scheme as it stands', 'example.org/abcdef', 18],
    ['a host without a known ending as it stands', 'http://localhost/a', 18],
    ['a link right after a letter as it stands', 'xhttps://example.org', 20],
    ['another scheme as it stands', 'ftp://example.org', 17],
    ['a mention without its server', '@alhaq@social.example.org', 6],
    ['a local mention', '@alhaq!', 7],
    ['a mention in a sentence', 'to @a.b@example.org, now', 12],
    ['an e-mail address as it stands', 'info@example.org', 16],
    ['a handle inside a link as the link', 'https://example.org/@alhaq@social.example', url],
    ['a hashtag', '#StandWithThe6', 14],
  ])('counts %s', (_what, text, length) => {
    expect(rules.length(text)).toBe(length);
  });

  it('takes both limits from the server', () => {
    const other = mastodonRules({ characters: 5_000, perUrl: 25 });
    expect(other.limit).toBe(5_000);
    expect(other.length(long)).toBe(25);
  });

  it('counts links in full on a server that gives them no discount', () => {
    expect(mastodonRules({ characters: 500, perUrl: 0 }).length('https://example.org')).toBe(19);
  });

  it('is done in no time with a text that is made to be slow', () => {
    const started = performance.now();
    rules.length(`https://example.org/${'(a'.repeat(3_000)} ${'@a.'.repeat(3_000)}`);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('what Mastodon allows', () => {
  it('refuses an empty text', () => {
    const rules = mastodonRules(usualLimits);
    expect(rules.refuses(' \n')).toEqual(['the text is empty']);
    expect(rules.refuses('a')).toEqual([]);
  });

  it('takes the usual pictures where limits were learnt before pictures were asked about', () => {
    const { pictures } = mastodonRules({ characters: 500, perUrl: 23 });
    expect(pictures).toEqual(mastodonRules(usualLimits).pictures);
    expect(pictures).toMatchObject({ most: 4, altLength: 1_500 });
  });

  it('allows 300 posts in three hours', () => {
    const [ceiling] = mastodonRules(usualLimits).ceilings;
    expect(ceiling?.posts).toBe(300);
    expect(ceiling?.within.total('hours')).toBe(3);
  });
});
