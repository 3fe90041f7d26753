import fc from 'fast-check';

/*
 * Texts in which a hashtag stands in every disguise, among everything that may stand beside it; and lines of JSON that write the same in many ways.
 */

export const tags = [
  'StandWithThe6',
  'catsofbluesky',
  'pt',
  'İstanbul',
  'kızılay',
  'Straße',
  'Οδός',
  'café',
  'ế_1',
  'فلسطين',
  'مُحَمَّد',
  '한국',
  'हिन्दी',
  'がんばれ',
  'ﾈｺ猫',
  'i̇x',
  '𐐷𐐲',
  '100days',
  'tag_2026',
] as const;

/** Every character that some form of a letter of ASCII, a digit or a kana has, by what NFKC makes of it. */
const forms = new Map<string, string[]>();
for (let point = 0x80; point < 0x20000; point++) {
  if (point >= 0x3400 && point < 0xf900) continue;
  const character = String.fromCodePoint(point);
  const plain = character.normalize('NFKC');
  if (plain === character) continue;
  for (const key of [plain, plain.toLowerCase()]) forms.set(key, [...(forms.get(key) ?? []), character]);
}

/** One character written otherwise: another case, another form, taken apart. */
const disguised = (character: string): fc.Arbitrary<string> => {
  const ways = [
    character,
    character.toUpperCase(),
    character.toLowerCase(),
    character.normalize('NFD'),
    character.normalize('NFKD'),
  ];
  const odd = forms.get(character) ?? forms.get(character.toLowerCase()) ?? [];
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...ways) },
    { weight: 1, arbitrary: fc.constantFrom(...(odd.length > 0 ? odd : ways)) },
  );
};

export const disguise = (tag: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(tag, tag.toUpperCase(), tag.toLowerCase(), tag.normalize('NFD'), tag.normalize('NFKD')),
    fc.tuple(...[...tag].map(disguised)).map((parts) => parts.join('')),
  );

const beside = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\n',
    '#',
    '＃',
    '_',
    '&',
    '&#39;',
    '/',
    '/?',
    '.',
    ',',
    '’',
    "'",
    '-',
    '—',
    '"',
    '\\',
    '\\u0041',
  ),
  fc.constantFrom(
    'a',
    'É',
    '7',
    '½',
    '²',
    'ª',
    '™',
    '…',
    'ー',
    'ـ',
    'ُ',
    '́',
    '̸',
    '\u200d',
    '\u200c',
    '\u200f',
    '\ufe0f',
    '❤️',
    '🇵🇸',
    '👩‍👧',
    '🏽',
  ),
  fc.constantFrom(
    'فلسطين',
    'नि',
    'ㅋㅋ',
    '゛',
    'ﾞ',
    '\u11ab',
    '\ud83d',
    'https://example.org/',
    'café',
    '１',
    'İ',
    'ı',
    'ß',
    'ς',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
);

/** A text that is likely to hold the tag, or nearly. */
export const textWith = (tag: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.array(beside, { maxLength: 4 }),
      fc.constantFrom('#', '#', '#', '＃', '﹟', ''),
      disguise(tag),
      fc.array(beside, { maxLength: 4 }),
    )
    .map(([before, sign, word, behind]) => before.join('') + sign + word + behind.join(''));

/** JSON of a string, each character as it is or as an escape. */
export const spelled = (text: string, escapes: readonly boolean[], capitals: boolean): string => {
  const spell = (unit: string, n: number): string => {
    if (unit === '/' && escapes[n % escapes.length]) return '\\/';
    const plain = JSON.stringify(unit).slice(1, -1);
    if (!escapes[n % escapes.length] || (plain.length > 1 && plain !== unit)) return plain;
    const digits = unit.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${capitals ? digits.toUpperCase() : digits}`;
  };
  return `"${text.split('').map(spell).join('')}"`;
};
