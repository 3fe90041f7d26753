import type { Person, Post, PublicEvent, Reaction } from './cast.ts';
import { type Dice, dice } from './dice.ts';

/*
 * How a post gathers likes and boosts: most get few, a few get many; fast at first, then slower. Some are taken back.
 */

const hour = 3_600_000;

/** How many, with a long tail: half of them get none to two. */
export const howMany = (throws: Dice, mean: number): number => {
  const luck = 1 - throws.next();
  return Math.min(60, Math.floor((mean / 2) * (luck ** -0.6 - 1) * 1.4));
};

export type Moment = { readonly at: number; readonly kind: Reaction };

export const gathered = (at: number, mean: number, least: number, throws: Dice): readonly Moment[] =>
  Array.from({ length: least + howMany(throws, mean) }, () => ({
    at: Math.floor(at + 2_000 + throws.wait(throws.chance(0.7) ? hour : 20 * hour)),
    kind: throws.chance(0.75) ? ('like' as const) : ('boost' as const),
  }));

/** Reactions to the public's own posts; nobody reacts twice in one way, and nobody to what is gone. */
export const reactionsOf = (
  seed: number,
  posts: readonly Post[],
  people: readonly Person[],
  to: number,
): PublicEvent[] => {
  const byNetwork = Map.groupBy(people, (one) => one.network);
  const events: PublicEvent[] = [];
  for (const post of posts) {
    const throws = dice(seed, 4, post.n);
    const around = byNetwork.get(post.network) ?? [];
    const ends = Math.min(to, post.goneAt ?? to, people[post.person]?.gone?.at ?? to);
    const first = throws.below(around.length);
    for (const [i, { at, kind }] of gathered(post.at, 3, 0, throws).entries()) {
      // Steps of a size that no small crowd is a multiple of: different people, without remembering who.
      const one = around[(first + i * 7) % around.length];
      if (!one || i * 7 >= around.length || at >= ends || at >= (one.gone?.at ?? to)) continue;
      events.push({ at, kind, post, person: one.n, undo: false });
      const back = at + Math.floor(throws.wait(10 * hour));
      if (throws.chance(0.03) && back < ends) events.push({ at: back, kind, post, person: one.n, undo: true });
    }
  }
  return events;
};
