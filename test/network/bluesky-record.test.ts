import { jsonToLex, lexicons } from '@atproto/api';
import { describe, expect, it } from 'vitest';
import { Rejected } from '../../src/errors.ts';
import type { Accompaniment, UploadedPicture } from '../../src/model.ts';
import { type ReplyRefs, recordOf } from '../../src/network/bluesky/record.ts';
import { blueskyRules } from '../../src/network/bluesky/rules.ts';
import { attemptOf } from './bluesky-stage.ts';

const cid = 'bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq';
const blob = { $type: 'blob', ref: { $link: cid.replace('bafyrei', 'bafkrei') }, mimeType: 'image/png', size: 900 };
const picture = (alt: string, more: Partial<UploadedPicture> = {}): UploadedPicture => ({
  remoteId: JSON.stringify(blob),
  width: 30,
  height: 20,
  alt,
  ...more,
});
const card = { url: 'https://example.org/petition', title: 'Sign the petition', description: 'It takes a minute.' };
const ref = { uri: 'at://did:plc:localrehearsalaccount234/app.bsky.feed.post/3lc2ylbuk2222', cid };
const images = (...alts: string[]) => ({
  $type: 'app.bsky.embed.images',
  images: alts.map((alt) => ({ alt, image: blob, aspectRatio: { width: 30, height: 20 } })),
});
const external = {
  $type: 'app.bsky.embed.external',
  external: { uri: card.url, title: card.title, description: card.description },
};
const labels = (val: string) => ({ $type: 'com.atproto.label.defs#selfLabels', values: [{ val }] });

describe('the record of an attempt on Bluesky', () => {
  const table: readonly (readonly [string, Accompaniment, ReplyRefs | undefined, object])[] = [
    ['nothing but a text', {}, undefined, {}],
    ['pictures', { pictures: [picture('one'), picture('two')] }, undefined, { embed: images('one', 'two') }],
    ['a link card', { card }, undefined, { embed: external }],
    ['pictures and a card: the pictures', { pictures: [picture('one')], card }, undefined, { embed: images('one') }],
    ['no pictures and a card', { pictures: [], card }, undefined, { embed: external }],
    ['a reply', {}, { root: ref, parent: ref }, { reply: { root: ref, parent: ref } }],
    ['a warning before a text', { contentWarning: 'War' }, undefined, { labels: labels('!warn') }],
    [
      'a warning before pictures',
      { contentWarning: 'War', pictures: [picture('one')] },
      undefined,
      { labels: labels('graphic-media'), embed: images('one') },
    ],
    [
      'a warning before a card, which has no picture',
      { contentWarning: 'War', card },
      undefined,
      { labels: labels('!warn'), embed: external },
    ],
    ['a warning without words', { contentWarning: '' }, undefined, {}],
  ];

  it.each(table)('is right for %s', (_what, along, reply, more) => {
    const attempt = attemptOf('record', 'Stand with the six.', along);
    const bare = { $type: 'app.bsky.feed.post', text: 'Stand with the six.', langs: ['en'] };
    expect(recordOf(attempt, reply)).toEqual({ ...bare, createdAt: '2026-11-29T12:00:00.000Z', ...more });
  });

  it.each(table)('is one that the lexicon takes, and the same each time, for %s', (_what, along, reply) => {
    const attempt = attemptOf('record', 'See https://example.org/a #StandWithThe6', along);
    const record = recordOf(attempt, reply);
    expect(() => lexicons.assertValidRecord('app.bsky.feed.post', jsonToLex(record as never))).not.toThrow();
    const kept = { ...attempt, with: JSON.parse(JSON.stringify(along)) as Accompaniment }; // as the store gives it back
    expect(JSON.stringify(recordOf(kept, reply))).toBe(JSON.stringify(record));
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'media/1'],
    ['another network’s id', '114'],
    ['JSON without a link', '{"$type":"blob","ref":{},"mimeType":"image/png","size":1}'],
    ['a blob of nothing', JSON.stringify({ ...blob, size: 0 })],
  ])('is not made of a picture whose receipt is %s', (_what, remoteId) => {
    const attempt = attemptOf('record', 'Look.', { pictures: [picture('one', { remoteId })] });
    expect(() => recordOf(attempt, undefined)).toThrow(Rejected);
  });

  it('takes pictures within the limits of the lexicon', () => {
    const { defs } = lexicons.get('app.bsky.embed.images') as never as {
      defs: {
        main: { properties: { images: { maxLength: number } } };
        image: { properties: { image: { maxSize: number; accept: string[] } } };
      };
    };
    const { image } = defs.image.properties;
    const { pictures } = blueskyRules;
    expect([pictures.most, pictures.bytes]).toEqual([defs.main.properties.images.maxLength, image.maxSize]);
    expect(image.accept).toEqual(['image/*']);
    expect(pictures.types).toEqual(['image/jpeg', 'image/png']);
  });
});
