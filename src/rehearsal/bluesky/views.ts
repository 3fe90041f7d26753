import type { Counted } from '../public/crowd.ts';
import { cidOf } from './cid.ts';
import type { Stored } from './repo.ts';

/* The one account of the local Bluesky, and what the network says of it, its session and its posts. */

export const account = {
  did: 'did:plc:localrehearsalaccount234',
  handle: 'campaign.test',
  displayName: 'The campaign',
} as const;

const { did, handle, displayName } = account;
const since = '2026-01-01T00:00:00.000Z';

export const profileRecord = {
  $type: 'app.bsky.actor.profile',
  displayName,
  description: 'A made-up account for rehearsals. Posts here are automated.',
  labels: { $type: 'com.atproto.label.defs#selfLabels', values: [{ val: 'bot' }] },
  createdAt: since,
};

const uri = `at://${did}/app.bsky.actor.profile/self`;
const labels = [{ src: did, uri, cid: cidOf(profileRecord), val: 'bot', cts: since }];

/** The cid of a repo without records: what a commit is named when there is no block to point at. */
export const emptyCid = cidOf({});

export const serverView = {
  did: 'did:web:localhost',
  availableUserDomains: ['.test'],
  inviteCodeRequired: true,
  links: {},
};

export const sessionView = (serviceEndpoint: string) => ({
  did,
  handle,
  email: 'campaign@example.org',
  emailConfirmed: true,
  emailAuthFactor: false,
  active: true,
  didDoc: {
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: did,
    alsoKnownAs: [`at://${handle}`],
    service: [{ id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint }],
  },
});

export const profileView = (postsCount: number) => ({
  did,
  handle,
  displayName,
  description: profileRecord.description,
  followersCount: 0,
  followsCount: 0,
  postsCount,
  indexedAt: since,
  createdAt: since,
  labels,
});

export const postView = ({ uri: postUri, cid, value, at }: Stored, counts: Counted, repost: string | undefined) => ({
  uri: postUri,
  cid,
  author: { did, handle, displayName, labels, createdAt: since },
  record: value,
  bookmarkCount: 0,
  replyCount: counts.replies,
  repostCount: counts.boosts,
  likeCount: counts.likes,
  quoteCount: counts.quotes,
  indexedAt: at.toString({ fractionalSecondDigits: 3 }),
  viewer: { ...(repost && { repost }), threadMuted: false, replyDisabled: false, embeddingDisabled: false },
  labels: [],
});
