import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashtagMatcher } from '../../src/track/hashtag.ts';
import { disguise, spelled, tags, textWith } from './any-text.ts';
import { slowHasTag } from './slow-count.ts';

const six = hashtagMatcher('StandWithThe6');

describe('the hashtag in a text', () => {
  it.each([
    ['alone', '#StandWithThe6'],
    ['in capitals', 'now #STANDWITHTHE6'],
    ['in small letters', 'now\n#standwiththe6\n'],
    ['full-width', '＃ＳｔａｎｄＷｉｔｈＴｈｅ６'],
    ['behind a small sign', '﹟StandWithThe6'],
    ['in mathematical letters', '#𝗦𝘁𝗮𝗻𝗱𝗪𝗶𝘁𝗵𝗧𝗵𝗲𝟲'],
    ['behind an emoji', '❤️#StandWithThe6'],
    ['behind another sign', '##StandWithThe6'],
    ['behind a bracket and before one', '(#StandWithThe6)'],
    ['before an apostrophe', '#StandWithThe6’s'],
    ['before a straight apostrophe', "#StandWithThe6's"],
    ['before a hyphen', '#StandWithThe6-now'],
    ['before an emoji', '#StandWithThe6🇵🇸'],
    ['before a full stop of Arabic', '#StandWithThe6؟'],
    ['before a joiner', '#StandWithThe6\u200d'],
    ['behind a mark that has no letter to go with', '̸#StandWithThe6'],
    ['twice, the second time alone', '#StandWithThe60 #StandWithThe6'],
    ['behind Arabic punctuation', 'قفوا،#StandWithThe6'],
    ['behind an address', 'https://example.org/a #StandWithThe6'],
  ])('is found %s', (_, text) => {
    expect(six.inText(text)).toBe(true);
  });

  it.each([
    ['a longer number', '#StandWithThe60'],
    ['a longer word', '#StandWithThe6now'],
    ['an underscore behind it', '#StandWithThe6_'],
    ['a mark behind it', '#StandWithThe6́'],
    ['a variation selector behind it', '#StandWithThe6\ufe0f'],
    ['a full-width digit behind it', '#StandWithThe6０'],
    ['a superscript behind it, which NFKC makes a digit', '#StandWithThe6²'],
    ['a letter before it', 'a#StandWithThe6'],
    ['an accented letter before it, taken apart', 'e\u0301#StandWithThe6'],
    ['a digit before it', '٣#StandWithThe6'],
    ['an underscore before it', '_#StandWithThe6'],
    ['an entity', '&#StandWithThe6'],
    ['a path', 'example.org/#StandWithThe6'],
    ['a full-width path', '／#StandWithThe6'],
    ['the end of an address', 'https://example.org/?#StandWithThe6'],
    ['a value in an address', 'https://example.org/a?b=#StandWithThe6'],
    ['no sign', 'StandWithThe6'],
    ['another sign', '@StandWithThe6 ♯StandWithThe6'],
    ['something between', '# StandWithThe6 #️StandWithThe6'],
  ])('is not %s', (_, text) => {
    expect(six.inText(text)).toBe(false);
  });

  it.each([
    ['İstanbul', '#İSTANBUL #İstanbul', '#istanbul'],
    ['istanbul', '#ISTANBUL', '#İSTANBUL'],
    ['kızılay', '#Kızılay', '#kizilay'],
    ['Straße', '#STRAẞE', '#STRASSE'],
    ['Οδός', '#ΟΔΌΣ #οδόσ', '#Οδος'],
    ['café', '#CAFE\u0301', '#cafe'],
    ['cafe', '#CAFE', '#cafe\u0301'],
    ['فلسطين', '#ﻓﻠﺴﻄﻴﻦ', '#فلسطينية'],
    ['हिन्दी', 'हम #हिन्दी।', '#हिन्दीभाषा'],
    ['한국', '#\u1112\u1161\u11ab\u1100\u116e\u11a8', '#한국인'],
    ['カフェ', '#ｶﾌｪ', '#カフエ'],
  ])('%s is %s and not %s', (tag, are, isNot) => {
    const { inText } = hashtagMatcher(tag);
    for (const text of are.split(' ').filter((word) => word.startsWith('#')))
      expect([text, inText(text)]).toEqual([text, true]);
    expect(inText(isNot)).toBe(false);
  });

  it('is what the slow way finds, whatever stands beside it', () => {
    let found = 0;
    for (const tag of tags) {
      const { inText } = hashtagMatcher(tag);
      fc.assert(
        fc.property(textWith(tag), (text) => {
          expect(inText(text)).toBe(slowHasTag(text, tag));
          if (inText(text)) found++;
        }),
        { numRuns: 150 },
      );
    }
    expect(found).toBeGreaterThan(300); // it would prove little on texts that never hold the tag
  });
});

describe('the test before parsing', () => {
  it('never says no to a line whose text or tags hold the hashtag, however they are written', () => {
    let held = 0;
    for (const tag of tags) {
      const { mayHold, inText, isTag } = hashtagMatcher(tag);
      const line = fc.tuple(
        fc.oneof(textWith(tag), disguise(tag)),
        fc.array(fc.oneof(fc.constant(false), fc.boolean()), { minLength: 1, maxLength: 7 }),
        fc.boolean(),
        fc.constantFrom('text', 'tags', 'facet'),
      );
      fc.assert(
        fc.property(line, ([text, escapes, capitals, place]) => {
          const value = spelled(text, escapes, capitals);
          const json =
            place === 'text'
              ? `{"text":${value}}`
              : place === 'tags'
                ? `{"text":"no","tags" : [ ${value}]}`
                : `{"facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":${value}}]}]}`;
          expect(JSON.parse(json)).toBeDefined();
          if (!(place === 'text' ? inText(text) : isTag(text))) return;
          held++;
          expect([json, mayHold(json)]).toEqual([json, true]);
        }),
        { numRuns: 300 },
      );
    }
    expect(held).toBeGreaterThan(1_000);
  });

  it.each([
    [
      'with its marks in another order',
      'مُحَمَّد',
      '\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f',
      '\u0645\u064f\u062d\u064e\u0645\u064e\u0651\u062f',
    ],
    ['with a vowel in two parts that are no accents', 'মোট', '\u09ae\u09c7\u09be\u099f', '\u09ae\u09cb\u099f'],
    ['with two accents in another order', 'ậ1', 'a\u0302\u03231', 'a\u0323\u03021'],
    ['with its last letter taken apart', 'caf\u00e9', 'cafe\u0301', 'CAFE\u0301'],
  ])('knows a hashtag %s', (_, tag, one, other) => {
    const { mayHold, inText } = hashtagMatcher(tag);
    for (const word of [one, other]) {
      expect([inText(`#${word}`), mayHold(`{"text":"#${word}"}`), mayHold(`{"tags":["${word}"]}`)]).toEqual([
        true,
        true,
        true,
      ]);
    }
  });

  it('says no to what is plainly another text, so that it is worth asking', () => {
    const others = [
      '{"text":"stand with the 6"}',
      '{"text":"#StandWithThe60"}',
      '{"text":"#StandWith","facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"StandWith"}]}]}',
      '{"text":"\\u0026 \\u003c#art 😀"}',
      '{"text":"نقف معهم #فلسطين"}',
      '{"text":"\\u732b #\\u732b"}',
    ];
    for (const line of others) expect([line, six.mayHold(line)]).toEqual([line, false]);
  });
});
