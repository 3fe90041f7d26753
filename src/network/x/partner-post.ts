import { z } from 'zod';
import type { PartnerPost, ShownMedia } from '../../model.ts';
import { instantFrom, present, told } from '../lenient.ts';
import { unescaped } from './match.ts';

/*
 * A post as X's answers show it, under the names of both specs: 2.167 says `post` and `repost` where 2.159 says `tweet` and `retweet`. Who
 * wrote it and what it shows stand beside it in `includes`. What is not needed may be missing or strange.
 */

const text = z.string().nullish().catch(null);
const count = z.number().nullish().catch(null);
const flag = z.boolean().nullish().catch(null);
const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null);
const list = <T extends z.ZodType>(schema: T) => maybe(z.array(maybe(schema)));

const id = z.string().regex(/^\d{1,19}$/u);
const link = z.object({
  url: z.string(),
  expanded_url: text,
  display_url: text,
  media_key: text,
  title: text,
  description: text,
});
const entities = maybe(z.object({ urls: list(link) }));
const note = maybe(z.object({ text: z.string(), entities }));
const references = list(z.object({ type: z.string(), id }));

const post = z.object({
  id,
  text: z.string(),
  created_at: text,
  author_id: text,
  username: text,
  lang: text,
  possibly_sensitive: flag,
  entities,
  note_tweet: note,
  note_post: note,
  in_reply_to_user_id: text,
  referenced_tweets: references,
  referenced_posts: references,
  edit_history_tweet_ids: list(id),
  edit_history_post_ids: list(id),
  attachments: maybe(z.object({ media_keys: list(z.string()), poll_ids: list(z.string()) })),
  media_metadata: list(z.object({ media_key: text, alt_text: text })),
  scopes: maybe(z.object({ followers: flag })),
  withheld: maybe(z.object({ copyright: flag, country_codes: list(z.string()) })),
  public_metrics: maybe(
    z.object({ like_count: count, retweet_count: count, repost_count: count, reply_count: count, quote_count: count }),
  ),
});
type Post = z.infer<typeof post>;

const user = z.object({ id, username: z.string(), protected: flag });
const media = z.object({ media_key: z.string(), type: text, alt_text: text });
const poll = z.object({ id: z.string(), options: list(z.object({ label: z.string() })) });
const other = z.object({ id, author_id: text });

export const includes = maybe(
  z.object({ users: list(user), media: list(media), polls: list(poll), tweets: list(other), posts: list(other) }),
);
export type Includes = z.infer<typeof includes>;

// Since November 2010 an id says when it was made, in milliseconds from this moment on (X's "snowflake" ids).
const firstMoment = 1_288_834_974_657n;
const firstSnowflake = 1n << 36n;

const madeAt = (postId: string): Temporal.Instant | undefined =>
  BigInt(postId) < firstSnowflake
    ? undefined
    : Temporal.Instant.fromEpochMilliseconds(Number((BigInt(postId) >> 22n) + firstMoment));

const kinds: Readonly<Record<string, ShownMedia['kind']>> = { photo: 'picture', video: 'video', animated_gif: 'gif' };

const mediaOf = (wire: Post, around: Includes, ownLinks: boolean): ShownMedia[] => {
  const known = new Map(present(around?.media).map((one) => [one.media_key, one]));
  const described = new Map(present(wire.media_metadata).map((one) => [one.media_key, one.alt_text]));
  const keys = present(wire.attachments?.media_keys);
  // A link of X's own to a picture, and no word about the picture.
  if (keys.length === 0) return ownLinks ? [{ kind: 'other' }] : [];
  return keys.map((key) => {
    const found = known.get(key);
    const alt = found?.alt_text ?? described.get(key) ?? (found || described.has(key) ? '' : undefined);
    return { kind: kinds[found?.type ?? ''] ?? 'other', ...(alt === undefined ? {} : { alt }) };
  });
};

