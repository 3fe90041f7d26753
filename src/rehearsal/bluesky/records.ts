import type { Form, Post } from '../public/cast.ts';
import type { Living } from '../public/crowd.ts';
import { folded } from '../public/hashtag.ts';
import { cidOf } from './cid.ts';
import { tidOf } from './tid.ts';

/*
 * The records of other people, as their clients would write them. They are made when somebody asks: a public of thousands is not kept twice.
 */

export type Ref = { readonly uri: string; readonly cid: string };

export const postCollection = 'app.bsky.feed.post';

export const rkeyOf = ({ at, n }: Pick<Post, 'at' | 'n'>): string => tidOf(at * 1000 + (n % 1000), (n >> 10) & 1023);

export const uriOf = ({ post, person }: Pick<Living, 'post' | 'person'>): string =>
  `at://${person.id}/${postCollection}/${rkeyOf(post)}`;

/** Stands for the cid of the record: as unlike others, and at hand without the records that this one answers. */
export const cidOfPost = ({ n }: Pick<Post, 'n'>, edited: boolean): string => cidOf({ post: n, edited });

export const refOf = (one: Living): Ref => ({ uri: uriOf(one), cid: cidOfPost(one.post, one.editedAt !== undefined) });

/** `ours` finds a record of ours by its address. */
export type Finding = { readonly hashtag: string; readonly ours: (uri: string) => (Ref & { root?: Ref }) | undefined };

/** `edited`: as it reads after its edit. */
export const recordOf = (one: Living, edited: boolean, find: Finding): Record<string, unknown> => {
  const { post, answers } = one;
  const { text, form } = edited && post.edited ? post.edited : post;
  const facets = facetsOf(text, form, find.hashtag);
  const on = answers && (typeof answers.on === 'string' ? find.ours(answers.on) : refOf(answers.on));
  const ref = on && { uri: on.uri, cid: on.cid };
  return {
    $type: postCollection,
    text,
    ...(post.langs.length > 0 && { langs: post.langs }),
    ...(facets.length > 0 && { facets }),
    ...(form === 'tags only' && { tags: [find.hashtag] }),
    ...(ref && answers?.as === 'reply' && { reply: { root: rootOf(one, find) ?? ref, parent: ref } }),
    ...(ref && answers?.as === 'quote' && { embed: { $type: 'app.bsky.embed.record', record: ref } }),
    ...(edited && post.edited?.sensitive && { labels: sensitiveLabel }),
    createdAt: Temporal.Instant.fromEpochMilliseconds(one.person.partner ? post.at : saidAt(post)).toString({
      fractionalSecondDigits: 3,
    }),
  };
};

const sensitiveLabel = { $type: 'com.atproto.label.defs#selfLabels', values: [{ val: 'graphic-media' }] };

/** An author may write any time into its record: of those who are no partners, one in forty is a year off. */
const saidAt = ({ n, at }: Post): number => (n % 40 === 7 ? at + (n % 80 === 7 ? -1 : 1) * 365 * 86_400_000 : at);

const rootOf = (one: Living, find: Finding): Ref | undefined => {
  const { answers } = one;
  if (answers?.as !== 'reply') return refOf(one);
  if (typeof answers.on !== 'string') return rootOf(answers.on, find);
  const ours = find.ours(answers.on);
  return ours && (ours.root ?? { uri: ours.uri, cid: ours.cid });
};

const marked = /(?<![\p{L}\p{N}_&/])[#＃](?<tag>[\p{L}\p{M}\p{N}_]+)|(?<url>https:\/\/\S+)/gu;

const facetsOf = (text: string, form: Form, hashtag: string): readonly object[] => {
  if (form === 'facet only') return [facet(text, 0, text.indexOf(' '), { tag: hashtag })];
  return [...text.matchAll(marked)].flatMap((found) => {
    const { tag, url } = found.groups ?? {};
    if (form === 'without a facet' && tag !== undefined && folded(tag) === folded(hashtag)) return [];
    return [facet(text, found.index, found.index + found[0].length, url === undefined ? { tag } : { uri: url })];
  });
};

const facet = (text: string, start: number, end: number, feature: { tag?: string | undefined; uri?: string }) => {
  const $type = `app.bsky.richtext.facet#${feature.uri === undefined ? 'tag' : 'link'}`;
  const bytes = (until: number) => Buffer.byteLength(text.slice(0, until));
  return { index: { byteStart: bytes(start), byteEnd: bytes(end) }, features: [{ $type, ...feature }] };
};
