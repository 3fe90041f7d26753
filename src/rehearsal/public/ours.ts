import { type NetworkName, networkNames } from '../../model.ts';
import type { Person, Post, Reaction } from './cast.ts';
import type { Counted, Happening, Living } from './crowd.ts';
import { type Dice, dice } from './dice.ts';
import type { Public } from './public.ts';
import { gathered } from './reactions.ts';
import { saidOf, sentence } from './words.ts';

/*
 * What the public does about our own posts: it follows from the seed and from which of our posts it is, and comes when the post has come.
 */

type Due = {
  readonly at: number;
  readonly on: string;
  readonly as: Reaction | 'reply' | 'quote';
  readonly person: Person;
};

type Done =
  | Extract<Happening, { readonly kind: Reaction }>
  | { readonly at: number; readonly kind: 'answer'; readonly post: Post; readonly answers: Living['answers'] };

export type Ours = {
  readonly took: (id: string, at: number) => void;
  readonly lost: (id: string) => void;
  /** The ones that the crowd counts on; of a post that nobody knows, ones that nobody sees. */
  readonly counts: (id: string) => Counted;
  readonly next: () => number | undefined;
  /** Takes the next thing from the list; empty when the post is not there any more. */
  readonly happen: () => readonly Done[];
};

/** A post of ours gathers at least one like or boost, and about so many: ours are seen more than most. */
const mean = 9;
const mostAnswers = 4;
const hour = 3_600_000;

export const ofOurs = (
  given: Public | undefined,
  network: NetworkName,
  people: readonly Person[],
  isGone: (person: Person) => boolean,
): Ours => {
  const gathering = new Map<string, Counted>();
  /** The latest first, so that the next is taken from the end. */
  const waiting: Due[] = [];
  let taken = 0;
  let serial = 0;
  let numbers = given?.posts.length ?? 0;

  const wait = (due: Due): void => {
    let place = waiting.length;
    while (place > 0 && waiting[place - 1]!.at < due.at) place -= 1;
    waiting.splice(place, 0, due);
  };

  return {
    took: (id, at) => {
      gathering.set(id, { likes: 0, boosts: 0, replies: 0, quotes: 0 });
      const public_ = people.filter((one) => !one.partner);
      if (!given || public_.length === 0 || at >= given.to) return;
      const throws = dice(given.seed, 5, networkNames.indexOf(network), taken);
      taken += 1;
      const first = throws.below(public_.length);
      const comes = (when: number, as: Due['as'], i: number): void => {
        const person = public_[(first + i * 7) % public_.length];
        if (person && i * 7 < public_.length && when < given.to) wait({ at: when, on: id, as, person });
      };
      for (const [i, { at: when, kind }] of gathered(at, mean, 1, throws).entries()) comes(when, kind, i);
      for (let i = throws.below(mostAnswers); i > 0; i -= 1) {
        comes(Math.floor(at + 5_000 + throws.wait(3 * hour)), throws.chance(0.7) ? 'reply' : 'quote', i);
      }
    },
    lost: (id) => {
      gathering.delete(id);
    },
    counts: (id) => gathering.get(id) ?? { likes: 0, boosts: 0, replies: 0, quotes: 0 },
    next: () => waiting.at(-1)?.at,
    happen: () => {
      const due = waiting.pop();
      const counts = due && gathering.get(due.on);
      if (!due || !counts || isGone(due.person)) return [];
      const { at, on, as, person } = due;
      serial += 1;
      if (as === 'like' || as === 'boost') {
        counts[as === 'like' ? 'likes' : 'boosts'] += 1;
        return [{ at, kind: as, on, person, undo: false, serial: -serial }];
      }
      numbers += 1;
      const post = answerOf(numbers - 1, person, at, dice(given!.seed, 6, networkNames.indexOf(network), serial));
      return [{ at, kind: 'answer', post, answers: { on, as } }];
    },
  };
};

/** Without the hashtag: the truth about the public's posts must not hang on when ours came. */
const answerOf = (n: number, person: Person, at: number, throws: Dice): Post => ({
  ...{ n, network: person.network, person: person.n, at, text: sentence(person.lang, throws) },
  ...{ langs: saidOf(person.lang, throws), form: 'none', tagged: false },
});
