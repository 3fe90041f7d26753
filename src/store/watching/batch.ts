import type { NetworkName } from '../../model.ts';
import type { SightingTable } from '../schema.ts';
import type { Marks } from './marks.ts';

/*
 * What a batch of sights makes of the store, worked out without it: sources tell things at least once and in any order, so the outcome must be
 * the same whatever comes twice, late, or before what it belongs to.
 */

/** A stored sighting without its sealed address. */
export type Known = Omit<SightingTable, 'network' | 'sealed'>;

export type PostSight = {
  readonly kind: 'post';
  readonly hash: string;
  /** Mastodon only. */
  readonly place?: string;
  readonly at: number;
  readonly known: Known;
  /** What to seal; a function, since most posts that come are known already. */
  readonly address: () => string;
  readonly source: string;
  readonly weekAt: number;
  readonly nextAt: number | undefined;
};

/** A sight with nothing in it but hashes. `authors`: the author's hash in every open week. */
export type HashedSight =
  | PostSight
  | { readonly kind: 'gone'; readonly hash: string; readonly at: number }
  | { readonly kind: 'gone there'; readonly place: string; readonly at: number }
  | { readonly kind: 'author gone'; readonly authors: readonly string[]; readonly at: number };

/** What the store holds of everything that the batch speaks of. */
export type Before = {
  readonly network: NetworkName;
  readonly marks: Marks;
  readonly sightings: ReadonlyMap<string, Known>;
  /** From a place to the post's hash. */
  readonly places: ReadonlyMap<string, string>;
  /** From a hash to the moment of the deletion. */
  readonly tombstones: ReadonlyMap<string, number>;
};

export type Outcome = {
  readonly add: readonly PostSight[];
  readonly places: ReadonlyMap<string, string>;
  readonly forget: readonly Known[];
  /** From a hash to the moment of the deletion. */
  readonly bury: ReadonlyMap<string, number>;
  readonly counts: { added: number; known: number; forgotten: number };
};

export const outcome = (sights: readonly HashedSight[], before: Before): Outcome => {
  const stored = new Map(before.sightings);
  const fresh = new Map<string, PostSight>();
  const places = new Map(before.places);
  const newPlaces = new Map<string, string>();
  const tombstones = new Map(before.tombstones);
  const bury = new Map<string, number>();
  const forget: Known[] = [];
  const counts = { added: 0, known: 0, forgotten: 0 };

  const buried = (hash: string, at: number): void => {
    const latest = Math.max(at, tombstones.get(hash) ?? at);
    tombstones.set(hash, latest);
    bury.set(hash, latest);
  };
  const remove = (hash: string, at: number): void => {
    buried(hash, at);
    const known = stored.get(hash);
    if (known) forget.push(known);
    if (stored.delete(hash) || fresh.delete(hash)) counts.forgotten += 1;
    for (const [place, post] of newPlaces) if (post === hash) newPlaces.delete(place);
    for (const [place, post] of places) if (post === hash) places.delete(place);
  };
  /** Ids on Mastodon are never used again; on Bluesky an address may hold a post anew, later than its deletion. */
  const late = (at: number, hash: string): boolean => {
    const goneAt = tombstones.get(hash);
    return goneAt !== undefined && (before.network !== 'bluesky' || at <= goneAt);
  };

  /** Whether it is counted now. */
  const see = (sight: PostSight): boolean => {
    const { hash, place, at, known } = sight;
    if (known.hour_at < before.marks.forgotten || at <= before.marks.keyLost) return false;
    // Gone on one of its servers, shown by another: it is gone, whichever was heard first.
    if (place !== undefined && late(at, place)) remove(hash, tombstones.get(place) ?? at);
    if (late(at, hash)) return false;
    if (place !== undefined && !places.has(place)) {
      places.set(place, hash);
      newPlaces.set(place, hash);
    }
    if (stored.has(hash) || fresh.has(hash)) return false;
    fresh.set(hash, sight);
    return true;
  };

  for (const sight of sights) {
    switch (sight.kind) {
      case 'post':
        counts[see(sight) ? 'added' : 'known'] += 1;
        break;
      case 'gone':
        remove(sight.hash, sight.at);
        break;
      case 'gone there': {
        const post = places.get(sight.place);
        buried(sight.place, sight.at);
        if (post !== undefined) remove(post, sight.at);
        break;
      }
      case 'author gone': {
        const theirs = (author: string | null) => author !== null && sight.authors.includes(author);
        for (const one of [...stored.values()]) if (theirs(one.author_hash)) remove(one.post_hash, sight.at);
        for (const one of [...fresh.values()]) if (theirs(one.known.author_hash)) remove(one.hash, sight.at);
        break;
      }
      default:
        sight satisfies never;
    }
  }
  return { add: [...fresh.values()], places: newPlaces, forget, bury, counts };
};
