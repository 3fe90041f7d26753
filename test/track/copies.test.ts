import { describe, expect, it } from 'vitest';
import type { CopyGroup, NetworkName, Seen } from '../../src/model.ts';
import { type CopySettings, copyWatch } from '../../src/track/copies.ts';
import { changes, dice, ownWords, slogans, templates } from './pasted.ts';

const HOUR = 3_600_000;
const start = Date.parse('2026-11-29T08:00:00Z');

let number = 0;
const post = (text: string, more: { author?: string; at?: number; network?: NetworkName; uri?: string } = {}): Seen => {
  number++;
  const network = more.network ?? 'bluesky';
  return {
    network,
    uri: more.uri ?? `at://${number}`,
    author: more.author ?? `did:${number}`,
    at: Temporal.Instant.fromEpochMilliseconds(more.at ?? start),
    lang: '',
    text,
    source: 'bluesky',
    remoteId: `at://${number}`,
  };
};

const watch = (more: Partial<CopySettings> = {}) => {
  let ids = 0;
  return copyWatch({ now: () => start, newId: () => `group ${ids++}`, ...more });
};
const plain = (groups: readonly CopyGroup[]) =>
  groups.map(({ posts, authors, hours }) => ({ posts, authors, hours: [...hours.values()] }));
const template = templates.en!;

describe('a pasted text', () => {
  it('is a group when five people posted it, and grows with each', () => {
    const copies = watch();
    for (let n = 0; n < 4; n++) copies.add(post(template));
    expect(copies.changed()).toEqual([]);
    copies.add(post(template, { at: start + HOUR }));
    expect(plain(copies.changed())).toEqual([{ posts: 5, authors: 5, hours: [4, 1] }]);
    expect(copies.changed()).toEqual([]);
    copies.add(post(template, { author: 'did:new' }));
    copies.add(post(template, { author: 'did:new' }));
    expect(plain(copies.changed())).toEqual([{ posts: 7, authors: 6, hours: [6, 1] }]);
  });
  it('keeps its group’s id, and says nothing of whose or what it was', () => {
    const copies = watch();
    for (let n = 0; n < 6; n++) copies.add(post(template));
    const [first] = copies.changed();
    copies.add(post(template));
    const [second] = copies.changed();
    expect(second?.id).toBe(first?.id);
    expect(Object.keys(second!)).toEqual(['id', 'network', 'posts', 'authors', 'hours']);
    expect(JSON.stringify(second)).not.toMatch(/did:|at:|human rights/);
  });
  it('is no group when one person posts it over and over', () => {
    const copies = watch();
    for (let n = 0; n < 50; n++) copies.add(post(template, { author: 'did:one' }));
    expect(copies.changed()).toEqual([]);
  });
  it('is no group when it trickles: five people within no six hours', () => {
    const copies = watch();
    for (let n = 0; n < 20; n++) copies.add(post(template, { at: start + n * 2 * HOUR }));
    expect(copies.changed()).toEqual([]);
  });
  it('is a group on each network by itself', () => {
    const copies = watch();
    for (let n = 0; n < 8; n++) copies.add(post(template, { network: n % 2 ? 'bluesky' : 'mastodon' }));
    expect(copies.changed()).toEqual([]);
    for (const network of ['bluesky', 'mastodon'] as const) copies.add(post(template, { network }));
    expect(copies.changed().map(({ network, posts }) => [network, posts])).toEqual([
      ['bluesky', 5],
      ['mastodon', 5],
    ]);
  });
  it('that the stream shows twice is counted once, and taken out once', () => {
    const copies = watch();
    for (const _ of ['once', 'again']) {
      for (let n = 0; n < 6; n++) copies.add(post(template, { uri: `at://same/${n}`, author: `did:same${n}` }));
    }
    expect(plain(copies.changed())).toEqual([{ posts: 6, authors: 6, hours: [6] }]);
    for (const n of [0, 1]) copies.gone(`at://same/${n}`);
    expect(plain(copies.changed())).toEqual([{ posts: 0, authors: 0, hours: [] }]);
  });
  it('that is deleted is taken out, and an empty group is told of once more', () => {
    const copies = watch();
    for (let n = 0; n < 6; n++) copies.add(post(template, { uri: `at://x/${n}`, author: `did:x${n}` }));
    expect(plain(copies.changed())).toMatchObject([{ posts: 6 }]);
    copies.gone('at://x/0');
    copies.gone('at://unknown');
    expect(plain(copies.changed())).toMatchObject([{ posts: 5 }]);
    copies.authorGone('mastodon', 'did:x1');
    expect(copies.changed()).toEqual([]);
    copies.authorGone('bluesky', 'did:x1');
    expect(plain(copies.changed())).toEqual([{ posts: 0, authors: 0, hours: [] }]);
  });
  it('is forgotten when nobody pastes it any more, so that memory has an end', () => {
    let now = start;
    const copies = watch({ now: () => now });
    for (let n = 0; n < 5; n++) copies.add(post(template, { uri: `at://old/${n}` }));
    const [first] = copies.changed();
    now += 7 * HOUR;
    copies.add(post(templates.tr!, { at: now }));
    copies.gone('at://old/0');
    expect(copies.changed()).toEqual([]);
    for (let n = 0; n < 5; n++) copies.add(post(template, { at: now }));
    expect(copies.changed().map(({ id, posts }) => [id === first?.id, posts])).toEqual([[false, 5]]);
  });
  it('makes room for newer ones where there are too many', () => {
    const copies = watch({ most: 100 });
    for (let n = 0; n < 4; n++) copies.add(post(template));
    const roll = dice(1);
    for (let n = 0; n < 300; n++) copies.add(post(`${ownWords('en', roll)} ${n} ${ownWords('en', roll)}`));
    copies.add(post(template));
    expect(copies.changed()).toEqual([]);
  });
});

