import { langOf, type Person } from '../public/cast.ts';
import { type Crowd, type Living, openCrowd } from '../public/crowd.ts';
import type { Public } from '../public/public.ts';
import { idAt, type Post, type User } from './state.ts';
import { shown } from './text.ts';

/*
 * The other people's posts on X, by their ids.
 */

export type Neighbours = {
  readonly crowd: Crowd;
  /** Of the public; empty: there is none. */
  readonly hashtag: string;
  readonly find: (id: string) => Post | undefined;
  /** A post that is there, of somebody who has blocked us. */
  readonly hides: (id: string) => boolean;
  /** Why nobody has this id, in X's words. */
  readonly away: (id: string) => 'suspended' | 'hidden' | undefined;
  readonly user: (named: { readonly username?: string; readonly id?: string }) => User | undefined;
  /** Oldest first. */
  readonly by: (id: string) => readonly Post[] | undefined;
  /** With the hashtag of the public. */
  readonly tagged: () => IteratorObject<Living>;
};

export const idOfPost = ({ at, n }: Living['post']): string => String(idAt(at) | BigInt(n & 0x3fffff));

export const openNeighbours = (given: Public | undefined): Neighbours => {
  const posts = new Map<string, Living>();
  const crowd = openCrowd(given, 'x', (happening) => {
    if (happening.kind === 'post') posts.set(idOfPost(happening.living.post), happening.living);
    if (happening.kind === 'delete') posts.delete(idOfPost(happening.living.post));
    if (happening.kind === 'account gone') for (const one of happening.left) posts.delete(idOfPost(one.post));
  });

  const person = ({ username, id }: { username?: string; id?: string }): Person | undefined => {
    const found = crowd.people.find((one) =>
      username === undefined ? one.id === id : crowd.handle(one).toLowerCase() === username.toLowerCase(),
    );
    return found && !crowd.isGone(found) ? found : undefined;
  };

  return {
    crowd,
    hashtag: given?.hashtag ?? '',
    find: (id) => {
      const living = posts.get(id);
      return living && !crowd.blocksUs(living.person) ? asPost(living) : undefined;
    },
    hides: (id) => {
      const living = posts.get(id);
      return living !== undefined && crowd.blocksUs(living.person);
    },
    away: (id) => {
      const found = crowd.people.find((one) => one.id === id);
      if (!found) return undefined;
      if (crowd.isGone(found)) return found.gone?.how === 'suspended' ? 'suspended' : undefined;
      return crowd.blocksUs(found) ? 'hidden' : undefined;
    },
    user: (named) => {
      const found = person(named);
      return found && userOf(found, crowd.handle(found));
    },
    by: (id) => {
      const found = person({ id });
      return found && !crowd.blocksUs(found) ? crowd.by(found).map(asPost) : undefined;
    },
    tagged: () => crowd.living().filter(({ tagged }) => tagged),
  };
};

const userOf = ({ id, name }: Person, username: string): User => ({ id, username, name, description: '' });

const asPost = ({ post, person, text, answers, counts, sensitive = false }: Living): Post => {
  const id = idOfPost(post);
  const on = answers?.as === 'reply' ? answers.on : undefined;
  const replyTo = typeof on === 'string' ? on : on && idOfPost(on.post);
  return {
    ...{ id, url: `https://x.com/${person.handle}/status/${id}`, text, langs: [langOf(post.langs) || 'und'] },
    ...{ at: Temporal.Instant.fromEpochMilliseconds(post.at), pictures: [], shown: shown(id, text) },
    ...(replyTo === undefined ? {} : { replyTo }),
    conversation: replyTo ?? id,
    author: userOf(person, person.handle),
    counts,
    sensitive,
  };
};
