import type { CandidateId, NetworkName, PartnerPost, PostLook } from '../model.ts';
import { accountName } from '../plan/boosts/account.ts';
import { candidateId } from '../plan/boosts/candidate-id.ts';

/*
 * Recorded looks, put together by the posts that they show.
 */

/** All looks at one post, in the order of the file. */
export type Seen = { readonly id: CandidateId; readonly first?: PartnerPost; readonly last: PostLook };

export const postsOf = (looks: readonly PostLook[]): PartnerPost[] =>
  looks.flatMap((look) => (look.kind === 'post' ? [look.post] : []));

const byTime = (one: Seen, other: Seen): number => {
  const at = ({ first }: Seen) => first?.at.epochMilliseconds ?? Number.POSITIVE_INFINITY;
  const [a, b] = [at(one), at(other)];
  return a === b ? (one.id < other.id ? -1 : 1) : a - b;
};

/** In the order of time. */
export const together = (looks: readonly PostLook[], network: NetworkName): Seen[] => {
  // A post that is gone is named by the id of one of its versions.
  const ids = new Map(
    postsOf(looks).flatMap((post) => [post.remoteId, ...(post.earlierIds ?? [])].map((id) => [id, candidateId(post)])),
  );
  const idOf = (remoteId: string) => ids.get(remoteId) ?? candidateId({ network, remoteId });
  const by = Map.groupBy(looks, (look) => idOf(look.kind === 'post' ? look.post.remoteId : look.remoteId));
  return [...by]
    .map(([id, all]) => {
      const first = postsOf(all)[0];
      return { id, ...(first ? { first } : {}), last: all.at(-1)! };
    })
    .sort(byTime);
};

/**
 * What the network knows the partner by, as far as the file tells: by a post that names both, or because every post of the file is of one
 * account and none names another, and the person who asked said whose posts they are.
 */
export const accountIdIn = (posts: readonly PartnerPost[], network: NetworkName, account = ''): string | undefined => {
  const name = accountName(network, account);
  const named = posts.find(({ author }) => author.handle && accountName(network, author.handle) === name);
  if (named?.author.id) return named.author.id;
  const ids = new Set(posts.map(({ author }) => author.id));
  const nameless = posts.every(({ author }) => author.handle === undefined);
  return nameless && ids.size === 1 && !name.startsWith('did:') ? [...ids][0] : undefined;
};
