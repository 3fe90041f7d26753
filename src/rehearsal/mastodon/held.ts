import type { HeldPost } from '../local.ts';
import { langOf } from '../public/cast.ts';
import { type Held, profile, uriOf } from './entities.ts';
import type { Known } from './neighbours.ts';
import { tagName, tagsIn } from './tag-index.ts';
import { type Showing, theirUri } from './their-entities.ts';

/* Everything with the hashtag that this server's timeline of it shows. */

export const heldBy = (
  { neighbours, fediverse, server }: Showing,
  mine: readonly Held[],
  hashtag: string | undefined,
  counts: (id: string) => HeldPost['counts'],
): readonly HeldPost[] => {
  if (hashtag === undefined) return [];
  const tag = tagName(hashtag);
  const ofOurs = (held: Held, there: string): Omit<HeldPost, 'counts'> => ({
    ...{ id: uriOf(there, held.id), author: `${profile.username}@${new URL(there).host}`, whose: 'ours' },
    ...{ at: held.at.epochMilliseconds, lang: langOf([held.language]) },
  });
  const known: readonly Known[] = neighbours.tags.of(tag).flatMap((id) => neighbours.get(id) ?? []);
  return [
    ...mine
      .filter(({ text, visibility }) => visibility === 'public' && tagsIn(text).includes(tag))
      .map((held) => ({ ...ofOurs(held, server), counts: counts(held.id) })),
    ...known.map((one): HeldPost => {
      if (one.kind === 'abroad') return { ...ofOurs(one.abroad.held, one.abroad.server), counts: none };
      const { living } = one;
      return {
        ...{ id: theirUri(fediverse, living), author: fediverse.acctOf(living.person) },
        whose: living.person.partner ? 'partner' : 'public',
        at: living.taggedAt ?? living.post.at,
        lang: langOf(living.post.langs),
        counts: { ...living.counts },
      };
    }),
  ];
};

const none = { likes: 0, boosts: 0, replies: 0, quotes: 0 };
