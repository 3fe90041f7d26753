import { lexicons } from '@atproto/api';
import { describe, expect, it } from 'vitest';
import { facets } from '../../src/network/bluesky/facets.ts';
import { recordKey } from '../../src/network/bluesky/key.ts';
import { blueskyRules } from '../../src/network/bluesky/rules.ts';
import { checkPost } from '../../src/rehearsal/bluesky/post-record.ts';

const family = '👨‍👩‍👧‍👦';

describe('the length of a text on Bluesky', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['line\nbreak', 10],
    ['a\r\nb', 3],
    ['مرحبا', 5],
    ['مَرْحَبًا', 5], // with vowel signs
    ['é', 1],
    ['e\u0301', 1],
    ['🇵🇸', 1],
    [family, 1],
    ['👍🏽', 1],
    [family.repeat(300), 300],
  ])('of %j is %i graphemes', (text, length) => {
    expect(blueskyRules.length(text)).toBe(length);
  });

  it.each([
    ['300 letters', 'a'.repeat(300), 0],
    ['300 skin-toned thumbs', '👍🏽'.repeat(300), 0],
    ['300 families', family.repeat(300), 1],
    ['exactly 3,000 bytes', 'م'.repeat(1_500), 0],
    ['3,002 bytes', 'م'.repeat(1_501), 1],
  ])('is refused for its bytes or not: %s', (_what, text, problems) => {
    expect(blueskyRules.refuses(text)).toHaveLength(problems);
  });

  it('leaves no cadence above the points of an account', () => {
    expect(blueskyRules.ceilings.map(({ posts, within }) => [posts, within.total('hours')])).toEqual([
      [1_666, 1],
      [11_666, 24],
    ]);
  });
});

/** Each facet as what it covers, read back from the bytes, and what it means. */
const read = (text: string): string[] => {
  const bytes = Buffer.from(text);
  return facets(text).map(({ index, features: [feature] }) => {
    const covered = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(index.byteStart, index.byteEnd));
    const meant = feature.$type === 'app.bsky.richtext.facet#tag' ? `tag ${feature.tag}` : `link ${feature.uri}`;
    return `${covered} → ${meant}`;
  });
};

