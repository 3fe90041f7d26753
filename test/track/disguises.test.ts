import { expect, it } from 'vitest';
import { disguisesOf } from '../../src/track/disguises.ts';
import { fold } from '../../src/track/fold.ts';
import { tags } from './any-text.ts';

it('every character of Unicode that has a part in a folded tag is one of its letters, or odd', () => {
  const letters = new Map(
    tags.map((tag) => [tag, new Set([...fold(tag)].flatMap((one) => [...one.normalize('NFKD')]))]),
  );
  const known = new Map(
    tags.map((tag) => {
      const { plain, odd } = disguisesOf(fold(tag));
      return [tag, new Set([...plain.flat(), ...odd])];
    }),
  );
  const missed: string[] = [];
  for (let point = 0; point <= 0x10ffff; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const character = String.fromCodePoint(point);
    const folded = fold(character);
    if (folded === character) continue;
    for (const tag of tags) {
      const parts = [...folded.normalize('NFKD')];
      // What stays one composed letter stays that letter: `á` never becomes the `a` of a tag.
      if ([...folded].length === 1 && character.normalize('NFKC') === character) {
        if (fold(tag).includes(folded) && !known.get(tag)!.has(character)) missed.push(`${tag}: ${character}`);
      } else if (parts.some((part) => letters.get(tag)!.has(part)) && !known.get(tag)!.has(character)) {
        missed.push(`${tag}: ${character}`);
      }
    }
  }
  expect(missed).toEqual([]);
});
