import { partsOf } from './html.ts';
import type { Page } from './statuses.ts';

/*
 * Which statuses have which hashtag, in the order of their ids; and how a page of ids is cut out of such an order.
 */

export type TagIndex = {
  readonly add: (id: string, tags: readonly string[]) => void;
  readonly remove: (id: string, tags: readonly string[]) => void;
  readonly of: (tag: string) => readonly string[];
};

/** As the server keeps the name of a hashtag: without case, and in one form of its letters. */
export const tagName = (name: string): string => name.normalize('NFKC').toLowerCase();

export const tagsIn = (text: string): readonly string[] => [
  ...new Set(partsOf(text).flatMap((part) => (part.kind === 'hashtag' ? [tagName(part.name)] : []))),
];

export const openTagIndex = (): TagIndex => {
  const tags = new Map<string, string[]>();
  return {
    add: (id, names) => {
      for (const name of names) {
        const ids = tags.get(name) ?? [];
        ids.splice(placeOf(ids, id), 0, id);
        tags.set(name, ids);
      }
    },
    remove: (id, names) => {
      for (const name of names) {
        const ids = tags.get(name) ?? [];
        const place = placeOf(ids, id);
        if (ids[place] === id) ids.splice(place, 1);
      }
    },
    of: (tag) => tags.get(tagName(tag)) ?? [],
  };
};

/** Ids are numbers written as strings: the longer is the greater. What is no number sorts before all. */
const before = (a: string, b: string): boolean => {
  if (!/^\d+$/.test(b)) return false;
  return a.length === b.length ? a < b : a.length < b.length;
};

/** Where an id is, or would be. */
const placeOf = (ids: readonly string[], id: string): number => {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(ids[middle]!, id)) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Newest first. `minId` gives the page just above it, `sinceId` the newest ones above it. */
export const pageOfIds = (ids: readonly string[], { limit, maxId, sinceId, minId }: Page): readonly string[] => {
  const above = (id: string | undefined): number => {
    if (id === undefined) return 0;
    const place = placeOf(ids, id);
    return ids[place] === id ? place + 1 : place;
  };
  const from = Math.max(above(sinceId), above(minId));
  const to = maxId === undefined ? ids.length : placeOf(ids, maxId);
  const inside =
    minId === undefined ? ids.slice(Math.max(from, to - limit), to) : ids.slice(from, Math.min(to, from + limit));
  return inside.toReversed();
};
