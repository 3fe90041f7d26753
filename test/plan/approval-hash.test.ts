import { describe, expect, it } from 'vitest';
import type { NetworkName } from '../../src/model.ts';
import { approvalHash, type Said, textHash } from '../../src/plan/approval-hash.ts';

const part = (network: NetworkName, words: string, more: Partial<Said> = {}): Said => ({
  network,
  lang: 'en',
  posts: [words],
  pictures: [],
  ...more,
});
const lamp = { file: 'media/lamp.png', sha256: 'a'.repeat(64), alt: 'A lamp' };
const card = { url: 'https://example.org', title: 'Sign', description: 'A statement' };
const full = { pictures: [lamp, { ...lamp, sha256: 'b'.repeat(64) }], contentWarning: 'Light', card };

describe('the hash that an approval binds to', () => {
  it('is the same for the same texts in any order, whatever the pictures’ files are called', () => {
    const one = approvalHash([part('x', 'a'), part('bluesky', 'b', full)]);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    const pictures = full.pictures.map((picture) => ({ ...picture, file: 'media/other.png' }));
    expect(approvalHash([part('bluesky', 'b', { ...full, pictures }), part('x', 'a')])).toBe(one);
  });

  it.each([
    ['a text', [part('x', 'a'), part('bluesky', 'c', full)]],
    ['which network says which', [part('x', 'b'), part('bluesky', 'a', full)]],
    ['a network less', [part('x', 'a')]],
    ['where one text ends and the next begins', [part('x', 'a"],["bluesky","en","b')]],
    ['the language', [part('x', 'a'), part('bluesky', 'b', { ...full, lang: 'ar' })]],
    ['a post more', [part('x', 'a'), part('bluesky', 'b', { ...full, posts: ['b', 'c'] })]],
    ['the words of a later post', [part('x', 'a'), part('bluesky', 'b', { ...full, posts: ['b', 'd'] })]],
    ['a picture less', [part('x', 'a'), part('bluesky', 'b', { ...full, pictures: [lamp] })]],
    [
      'the order of the pictures',
      [part('x', 'a'), part('bluesky', 'b', { ...full, pictures: full.pictures.toReversed() })],
    ],
    [
      'the bytes of a picture',
      [part('x', 'a'), part('bluesky', 'b', { ...full, pictures: [lamp, { ...lamp, sha256: 'c'.repeat(64) }] })],
    ],
    [
      'the words of a picture',
      [part('x', 'a'), part('bluesky', 'b', { ...full, pictures: [{ ...lamp, alt: 'Lamps' }, full.pictures[1]!] })],
    ],
    ['a content warning less', [part('x', 'a'), part('bluesky', 'b', { ...full, contentWarning: undefined })]],
    ['another content warning', [part('x', 'a'), part('bluesky', 'b', { ...full, contentWarning: 'Lights' })]],
    ['no card', [part('x', 'a'), part('bluesky', 'b', { ...full, card: undefined })]],
    ['the title of the card', [part('x', 'a'), part('bluesky', 'b', { ...full, card: { ...card, title: 'Sing' } })]],
    ['the words under it', [part('x', 'a'), part('bluesky', 'b', { ...full, card: { ...card, description: 'S' } })]],
    ['where it leads', [part('x', 'a'), part('bluesky', 'b', { ...full, card: { ...card, url: 'https://a.org' } })]],
  ])('changes with %s', (_, parts) => {
    expect(approvalHash(parts)).not.toBe(approvalHash([part('x', 'a'), part('bluesky', 'b', full)]));
  });
});

it('a text is another text with another picture', () => {
  const texts = [
    textHash('a', []),
    textHash('b', []),
    textHash('a', [lamp]),
    textHash('a', [{ sha256: 'b'.repeat(64) }]),
  ];
  expect(new Set(texts).size).toBe(4);
  expect(textHash('a', [{ ...lamp }])).toBe(textHash('a', [lamp]));
});