describe('the facets of a text on Bluesky', () => {
  const tag = (covered: string) => `${covered} → tag ${covered.slice(1)}`;
  const link = (covered: string) => `${covered} → link ${covered}`;
  const table: readonly (readonly [string, string, readonly string[]])[] = [
    ['no hashtag and no link', 'Stand with the six.', []],
    ['nothing at all', '', []],
    ['a hashtag at the very end', 'now #StandWithThe6', [tag('#StandWithThe6')]],
    ['a hashtag at the very beginning', '#StandWithThe6 now', [tag('#StandWithThe6')]],
    ['a hashtag after a line break', 'now\n#StandWithThe6', [tag('#StandWithThe6')]],
    ['a hashtag before an Arabic comma', 'مع #StandWithThe6، الآن', [tag('#StandWithThe6')]],
    ['an Arabic comma with no space after it', '#StandWithThe6،الآن', [tag('#StandWithThe6')]],
    ['an Arabic question mark and a full stop', '#فلسطين؟ #الحق.', [tag('#فلسطين'), tag('#الحق')]],
    ['an Arabic hashtag', 'قفوا #مع_الستة اليوم', [tag('#مع_الستة')]],
    ['Arabic vowel signs', '#فِلَسْطِين!', [tag('#فِلَسْطِين')]],
    ['Arabic digits after letters', '#الست٦', [tag('#الست٦')]],
    ['a full-width sign', 'ここ ＃連帯 です', ['＃連帯 → tag 連帯']],
    ['a combining mark', '#cafe\u0301 open', ['#cafe\u0301 → tag cafe\u0301']],
    ['the joiner inside a Persian word', '#می\u200Cخواهم آزادی', ['#می\u200Cخواهم → tag می\u200Cخواهم']],
    ['emoji before it', '🪔🪔 #StandWithThe6', [tag('#StandWithThe6')]],
    ['an emoji right before it', '🪔#StandWithThe6', [tag('#StandWithThe6')]],
    ['an emoji right behind it', '#StandWithThe6🪔', [tag('#StandWithThe6')]],
    ['brackets and quotes around it', '(#StandWithThe6) “#AlHaq”', [tag('#StandWithThe6'), tag('#AlHaq')]],
    ['a possessive', "#AlHaq's call", [tag('#AlHaq')]],
    ['a mark of direction before it', '\u200F#StandWithThe6\u200F', [tag('#StandWithThe6')]],
    ['an underscore in it', '#Stand_With_6', [tag('#Stand_With_6')]],
    ['two in a row', '#One#Two #Three', [tag('#One'), tag('#Three')]],
    ['a number', 'We are #1, #6 and #٦', []],
    ['a keycap', '#️⃣ #1️⃣', []],
    ['a bare sign', '# #, ##', []],
    ['a sign inside a word', 'C#sharp a#b', []],
    ['an HTML entity', 'a &#x27;', []],
    ['a tag of 65 letters', `#${'a'.repeat(65)}`, []],
    ['a tag of 64 letters', `#${'a'.repeat(64)}`, [tag(`#${'a'.repeat(64)}`)]],
    ['a link', 'See https://example.org/petition now', [link('https://example.org/petition')]],
    ['a link at the end of a sentence', 'See https://example.org/petition.', [link('https://example.org/petition')]],
    ['a link before an Arabic comma', 'وقعوا https://example.org/a، الآن', [link('https://example.org/a')]],
    ['a link and no space behind its comma', 'https://example.org/a،ثم', [link('https://example.org/a')]],
    ['a link in brackets', '(see https://example.org/a)', [link('https://example.org/a')]],
    ['a link with brackets in it', 'https://example.org/a_(b)', [link('https://example.org/a_(b)')]],
    ['a link with brackets, in brackets', '(https://example.org/a_(b)).', [link('https://example.org/a_(b)')]],
    ['a query', 'https://example.org/?a=1&b=2#part', [link('https://example.org/?a=1&b=2#part')]],
    [
      'a fragment that looks like a hashtag',
      'https://example.org/#StandWithThe6',
      [link('https://example.org/#StandWithThe6')],
    ],
    ['a link in capitals', 'HTTPS://EXAMPLE.ORG', [link('HTTPS://EXAMPLE.ORG')]],
    ['a link with an Arabic path', 'https://example.org/الحق', [link('https://example.org/الحق')]],
    ['a scheme and nothing behind it', 'https:// and https://.', []],
    ['an address without a scheme', 'example.org Stop.Now', []],
    ['another scheme', 'javascript:alert(1) ftp://example.org', []],
    ['a name', 'Thanks @alhaq.org and @somebody', []],
    ['money', 'It costs $TSLA 5', []],
    [
      'everything at once, in order',
      `${family} https://example.org/a, then #StandWithThe6، و#لا ثم #نعم`,
      [link('https://example.org/a'), tag('#StandWithThe6'), tag('#نعم')],
    ],
  ];
  it.each(table)('are right for %s', (_what, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
  it.each(table)('satisfy the lexicon and the local Bluesky for %s', (_what, text) => {
    const createdAt = '2026-11-29T12:00:00.000Z';
    const record = { $type: 'app.bsky.feed.post', text, facets: facets(text), langs: ['ar'], createdAt };
    expect(() => lexicons.assertValidRecord('app.bsky.feed.post', record)).not.toThrow();
    expect(checkPost(record)).toEqual([]);
  });
});

describe('the record key of a delivery on Bluesky', () => {
  const at = Temporal.Instant.from('2026-11-29T12:00:00Z');
  const microseconds = (key: string): bigint =>
    [...key].reduce((sum, letter) => sum * 32n + BigInt('234567abcdefghijklmnopqrstuvwxyz'.indexOf(letter)), 0n) >> 10n;

  it('is the same for the same delivery, always', () => {
    // Written down: a key that changes with a new version of this program would publish what is already out.
    expect(recordKey({ id: 'c0ffee', at }, 0)).toBe('3n3h667ytgybw');
  });

  it('is a TID whose seconds are those of the slot', () => {
    for (let n = 0; n < 2_000; n += 1) {
      const key = recordKey({ id: `delivery ${n}`, at }, 0);
      expect(key).toMatch(/^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/);
      expect(microseconds(key) / 1_000_000n).toBe(BigInt(at.epochMilliseconds / 1000));
    }
  });

  it('differs between deliveries of one second, between posts of one delivery, and between slots', () => {
    const keys = Array.from({ length: 2_000 }, (_, n) => recordKey({ id: `delivery ${n}`, at }, 0));
    keys.push(recordKey({ id: 'delivery 1', at }, 1), recordKey({ id: 'delivery 1', at: at.add({ seconds: 1 }) }, 0));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
