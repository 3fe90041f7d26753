import type { Counts } from '../../model.ts';
import type { LocalBoost } from '../local.ts';
import { contentOf, partsOf, tagUrl } from './html.ts';
import type { HeldMedia } from './media.ts';

/*
 * The JSON documents of Mastodon's API 4.6, with every key that its OpenAPI description requires.
 */

export type Visibility = 'public' | 'unlisted' | 'private' | 'direct';

/** One status as the local server keeps it. */
export type Held = {
  readonly id: string;
  readonly text: string;
  readonly language: string;
  readonly visibility: Visibility;
  readonly spoiler: string;
  readonly sensitive: boolean;
  readonly at: Temporal.Instant;
  /** The post that it answers; always one of our own, as there is nobody else here. */
  readonly replyTo?: string;
};

export const profile = { id: '109000000000000001', username: 'campaign', name: 'Campaign (rehearsal)' } as const;

export const began = '2022-11-29T00:00:00.000Z';

export const moment = (at: Temporal.Instant): string => at.toString({ fractionalSecondDigits: 3 });

export const accountOf = (server: string, statuses: readonly Held[]) => ({
  id: profile.id,
  username: profile.username,
  acct: profile.username,
  display_name: profile.name,
  locked: false,
  bot: true,
  discoverable: true,
  indexable: true,
  group: false,
  created_at: began,
  note: '<p>Automated account of a rehearsal.</p>',
  url: `${server}/@${profile.username}`,
  uri: `${server}/users/${profile.username}`,
  avatar: `${server}/avatars/original/missing.png`,
  avatar_static: `${server}/avatars/original/missing.png`,
  avatar_description: '',
  header: `${server}/headers/original/missing.png`,
  header_static: `${server}/headers/original/missing.png`,
  header_description: '',
  followers_count: 0,
  following_count: 0,
  statuses_count: statuses.length,
  last_status_at: statuses.at(-1)?.at.toString().slice(0, 10) ?? null,
  hide_collections: false,
  noindex: false,
  emojis: [],
  roles: [],
  fields: [],
});

export const credentialsOf = (server: string, statuses: readonly Held[]) => ({
  ...accountOf(server, statuses),
  source: {
    privacy: 'public',
    sensitive: false,
    language: null,
    note: 'Automated account of a rehearsal.',
    fields: [],
    follow_requests_count: 0,
    hide_collections: false,
    discoverable: true,
    indexable: true,
    attribution_domains: [],
  },
  role: { id: '-99', name: '', permissions: '0', color: '', highlighted: false },
});

export const statusOf = (
  server: string,
  held: Held,
  statuses: readonly Held[],
  media: readonly HeldMedia[],
  others: Counts,
) => ({
  id: held.id,
  created_at: moment(held.at),
  in_reply_to_id: held.replyTo ?? null,
  in_reply_to_account_id: held.replyTo === undefined ? null : profile.id,
  sensitive: held.sensitive,
  spoiler_text: held.spoiler,
  visibility: held.visibility,
  language: held.language,
  uri: uriOf(server, held.id),
  url: urlOf(server, held.id),
  replies_count: statuses.filter((one) => one.replyTo === held.id).length + others.replies,
  reblogs_count: others.boosts,
  favourites_count: others.likes,
  quotes_count: others.quotes,
  edited_at: null,
  favourited: false,
  reblogged: false,
  muted: false,
  bookmarked: false,
  pinned: false,
  content: contentOf(held.text, server),
  filtered: [],
  reblog: null,
  application: { name: 'campaign-amplifier', website: null },
  account: accountOf(server, statuses),
  media_attachments: media.map((one) => attachmentOf(server, one)),
  mentions: [],
  tags: tagsOf(server, held.text),
  emojis: [],
  card: null,
  poll: null,
  quote: null,
});

/** Our boost of a status: a status of ours that holds it. */
export const boostOf = (server: string, { id, at }: LocalBoost, visibility: string, shown: object) => {
  const of = shown as { readonly content: string; readonly language: string | null; readonly sensitive: boolean };
  const held: Held = {
    ...{ id, at, text: '', language: '', spoiler: '', sensitive: of.sensitive },
    visibility: visibility as Visibility,
  };
  const plain = statusOf(server, held, [], [], { likes: 0, boosts: 0, replies: 0, quotes: 0 });
  const uri = `${uriOf(server, id)}/activity`;
  return { ...plain, uri, url: uri, language: of.language, content: of.content, reblogged: true, reblog: shown };
};

export const uriOf = (server: string, id: string): string => `${server}/users/${profile.username}/statuses/${id}`;

export const urlOf = (server: string, id: string): string => `${server}/@${profile.username}/${id}`;

const tagsOf = (server: string, text: string) => {
  const names = partsOf(text).flatMap((part) => (part.kind === 'hashtag' ? [part.name.toLowerCase()] : []));
  return [...new Set(names)].map((name) => ({ name, url: tagUrl(server, name) }));
};

/** `url` and `preview_url` are null until the server has finished with the picture. */
export const attachmentOf = (server: string, { id, file, description, unfinished }: HeldMedia) => {
  const address = unfinished > 0 ? null : `${server}/system/media_attachments/files/${id}`;
  return {
    id,
    type: 'image',
    url: address && `${address}/original`,
    preview_url: address && `${address}/small`,
    remote_url: null,
    preview_remote_url: null,
    text_url: null,
    meta: { original: sizeOf(file.width, file.height), small: preview(file.width, file.height) },
    description: description === '' ? null : description,
    blurhash: '000000', // one black field
  };
};

const sizeOf = (width: number, height: number) => ({
  width,
  height,
  size: `${width}x${height}`,
  aspect: width / height,
});

const previewPixels = 230_400; // 640 × 360, as Mastodon makes its previews

const preview = (width: number, height: number) => {
  const scale = Math.min(1, Math.sqrt(previewPixels / (width * height)));
  return sizeOf(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
};

/** What `GET /api/v1/apps/verify_credentials` tells of the program that the token was made for. */
export const applicationOf = (scopes: readonly string[]) => ({
  id: '1',
  name: 'campaign-amplifier',
  website: null,
  scopes,
  redirect_uris: ['urn:ietf:wg:oauth:2.0:oob'],
  redirect_uri: 'urn:ietf:wg:oauth:2.0:oob',
  vapid_key: '',
});
