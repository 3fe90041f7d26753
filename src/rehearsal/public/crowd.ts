import type { NetworkName } from '../../model.ts';
import type { Form, Person, Post, PublicEvent, Reaction } from './cast.ts';
import { type Ours, ofOurs } from './ours.ts';
import type { Public } from './public.ts';

/*
 * The public on one network, as time goes on: what stands there now, with its counts. The network is told of everything that
 * happens, in the order in which it does.
 */

export type Counted = { likes: number; boosts: number; replies: number; quotes: number };

/** A post that is there. */
export type Living = {
  readonly post: Post;
  readonly person: Person;
  text: string;
  form: Form;
  tagged: boolean;
  sensitive?: boolean;
  /** When it first had the hashtag; undefined: it has not. */
  taggedAt?: number;
  editedAt?: number;
  readonly counts: Counted;
  /** What it answers: another living post, or one of ours by its id. */
  readonly answers?: { readonly on: Living | string; readonly as: 'reply' | 'quote' };
};

export type Happening =
  | { readonly at: number; readonly kind: 'post' | 'edit' | 'delete'; readonly living: Living }
  | {
      readonly at: number;
      readonly kind: Reaction;
      readonly on: Living | string;
      readonly person: Person;
      readonly undo: boolean;
      /** The same for the reaction and for its taking back; no other reaction of this network has it. */
      readonly serial: number;
    }
  /** `left`: what the account takes with it. */
  | { readonly at: number; readonly kind: 'account gone'; readonly person: Person; readonly left: readonly Living[] }
  | { readonly at: number; readonly kind: 'renamed' | 'moved' | 'blocks us'; readonly person: Person };

export type Crowd = {
  readonly people: readonly Person[];
  /** Lets everything happen that is due; cheap when nothing is. Milliseconds. */
  readonly advance: (now: number) => void;
  /** When the next thing happens. */
  readonly next: () => number | undefined;
  readonly living: () => IteratorObject<Living>;
  readonly get: (post: number) => Living | undefined;
  /** Oldest first. */
  readonly by: (person: Person) => readonly Living[];
  readonly isGone: (person: Person) => boolean;
  readonly handle: (person: Person) => string;
  readonly blocksUs: (person: Person) => boolean;
  /** The handle of the account that it has moved to. */
  readonly movedTo: (person: Person) => string | undefined;
  /** Of our posts: one was published, one was deleted, what one has gathered. */
  readonly ours: Pick<Ours, 'took' | 'lost' | 'counts'>;
};

export const openCrowd = (
  given: Public | undefined,
  network: NetworkName,
  told: (happening: Happening) => void,
): Crowd => {
  const people = (given?.people ?? []).filter((one) => one.network === network);
  const known = new Set(people.map(({ n }) => n));
  const events = (given?.events ?? []).filter((event) =>
    'post' in event ? event.post.network === network : known.has(event.person),
  );
  const living = new Map<number, Living>();
  const byPerson = new Map<number, Living[]>();
  const gone = new Set<number>();
  const renamed = new Set<number>();
  const moved = new Set<number>();
  const blocking = new Set<number>();
  const ours = ofOurs(given, network, people, (person) => gone.has(person.n));
  let done = 0;

  const counted = (answers: Living['answers'], by: 1 | -1): void => {
    if (!answers) return;
    const counts = typeof answers.on === 'string' ? ours.counts(answers.on) : answers.on.counts;
    counts[answers.as === 'reply' ? 'replies' : 'quotes'] += by;
  };

  const appear = (post: Post, answers: Living['answers']): Living => {
    const { text, form, tagged, at } = post;
    const made: Living = {
      ...{ post, person: given!.people[post.person]!, text, form, tagged, answers },
      ...(tagged && { taggedAt: at }),
      counts: { likes: 0, boosts: 0, replies: 0, quotes: 0 },
    };
    living.set(post.n, made);
    const theirs = byPerson.get(post.person) ?? [];
    theirs.push(made);
    byPerson.set(post.person, theirs);
    counted(answers, 1);
    return made;
  };

  const vanish = (one: Living): void => {
    living.delete(one.post.n);
    counted(one.answers, -1);
  };

  const happen = (event: PublicEvent): void => {
    const { at, kind } = event;
    switch (kind) {
      case 'post': {
        const parent = event.post.answers && living.get(event.post.answers.post);
        const answers = parent && { on: parent, as: event.post.answers!.as };
        told({ at, kind, living: appear(event.post, answers) });
        return;
      }
      case 'edit': {
        const one = living.get(event.post.n);
        const { edited } = event.post;
        if (!one || !edited) return;
        Object.assign(one, { text: edited.text, form: edited.form, tagged: edited.tagged, editedAt: at });
        if (edited.sensitive) one.sensitive = true;
        if (edited.tagged) one.taggedAt ??= at;
        told({ at, kind, living: one });
        return;
      }
      case 'delete': {
        const one = living.get(event.post.n);
        if (!one) return;
        vanish(one);
        const theirs = byPerson.get(one.person.n);
        theirs?.splice(theirs.indexOf(one), 1);
        told({ at, kind, living: one });
        return;
      }
      case 'like':
      case 'boost': {
        const on = living.get(event.post.n);
        if (!on || gone.has(event.person)) return;
        on.counts[kind === 'like' ? 'likes' : 'boosts'] += event.undo ? -1 : 1;
        const serial = event.post.n * 100_000 + event.person; // nobody reacts twice in one way
        told({ at, kind, on, person: given!.people[event.person]!, undo: event.undo, serial });
        return;
      }
      case 'account gone': {
        gone.add(event.person);
        const left = byPerson.get(event.person) ?? [];
        byPerson.delete(event.person);
        for (const one of left) vanish(one);
        told({ at, kind, person: given!.people[event.person]!, left });
        return;
      }
      case 'renamed':
      case 'moved':
      case 'blocks us':
        ({ renamed, moved, 'blocks us': blocking })[kind].add(event.person);
        told({ at, kind, person: given!.people[event.person]! });
        return;
      default:
        kind satisfies never;
    }
  };

  return {
    people,
    advance: (now) => {
      for (;;) {
        const [theirs, ourNext] = [events[done]?.at, ours.next()];
        const first = Math.min(theirs ?? Number.POSITIVE_INFINITY, ourNext ?? Number.POSITIVE_INFINITY);
        if (first > now) return;
        if (first === theirs) {
          happen(events[done]!);
          done += 1;
        } else {
          for (const one of ours.happen()) {
            told(one.kind === 'answer' ? { at: one.at, kind: 'post', living: appear(one.post, one.answers) } : one);
          }
        }
      }
    },
    next: () => {
      const first = Math.min(events[done]?.at ?? Number.POSITIVE_INFINITY, ours.next() ?? Number.POSITIVE_INFINITY);
      return first === Number.POSITIVE_INFINITY ? undefined : first;
    },
    living: () => living.values(),
    get: (post) => living.get(post),
    by: (person) => byPerson.get(person.n) ?? [],
    isGone: (person) => gone.has(person.n),
    handle: (person) => (renamed.has(person.n) && person.renamed ? person.renamed.handle : person.handle),
    blocksUs: (person) => blocking.has(person.n),
    movedTo: (person) => (moved.has(person.n) ? person.moved?.handle : undefined),
    ours,
  };
};
