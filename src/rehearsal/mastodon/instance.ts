import { accountOf } from './entities.ts';

/*
 * What the server says of itself: both versions of the instance document, and nodeinfo.
 */

export type Software = 'mastodon' | 'gotosocial';

export const versions: Record<Software, string> = { mastodon: '4.6.2', gotosocial: '0.21.0' };

/** What a server says of itself that options change. */
export type Says = {
  readonly version: string;
  /** Who may read the timelines of hashtags. */
  readonly hashtags: 'public' | 'authenticated' | 'disabled';
};

export type Limits = {
  readonly characters: number;
  readonly perUrl: number;
  readonly pictures: {
    readonly most: number;
    readonly bytes: number;
    readonly pixels: number;
    readonly types: readonly string[];
    readonly altLength: number;
  };
};

const title = 'Rehearsal';
const description = 'A local server on this machine. Nothing here leaves it.';
const email = 'nobody@example.org';

const configuration = ({ characters, perUrl, pictures }: Limits) => ({
  accounts: { max_featured_tags: 10, max_pinned_statuses: 5 },
  statuses: {
    max_characters: characters,
    max_media_attachments: pictures.most,
    characters_reserved_per_url: perUrl,
  },
  media_attachments: {
    supported_mime_types: pictures.types,
    description_limit: pictures.altLength,
    image_size_limit: pictures.bytes,
    image_matrix_limit: pictures.pixels,
    video_size_limit: 103_809_024,
    video_frame_rate_limit: 120,
    video_matrix_limit: 8_294_400,
  },
  polls: { max_options: 4, max_characters_per_option: 50, min_expiration: 300, max_expiration: 2_629_746 },
});

export const instanceV2 = (server: string, { version, hashtags }: Says, limits: Limits) => ({
  domain: new URL(server).host,
  title,
  version,
  source_url: 'https://github.com/mastodon/mastodon',
  description,
  usage: { users: { active_month: 1 } },
  thumbnail: { url: `${server}/thumbnail.png`, blurhash: null, versions: {} },
  icon: [],
  languages: ['en'],
  configuration: {
    ...configuration(limits),
    urls: {
      streaming: server.replace(/^http/, 'ws'),
      status: null,
      about: null,
      privacy_policy: null,
      terms_of_service: null,
    },
    translation: { enabled: false },
    limited_federation: false,
    timelines_access: {
      live_feeds: { local: 'public', remote: 'public' },
      hashtag_feeds: { local: hashtags, remote: hashtags },
      trending_link_feeds: { local: 'public', remote: 'public' },
    },
  },
  registrations: {
    enabled: false,
    approval_required: false,
    reason_required: false,
    message: null,
    min_age: null,
    url: null,
  },
  api_versions: { mastodon: 8 },
  contact: { email, account: accountOf(server, []) },
  rules: [],
});

export const instanceV1 = (server: string, { version }: Says, limits: Limits, statuses: number) => ({
  uri: new URL(server).host,
  title,
  short_description: description,
  description,
  email,
  version,
  urls: { streaming_api: server.replace(/^http/, 'ws') },
  stats: { user_count: 1, status_count: statuses, domain_count: 0 },
  thumbnail: null,
  languages: ['en'],
  registrations: false,
  approval_required: false,
  invites_enabled: false,
  configuration: configuration(limits),
  contact_account: accountOf(server, []),
  rules: [],
});

export const wellKnownNodeinfo = (server: string) => ({
  links: [{ rel: 'http://nodeinfo.diaspora.software/ns/schema/2.0', href: `${server}/nodeinfo/2.0` }],
});

export const nodeinfo = (software: Software, { version }: Says, statuses: number) => ({
  version: '2.0',
  software: { name: software, version },
  protocols: ['activitypub'],
  services: { outbound: [], inbound: [] },
  usage: { users: { total: 1, activeMonth: 1, activeHalfyear: 1 }, localPosts: statuses },
  openRegistrations: false,
  metadata: { nodeName: title, nodeDescription: description },
});
