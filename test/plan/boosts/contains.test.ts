import { expect, it } from 'vitest';
import { contains } from '../../../src/plan/boosts/contains.ts';

/* Words as people write them into the rules, and texts as people write them into posts. */

it.each([
  ['lamp', 'A LAMP.', true],
  ['lamp', 'lamps', false],
  ['lamp', 'oil-lamp', true],
  ['lamp', 'lamp_post', false],
  ['lamp', 'lamp’s light', true],
  ['human rights', 'Human\n  Rights now', true],
  ['human rights', 'inhuman rights', false],
  ['don’t', "DON'T", true],
  ['café', 'CAFE\u0301!', true],
  ['cafe', 'café', false],
  ['ｌａｍｐ', 'lamp', true],
  ['lamp', 'la\u200bmp', true],
  ['ЛАМПА', 'лампа', true],
  ['فلسطين', 'يا فِلَسْطين!', true],
  ['فلسطين', 'فلسطـين', true],
  ['فلسطين', 'فلسطيني', false],
  ['नमक', 'नमकीन', false],
  ['灯', '点亮灯光', true],
  ['ランプ', '赤いランプです', true],
  ['โคมไฟ', 'จุดโคมไฟวันนี้', true],
  ['6', 'the 6 of them', true],
  ['6', '16', false],
  ['C++', 'in C++ today', true],
  ['🕯️', 'light a 🕯', true],
  ['a.b', 'axb', false],
  ['#Lamp', '#lamp!', true],
  ['#Lamp', 'lamp', false],
  ['lamp', '#Lamp', true],
  ['# Lamp', '#lamp', true],
  ['', 'anything', false],
  [' ', 'anything', false],
])('%j in %j: %s', (word, text, expected) => {
  expect(contains(text, [], word)).toBe(expected);
});

it('takes a hashtag that stands beside the text, as a whole', () => {
  expect(contains('', ['LAMPS', 'lamp'], '#Lamp')).toBe(true);
  expect(contains('', ['lamps', 'a-lamp'], '#Lamp')).toBe(false);
  expect(contains('', ['lamp'], 'lamp')).toBe(false);
});
