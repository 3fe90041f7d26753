import type { Counts } from '../../model.ts';
import type { LocalPost } from '../local.ts';
import type { Shown as ShownPicture } from './media.ts';
import type { Spec } from './problems.ts';
import { languageOf, type Shown, shown } from './text.ts';

/*
 * The posts of the one account that lives on a local X, and how they are shown under either spec.
 */

export type Post = Omit<LocalPost, 'pictures'> & {
  readonly shown: Shown;
  readonly pictures: readonly ShownPicture[];
  /** The post that begins the thread: itself when it answers none. */
  readonly conversation: string;
  /** Whose it is, when it is not ours. */
  readonly author?: User;
  /** The post that it passes on. */
  readonly boostOf?: string;
  readonly sensitive?: boolean;
  /** What others did about it; absent: nothing. */
  readonly counts?: Counts;
};

/** What a post may have beside its text. */
export type Beside = { readonly replyTo?: string; readonly pictures: readonly ShownPicture[] };

export type User = {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly description: string;
};

/** X's ids hold the time: milliseconds since 4 November 2010, then 22 bits that only tell posts of one moment apart. */
const epoch = 1_288_834_974_657n;

/** The smallest id of a moment. */
export const idAt = (milliseconds: number): bigint => (BigInt(milliseconds) - epoch) << 22n;

export type Account = {
  readonly user: User;
  readonly publish: (text: string, beside?: Beside) => Post;
  readonly delete: (id: string) => boolean;
  readonly wasDeleted: (id: string) => boolean;
  readonly find: (id: string) => Post | undefined;
  /** Oldest first. */
  readonly posts: () => readonly Post[];
};

export const accountOf = (user: User, now: () => Temporal.Instant): Account => {
  const posts = new Map<string, Post>();
  const deleted = new Set<string>();
  let last = 0n;

  return {
    user,
    publish: (text, { replyTo, pictures } = { pictures: [] }) => {
      const at = now();
      const plain = idAt(at.epochMilliseconds);
      last = plain > last ? plain : last + 1n;
      const id = String(last);
      const lang = languageOf(text);
      const url = `https://x.com/${user.username}/status/${id}`;
      const media = pictures.length > 0 ? { postUrl: url, keys: pictures.map(({ key }) => key) } : undefined;
      const post = {
        ...{ id, url, text, langs: lang === 'und' ? [] : [lang], at, pictures, replyTo },
        conversation: posts.get(replyTo ?? '')?.conversation ?? id,
        shown: shown(id, text, media),
      };
      posts.set(id, post);
      return post;
    },
    delete: (id) => {
      if (posts.has(id)) deleted.add(id);
      return posts.delete(id);
    },
    wasDeleted: (id) => deleted.has(id),
    find: (id) => posts.get(id),
    posts: () => [...posts.values()],
  };
};

/** Whole seconds, as X gives them. */
export const createdAt = ({ at }: Post): Temporal.Instant =>
  at.round({ smallestUnit: 'second', roundingMode: 'floor' });

// Of the fields that can be asked for; those that a plain post does not have are known and not shown.
const common = [
  ...[
    'attachments',
    'card_uri',
    'community_id',
    'context_annotations',
    'conversation_id',
    'created_at',
    'edit_controls',
  ],
  ...[
    'entities',
    'geo',
    'id',
    'lang',
    'possibly_sensitive',
    'public_metrics',
    'reply_settings',
    'source',
    'text',
    'withheld',
  ],
];

export const postFields: Record<Spec, { readonly parameter: string; readonly known: ReadonlySet<string> }> = {
  '2.159': {
    parameter: 'tweet.fields',
    known: new Set([
      ...common,
      'scopes',
      'author_id',
      'edit_history_tweet_ids',
      'in_reply_to_user_id',
      'note_tweet',
      'referenced_tweets',
    ]),
  },
  '2.167': {
    parameter: 'post.fields',
    known: new Set([...common, 'scopes', 'article_title', 'note_post', 'paid_partnership']),
  },
};

/** What may be shown beside posts, and in them. */
export const expansions: Record<Spec, ReadonlySet<string>> = {
  '2.159': new Set(['attachments.media_keys', 'attachments.poll_ids', 'author_id', 'referenced_tweets.id']),
  '2.167': new Set([
    ...['attachments.media_keys', 'attachments.poll_ids', 'author_id', 'edit_history_post_ids'],
    ...['in_reply_to_user_id', 'referenced_posts', 'username'],
  ]),
};

export const userFields: ReadonlySet<string> = new Set([
  ...[
    'created_at',
    'description',
    'entities',
    'id',
    'location',
    'name',
    'profile_image_url',
    'protected',
    'public_metrics',
  ],
  ...['url', 'username', 'verified', 'verified_type', 'withheld'],
]);

export const showPost = (post: Post, own: User, spec: Spec, asked: readonly string[]): object => {
  const account = post.author ?? own;
  const { likes = 0, boosts = 0, replies = 0, quotes = 0 } = post.counts ?? {};
  const old = spec === '2.159';
  const fields: Record<string, unknown> = {
    created_at: createdAt(post).toString({ fractionalSecondDigits: 3 }),
    entities: Object.keys(post.shown.entities).length > 0 ? post.shown.entities : undefined,
    author_id: account.id,
    conversation_id: post.conversation,
    attachments: post.pictures.length > 0 ? { media_keys: post.pictures.map(({ key }) => key) } : undefined,
    [old ? 'referenced_tweets' : 'referenced_posts']: referencesOf(post),
    edit_history_post_ids: [post.id],
    in_reply_to_user_id: post.replyTo ? account.id : undefined,
    lang: post.langs[0] ?? 'und',
    possibly_sensitive: post.sensitive ?? false,
    reply_settings: 'everyone',
    public_metrics: {
      [old ? 'retweet_count' : 'repost_count']: boosts,
      ...{ reply_count: replies, like_count: likes, quote_count: quotes, bookmark_count: 0, impression_count: 0 },
    },
  };
  return {
    id: post.id,
    text: post.shown.text,
    ...(old && { edit_history_tweet_ids: [post.id] }),
    ...Object.fromEntries(asked.filter((field) => fields[field] !== undefined).map((field) => [field, fields[field]])),
  };
};

/** Both specs have the older word here. */
const referencesOf = ({ replyTo, boostOf }: Post) => {
  if (boostOf) return [{ type: 'retweeted', id: boostOf }];
  return replyTo ? [{ type: 'replied_to', id: replyTo }] : undefined;
};

export const showUser = (user: User, spec: Spec, asked: readonly string[], posts: number): object => {
  const { id, name, username } = user;
  const fields: Record<string, unknown> = {
    description: user.description,
    protected: false,
    verified: false,
    created_at: '2021-10-19T00:00:00.000Z',
    public_metrics: {
      ...{ followers_count: 0, following_count: 0, listed_count: 0 },
      [spec === '2.159' ? 'tweet_count' : 'post_count']: posts,
    },
  };
  return {
    ...{ id, name, username },
    ...Object.fromEntries(asked.filter((field) => fields[field] !== undefined).map((field) => [field, fields[field]])),
  };
};
