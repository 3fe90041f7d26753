import type { Person } from '../public/cast.ts';
import type { Living } from '../public/crowd.ts';
import type { Neighbours } from './neighbours.ts';
import { cidOfPost, recordOf, uriOf } from './records.ts';

/* What the AppView says of other people and of their posts. */

const since = '2024-06-01T00:00:00.000Z';

export const basicView = ({ crowd }: Neighbours, person: Person) => ({
  did: person.id,
  handle: crowd.handle(person),
  displayName: person.name,
  viewer: { muted: false, blockedBy: crowd.blocksUs(person) },
  labels: [],
  createdAt: since,
});

export const theirProfile = (neighbours: Neighbours, person: Person) => ({
  ...basicView(neighbours, person),
  description: '',
  followersCount: 40,
  followsCount: 60,
  postsCount: neighbours.crowd.by(person).length,
  indexedAt: since,
});

/** `repost`: the address of our own repost of it. */
export const theirPost = (neighbours: Neighbours, one: Living, repost: string | undefined) => {
  const edited = one.editedAt !== undefined;
  const { likes, boosts, replies, quotes } = one.counts;
  return {
    uri: uriOf(one),
    cid: cidOfPost(one.post, edited),
    author: basicView(neighbours, one.person),
    record: recordOf(one, edited, neighbours.find),
    bookmarkCount: 0,
    replyCount: replies,
    repostCount: boosts + (repost ? 1 : 0),
    likeCount: likes,
    quoteCount: quotes,
    indexedAt: Temporal.Instant.fromEpochMilliseconds(one.post.at).toString({ fractionalSecondDigits: 3 }),
    viewer: { ...(repost && { repost }), threadMuted: false, replyDisabled: false, embeddingDisabled: false },
    labels: [],
  };
};

/** As its repo gives it. */
export const theirRecord = ({ find }: Neighbours, one: Living) => {
  const edited = one.editedAt !== undefined;
  return { uri: uriOf(one), cid: cidOfPost(one.post, edited), value: recordOf(one, edited, find) };
};
