import { describe, expect, it } from 'vitest';
import { reportLangs } from '../../src/report/speech.ts';
import { type Voice, voice } from '../../src/report/words.ts';
import { TIME_ZONE } from './given.ts';

const voices = Object.fromEntries(reportLangs.map((lang) => [lang, voice(lang, TIME_ZONE)])) as Record<string, Voice>;

describe('numbers in words', () => {
  it.each([
    ['en', 0, '0 hours'],
    ['en', 1, '1 hour'],
    ['en', 1.5, '1.5 hours'],
    ['en', 168, '168 hours'],
    ['fr', 0, '0 heure'],
    ['fr', 1.5, '1,5 heure'],
    ['fr', 2, '2 heures'],
    ['es', 1, '1 hora'],
    ['es', 166.5, '166,5 horas'],
    ['ar', 1, 'ساعة واحدة'],
    ['ar', 2, 'ساعتين'],
    ['ar', 3, '3 ساعات'],
    ['ar', 10, '10 ساعات'],
    ['ar', 11, '11 ساعة'],
    ['ar', 99, '99 ساعة'],
    ['ar', 100, '100 ساعة'],
    ['ar', 103, '103 ساعات'],
    ['ar', 166.5, '166.5 ساعة'],
  ])('%s: %d is %s', (lang, n, words) => {
    expect(voices[lang]!.w.hours(n)).toBe(words);
  });

  it.each([
    ['en', '12,345', '35%', '+62%', 'US$1.235'],
    ['fr', '12\u202f345', '35\u00a0%', '+62\u00a0%', '1,235\u00a0$US'],
    ['es', '12.345', '35\u00a0%', '+62\u00a0%', '1,235\u00a0US$'],
    ['ar', '12,345', '\u206635%\u2069', '\u2066+62%\u2069', '\u20661.235\u00a0US$\u2069'],
  ])('%s writes numbers, shares, changes and money as its readers do', (lang, n, share, change, money) => {
    const { s } = voices[lang]!;
    expect([s.n(12_345), s.percent(0.35), s.change(62), s.dollars(1.235)]).toEqual([n, share, change, money]);
  });

  it.each([
    ['en', 'Sunday, 22 November 2026', '14:00'],
    ['fr', 'dimanche 22 novembre 2026', '14:00'],
    ['es', 'domingo, 22 de noviembre de 2026', '14:00'],
    ['ar', 'الأحد، 22 نوفمبر 2026', '14:00'],
  ])('%s names days and hours, by the campaign’s clock', (lang, day, hour) => {
    const { s } = voices[lang]!;
    expect([s.day('2026-11-21T22:00:00Z'), s.clockHour(14)]).toEqual([day, hour]);
  });

  it('keeps a language tag that is none as it was written', () => {
    expect(voices.en!.s.language('this is no tag')).toBe('this is no tag');
    expect(voices.ar!.s.language('fr')).toBe('الفرنسية');
  });
});

describe('the words of a report', () => {
  /** Everything that a language says, with arguments that fit whatever is asked. */
  const everything = ({ w }: Voice): [string, string][] => {
    const many = {
      tag: 'Lamps',
      first: 'A',
      last: 'B',
      length: 'C',
      zone: 'D',
      network: 'N',
      server: 'one.example',
      refused: null,
      when: 'E',
      spent: '1',
      before: null,
      month: '2',
      budget: null,
    };
    const numbers = {
      public: 4,
      partners: 3,
      ours: 2,
      now: 5,
      percent: null,
      hours: 4,
      of: 8,
      whole: false,
      total: 9,
      most: 3,
      posts: 30,
      copied: 10,
      groups: 2,
      share: 0.5,
      perDay: { now: 1, before: 2 },
    };
    const say = (name: string, value: unknown): [string, string][] => {
      if (typeof value === 'string') return [[name, value]];
      if (typeof value === 'object' && value)
        return Object.entries(value).flatMap(([key, one]) => say(`${name}.${key}`, one));
      const ask = value as (...given: unknown[]) => string;
      switch (name) {
        case 'wentOut':
        case 'allWatched':
        case 'notAllWatched':
          return [[name, ask(['Bluesky'], ['Mastodon'], ['X'])]];
        case 'best':
          return [[name, ask(['a', 'b', 'c'])]];
        case 'figure':
          return [[name, ask('reactions', 'public')]];
        case 'outcomeCount':
          return [[name, ask('skipped', 3)]];
        case 'planned':
          return [[name, ask(9, 7, 1, ['2 x'])]];
        case 'bestHour':
          return [[name, ask('Mon', '14:00', 3)]];
        case 'changeNote':
          return [[name, ask({ hours: 1, of: 2 }, { hours: 2, of: 2 })]];
        case 'against':
        case 'againstUneven':
          return [[name, ask({ ...numbers, before: 3 })]];
        case 'countsNever':
          return [[name, ask('no money')]];
        case 'hourChart':
        case 'notWatched':
          return [[name, ask('N', 'Lamps', 2)]];
        case 'authors':
        case 'growthChartText':
        case 'organicLargest':
          return [[name, ask(2, 5, 2)]];
        case 'subject':
          return [[name, ask('Lamps', 'A')]];
        default:
          return [
            [
              name,
              ask.length > 0 &&
              /^(period|seen|seenOnX|hourChartText|ofHours|stream|server|counts|organicSentence|moneySentence)$/.test(
                name,
              )
                ? ask({ ...many, ...numbers })
                : ask(3),
            ],
          ];
      }
    };
    return Object.entries(w).flatMap(([name, value]) => say(name, value));
  };

  it.each(reportLangs)('%s says everything, and leaves no gap where a value belongs', (lang) => {
    const said = everything(voices[lang]!);
    expect(said.length).toBeGreaterThan(140);
    for (const [name, words] of said)
      expect([name, words]).toEqual([name, expect.not.stringMatching(/undefined|NaN|\[object|#\s|^\s*$/)]);
  });

  it('are each language’s own', () => {
    const english = new Map(everything(voices.en!));
    for (const lang of ['ar', 'fr', 'es']) {
      const same = everything(voices[lang]!).filter(
        ([name, words]) => words.length > 12 && english.get(name) === words,
      );
      expect([lang, same]).toEqual([lang, []]);
    }
  });

  it('in Arabic are Arabic, but for names that are set apart', () => {
    for (const [name, words] of everything(voices.ar!)) {
      const without = words.replace(/\u2068[^\u2069]*\u2069/g, '').replace(/\b[A-EN]\b|Mon|[abc](?=[؛.])|2 x/g, '');
      expect([name, without]).toEqual([name, expect.not.stringMatching(/[A-Za-z]{2}/)]);
    }
  });

  it('claim no cause', () => {
    for (const lang of reportLangs)
      for (const [name, words] of everything(voices[lang]!))
        if (name !== 'noteCause')
          expect([name, words]).toEqual([
            name,
            expect.not.stringMatching(/because of|thanks to|led to|caused|grâce à|gracias a|بفضل/i),
          ]);
  });
});
