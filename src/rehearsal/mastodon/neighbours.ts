import { homes, type Person } from '../public/cast.ts';
import { type Crowd, type Happening, type Living, openCrowd } from '../public/crowd.ts';
import { mix } from '../public/dice.ts';
import type { Public } from '../public/public.ts';
import { isKnownOn } from '../public/truth.ts';
import type { Abroad, Fediverse } from './fediverse.ts';
import { openTagIndex, type TagIndex, tagsIn } from './tag-index.ts';

/*
 * What this server knows of other people: its own in whole, of the others what came to it. Each status has an id of this server's own.
 */

export type Known = { readonly id: string } & (
  | { readonly kind: 'theirs'; readonly living: Living }
  /** Of our account, which lives on another server. */
  | { readonly kind: 'abroad'; readonly abroad: Abroad }
);

export type News = { readonly event: 'update' | 'status.update' | 'delete'; readonly known: Known };

export type Neighbours = {
  readonly home: string;
  readonly crowd: Crowd;
  readonly tags: TagIndex;
  readonly get: (id: string) => Known | undefined;
  readonly all: () => Iterable<Known>;
  readonly idOf: (living: Living) => string | undefined;
  readonly by: (person: Person) => readonly Known[];
  /** Known here: one of this server's own, or one of whom something came. */
  readonly met: (person: Person) => boolean;
  /** Fetches whom, or what, this server had not heard of. */
  readonly meet: (person: Person) => void;
  readonly fetch: (living: Living) => Known;
  readonly advance: (now: number) => void;
  readonly next: () => number | undefined;
  readonly abroad: { readonly published: (status: Abroad) => void; readonly deleted: (uri: string) => void };
};

/** A status on its own server, and with it its address. */
export const homeIdOf = ({ at, n }: Living['post']): string => String((BigInt(at) << 16n) | BigInt(n & 0xffff));

export type Neighbourhood = {
  readonly public?: Public;
  readonly fediverse: Fediverse;
  readonly home: string;
  /** Statuses of other servers come up to so many milliseconds late, with ids of the time when they were written. */
  readonly lateness: number;
  readonly tell: (news: News) => void;
};

export const openNeighbours = ({ public: given, home, lateness, tell }: Neighbourhood): Neighbours => {
  const known = new Map<string, Known>();
  const ids = new Map<number, string>();
  const tags = openTagIndex();
  const people = new Set<number>();
  const coming: { readonly at: number; readonly living: Living }[] = [];
  const foreign = new Map<string, string>();

  const freeId = (at: number, low: number): string => {
    let id = (BigInt(at) << 16n) | BigInt(low & 0xffff);
    while (known.has(String(id))) id += 1n;
    return String(id);
  };

  const arrive = (living: Living, quietly = false): Known => {
    const { post, person } = living;
    const own = person.home === home;
    const id = own ? homeIdOf(post) : freeId(post.at, mix(post.n * 2 + homes.indexOf(home as 'here')));
    const made: Known = { id, kind: 'theirs', living };
    known.set(id, made);
    ids.set(post.n, id);
    people.add(person.n);
    tags.add(id, tagsIn(living.text));
    if (!quietly) tell({ event: 'update', known: made });
    return made;
  };

  const leave = (living: Living, told: boolean): void => {
    const id = ids.get(living.post.n);
    const made = id === undefined ? undefined : known.get(id);
    const place = coming.findIndex((one) => one.living === living);
    if (place >= 0) coming.splice(place, 1);
    if (!made) return;
    if (told) tell({ event: 'delete', known: made });
    tags.remove(made.id, tagsIn(living.text));
    known.delete(made.id);
    ids.delete(living.post.n);
  };

  const hear = (happening: Happening): void => {
    if (happening.kind === 'account gone') {
      // A deleted account takes back each of its posts; a suspended one is just not shown any more.
      const deleted = happening.person.gone?.how === 'deleted';
      for (const one of happening.left) leave(one, deleted);
      return;
    }
    if (!('living' in happening)) return;
    const { kind, living, at } = happening;
    const { post, person } = living;
    if (kind === 'delete') {
      leave(living, true);
      return;
    }
    if (kind === 'edit') {
      const id = ids.get(post.n);
      if (id === undefined) return;
      tags.remove(id, tagsIn(post.text));
      tags.add(id, tagsIn(living.text));
      tell({ event: 'status.update', known: { id, kind: 'theirs', living } });
      return;
    }
    // What answers us comes to us whatever else this server hears.
    if (!isKnownOn(home, post, person) && typeof living.answers?.on !== 'string') return;
    const late = person.home === home || lateness === 0 ? 0 : mix(post.n * 13 + 5) % lateness;
    if (late === 0) arrive(living);
    else coming.push({ at: at + late, living });
  };

  const crowd = openCrowd(given, 'mastodon', hear);
  const met = (person: Person) => !crowd.isGone(person) && (person.home === home || people.has(person.n));

  return {
    home,
    crowd,
    tags,
    get: (id) => known.get(id),
    all: () => known.values(),
    idOf: (living) => ids.get(living.post.n),
    by: (person) => crowd.by(person).flatMap(({ post }) => known.get(ids.get(post.n) ?? '') ?? []),
    met,
    meet: (person) => void people.add(person.n),
    fetch: (living) => known.get(ids.get(living.post.n) ?? '') ?? arrive(living, true),
    advance: (now) => {
      crowd.advance(now);
      if (!coming.some(({ at }) => at <= now)) return;
      const due = coming.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
      coming.splice(0, coming.length, ...coming.filter(({ at }) => at > now));
      for (const { living } of due) arrive(living);
    },
    next: () => {
      const all = [crowd.next() ?? Number.POSITIVE_INFINITY, ...coming.map(({ at }) => at)];
      const first = Math.min(...all);
      return first === Number.POSITIVE_INFINITY ? undefined : first;
    },
    abroad: {
      published: (abroad) => {
        const id = freeId(abroad.held.at.epochMilliseconds, 7);
        const made: Known = { id, kind: 'abroad', abroad };
        known.set(id, made);
        foreign.set(abroad.uri, id);
        tags.add(id, tagsIn(abroad.held.text));
        tell({ event: 'update', known: made });
      },
      deleted: (uri) => {
        const made = known.get(foreign.get(uri) ?? '');
        if (made?.kind !== 'abroad') return;
        tell({ event: 'delete', known: made });
        tags.remove(made.id, tagsIn(made.abroad.held.text));
        known.delete(made.id);
        foreign.delete(uri);
      },
    },
  };
};