const kindOf = (wire: Post, types: ReadonlySet<string>): PartnerPost['kind'] => {
  if (types.has('retweeted') || types.has('reposted') || /^RT @\w+: /u.test(wire.text)) return 'boost';
  if (types.has('replied_to') || wire.in_reply_to_user_id) return 'reply';
  return types.has('quoted') ? 'quote' : 'original';
};

/** `XX` is X's word for everywhere. */
const withheldIn = ({ withheld }: Post): string | undefined => {
  if (!withheld) return undefined;
  const where = present(withheld.country_codes).filter((code) => code !== 'XX');
  return `${withheld.copyright ? 'for copyright ' : ''}${where.length > 0 ? `in ${where.join(', ')}` : 'everywhere'}`;
};

const leadsToMedia = ({ media_key, display_url }: z.infer<typeof link>): boolean =>
  Boolean(media_key) || /^pic\.(?:x|twitter)\.com\//iu.test(display_url ?? '');

/** Undefined: it is no post, or has no date. */
export const postOf = (item: unknown, around?: Includes): PartnerPost | undefined => {
  const wire = post.safeParse(item).data;
  if (!wire) return undefined;
  const history = present(wire.edit_history_post_ids ?? wire.edit_history_tweet_ids);
  const earlierIds = history.filter((one) => one !== wire.id);
  const versionAt = instantFrom(wire.created_at) ?? madeAt(wire.id);
  const first = earlierIds[0] === undefined ? undefined : madeAt(earlierIds[0]);
  const at = first ?? versionAt;
  if (at === undefined) return undefined;

  // Longer posts are cut in `text` and whole in the note.
  const whole = wire.note_post ?? wire.note_tweet ?? wire;
  const links = present(whole.entities?.urls);
  const ownLinks = [...links, ...present(wire.entities?.urls)].some(leadsToMedia);
  const words = links.reduce(
    (so, one) => so.replaceAll(one.url, () => (leadsToMedia(one) ? '' : (one.expanded_url ?? one.url))),
    unescaped(whole.text),
  );
  const writer = present(around?.users).find((one) => one.id === wire.author_id);
  const referenced = present([...(wire.referenced_posts ?? []), ...(wire.referenced_tweets ?? [])]);
  const kind = kindOf(wire, new Set(referenced.map(({ type }) => type)));
  const concerned = present([...(around?.posts ?? []), ...(around?.tweets ?? [])]).find(
    (one) => one.id === referenced[0]?.id,
  );
  const toWhom = kind === 'reply' ? (wire.in_reply_to_user_id ?? concerned?.author_id) : concerned?.author_id;
  const metrics = wire.public_metrics;
  const polls = present(around?.polls).filter((one) => present(wire.attachments?.poll_ids).includes(one.id));
  return {
    network: 'x',
    remoteId: wire.id,
    ...(earlierIds.length > 0 ? { earlierIds } : {}),
    url: `https://x.com/${writer?.username ?? 'i'}/status/${wire.id}`,
    at,
    langs: wire.lang ? [wire.lang] : [],
    text: words.trim(),
    tags: [],
    kind,
    media: mediaOf(wire, around, ownLinks),
    more: [
      ...polls.flatMap((one) => present(one.options).map(({ label }) => label)),
      ...links.flatMap(({ title, description }) => [title, description].filter((one) => typeof one === 'string')),
    ],
    counts: told({
      likes: metrics?.like_count,
      boosts: metrics?.repost_count ?? metrics?.retweet_count,
      replies: metrics?.reply_count,
      quotes: metrics?.quote_count,
    }),
    author: told({ id: wire.author_id, handle: writer?.username ?? wire.username }),
    ...told({
      editedAt: earlierIds.length > 0 ? versionAt : undefined,
      ofItself: toWhom && wire.author_id && kind !== 'original' ? toWhom === wire.author_id : undefined,
      sensitive: wire.possibly_sensitive,
      withheld: withheldIn(wire),
      visibility: wire.scopes?.followers || writer?.protected ? ('followers' as const) : undefined,
    }),
  };
};