/** Of forty posts of a changed template, how many are in the group of those that pasted it as it is. */
const found = (lang: string, change: string): number => {
  const roll = dice(7);
  const copies = watch();
  for (let n = 0; n < 6; n++) copies.add(post(templates[lang]!));
  const [unchanged] = copies.changed();
  for (let n = 0; n < 40; n++) copies.add(post(changes[change]!(lang, templates[lang]!, roll)));
  const group = copies.changed().find(({ id }) => id === unchanged!.id);
  return (group?.posts ?? 6) - 6;
};

// docs/organic-share.md has these figures: of 40 copies, for each language.
describe('of forty pasted and changed texts, in four languages, there are found', () => {
  it.each<[string, readonly number[]]>([
    ['nothing', [40, 40, 40, 40]],
    ['other links, hashtags, mentions, emoji', [40, 40, 40, 40]],
    ['case, punctuation, line breaks', [40, 40, 40, 40]],
    ['vowel marks and forms of Arabic', [40, 40, 40, 40]],
    ['a short call at the end', [40, 40, 40, 40]],
    ['one word', [40, 40, 40, 40]],
    ['two words', [39, 32, 28, 15]],
    ['four words', [15, 2, 2, 0]],
    ['one sentence left out', [0, 0, 0, 0]],
    ['a sentence of their own in front', [0, 0, 0, 0]],
    ['only one sentence kept, with one of their own', [0, 0, 0, 0]],
  ])('with %s changed: %j', (change, numbers) => {
    expect([change, Object.keys(templates).map((lang) => found(lang, change))]).toEqual([change, numbers]);
  });
});

describe('what people wrote themselves', () => {
  it('is no group: slogans that everybody knows', () => {
    const copies = watch();
    for (let n = 0; n < 50; n++) for (const slogan of slogans) copies.add(post(slogan));
    expect(copies.changed()).toEqual([]);
  });
  it.each(['en', 'ar'])('is no group: two thousand texts from the same few phrases (%s)', (lang) => {
    const roll = dice(3);
    const copies = watch();
    const texts = Array.from({ length: 2_000 }, () => ownWords(lang, roll));
    for (const text of texts) copies.add(post(text));
    const grouped = copies.changed().reduce((sum, { posts }) => sum + posts, 0);
    expect(grouped).toBe(0);
  });
});
