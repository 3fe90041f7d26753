import type { HeldPost } from '../local.ts';
import { langOf } from '../public/cast.ts';
import { folded } from '../public/hashtag.ts';
import { idOfPost, type Neighbours } from './neighbours.ts';
import type { Account, Post } from './state.ts';

/* Everything with the hashtag that is there, ours by the marks that X puts on it. */

export const isTagged = ({ shown }: Post, hashtag: string): boolean =>
  (shown.entities.hashtags ?? []).some((one) => folded((one as { tag: string }).tag) === folded(hashtag));

export const heldBy = (account: Account, { hashtag, crowd, tagged }: Neighbours): readonly HeldPost[] => {
  if (hashtag === '') return [];
  const ours = account
    .posts()
    .filter((post) => isTagged(post, hashtag))
    .map(({ id, at, langs }): HeldPost => {
      const counts = { ...crowd.ours.counts(id) };
      return { id, author: account.user.id, whose: 'ours', at: at.epochMilliseconds, lang: langOf(langs), counts };
    });
  const theirs = tagged().map(({ post, person, counts, taggedAt }): HeldPost => {
    const whose = person.partner ? 'partner' : 'public';
    const common = { id: idOfPost(post), author: person.id, whose, at: taggedAt ?? post.at } as const;
    return { ...common, lang: langOf(post.langs), counts: { ...counts } };
  });
  return [...ours, ...theirs];
};
