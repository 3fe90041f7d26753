import { z } from 'zod';
import type { PartnerPost, PostLook } from '../../model.ts';
import { instantFrom, present, told } from '../lenient.ts';
import { placeOf, postPage } from './address.ts';
import { shownIn } from './embed.ts';
import { labels, standing } from './labels.ts';
import { withTags } from './tags-written-out.ts';
import { writtenOut } from './written-out.ts';

/*
 * Posts as Bluesky's answers and streams show them: pages of getAuthorFeed and getPosts, single items of them, records of a repository,
 * events of Jetstream. What is not needed may be missing or strange.
 */

const text = z.string().nullish().catch(null);
const texts = z.array(z.string()).nullish().catch(null);
const count = z.number().nullish().catch(null);
const reference = z.object({ uri: z.string() });

const record = z.object({
  text: z.string(),
  createdAt: text,
  langs: texts,
  tags: texts,
  facets: z.unknown().optional(),
  embed: z.unknown().optional(),
  reply: z.object({ parent: reference.nullish().catch(null) }).nullish(),
  labels: z.object({ values: labels }).nullish().catch(null),
});

const author = z.object({
  did: z.string(),
  handle: text,
  viewer: z.object({ blockedBy: z.boolean().nullish() }).nullish().catch(null),
});

const postView = z.object({
  uri: z.string().startsWith('at://'),
  cid: text,
  author,
  record,
  embed: z.unknown().optional(),
  indexedAt: text,
  likeCount: count,
  repostCount: count,
  replyCount: count,
  quoteCount: count,
  labels,
  viewer: z.object({ repost: text }).nullish().catch(null),
});
type PostView = z.infer<typeof postView>;

const reason = z
  .object({ $type: z.string(), by: author.nullish().catch(null) })
  .nullish()
  .catch(null);
const feedItem = z.object({ post: z.unknown(), reason });
const stored = z.object({ uri: z.string().startsWith('at://'), cid: text, value: record });
const notShown = z.object({
  uri: z.string(),
  notFound: z.literal(true).optional(),
  blocked: z.literal(true).optional(),
});

/** The earlier one, as Bluesky sorts: what a client claims of the future is not believed, what it claims of the past is. */
const appeared = (created: Temporal.Instant | undefined, indexed: Temporal.Instant | undefined) => {
  if (created === undefined || indexed === undefined) return created ?? indexed;
  return Temporal.Instant.compare(created, indexed) < 0 ? created : indexed;
};

const ownerOf = (uri: string): string | undefined => /^at:\/\/([^/]+)/u.exec(uri)?.[1];

const postFrom = (view: PostView, by?: z.infer<typeof author>): PartnerPost | undefined => {
  const { uri, record, author, viewer } = view;
  const at = appeared(instantFrom(record.createdAt), instantFrom(view.indexedAt));
  if (at === undefined) return undefined;
  const shown = shownIn(record.embed ?? view.embed);
  const marks = present([...(view.labels ?? []), ...(record.labels?.values ?? [])]);
  const warnings = standing(marks);
  // A repost of somebody else's post is told by the reposter; one of its own is the same post, shown again.
  const boost = by !== undefined && by.did !== author.did;
  const answered = record.reply?.parent?.uri;
  const concerned = record.reply ? answered : shown.quoted;
  const own = concerned === undefined ? undefined : ownerOf(concerned) === author.did;
  const { text: words, more } = writtenOut(record.text, record.facets);
  const said = withTags(words, record.text, record.facets);
  const who = boost ? by : author;
  return {
    network: 'bluesky',
    remoteId: uri,
    at,
    langs: record.langs ?? [],
    text: said,
    tags: record.tags ?? [],
    kind: boost ? 'boost' : record.reply ? 'reply' : shown.quoted ? 'quote' : 'original',
    sensitive: warnings.length > 0,
    media: shown.media,
    more: [...more, ...shown.more],
    counts: told({
      likes: view.likeCount,
      boosts: view.repostCount,
      replies: view.replyCount,
      quotes: view.quoteCount,
    }),
    visibility: 'public',
    author: told({ id: who.did, handle: who.handle }),
    ...told({
      version: view.cid,
      url: author.handle ? postPage({ did: author.did, handle: author.handle }, uri) : undefined,
      ofItself: boost ? false : own,
      contentWarning: warnings.length > 0 ? warnings.join(', ') : undefined,
      boostedByUs: viewer ? Boolean(viewer.repost) : undefined,
    }),
  };
};

const looked = (post: PartnerPost | undefined, blockedBy?: boolean | null): PostLook | undefined => {
  if (post === undefined) return undefined;
  return blockedBy ? { kind: 'blocked', remoteId: post.remoteId } : { kind: 'post', post };
};

/** A post of which only its record is known: it is in its author's repository, whose name is the author's DID. */
export const postOfRecord = (
  { uri, cid, value }: { readonly uri: string; readonly cid?: string; readonly value: unknown },
  seenAt?: Temporal.Instant,
): PartnerPost | undefined => {
  const found = record.safeParse(value).data;
  const did = ownerOf(uri);
  if (!found || !did) return undefined;
  const indexedAt = seenAt?.toString();
  const post = postFrom({ uri, cid, author: { did, handle: undefined }, record: found, indexedAt } as PostView);
  // Labels that others have put on it are not in the record: that it has none of its own says nothing.
  return post && { ...post, ...(post.sensitive ? {} : { sensitive: undefined }) };
};

/** One item of a page; undefined when it is none, or has no date. */
export const lookOf = (item: unknown): PostLook | undefined => {
  const missing = notShown.safeParse(item).data;
  if (missing?.notFound) return { kind: 'gone', remoteId: missing.uri };
  if (missing?.blocked) return { kind: 'blocked', remoteId: missing.uri };
  const view = postView.safeParse(item).data;
  if (view) return looked(postFrom(view), view.author.viewer?.blockedBy);
  const inFeed = feedItem.safeParse(item).data;
  const inside = postView.safeParse(inFeed?.post).data;
  if (inFeed && inside) {
    const by = inFeed.reason?.$type.endsWith('#reasonRepost') ? (inFeed.reason.by ?? undefined) : undefined;
    return looked(postFrom(inside, by), inside.author.viewer?.blockedBy);
  }
  const alone = stored.safeParse(item).data;
  if (alone && placeOf(alone.uri)?.collection === 'app.bsky.feed.post')
    return looked(
      postOfRecord({ uri: alone.uri, ...told({ cid: alone.cid }), value: (item as { value: unknown }).value }),
    );
  return undefined;
};
