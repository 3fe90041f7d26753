import type { Sight, Source } from '../../model.ts';

/*
 * What a stream shows concerns us only in small part: of all deletions of a network, those of posts with the hashtag. The addresses of
 * live sightings are kept in memory (in the store they are hashed and sealed), and so are those of posts deleted a moment ago, since a
 * stream may show a post after its deletion.
 */

/** Deleted addresses that are remembered; at 50 deletions a second on the whole of Bluesky, ten minutes of them. */
const REMEMBERED = 30_000;

type Address = { readonly uri: string; readonly source: Source; readonly remoteId: string };

/** Of `at://did/…`; cheaper than taking the address apart, since every deletion of a network comes by here. */
const authorOf = (uri: string): string => uri.slice('at://'.length, uri.indexOf('/', 'at://'.length));

export const knownAddresses = (live: readonly Address[]) => {
  /** Addresses by their author: an account that is gone takes all of its posts along. */
  const authors = new Map<string, Set<string>>();
  const add = (uri: string) => {
    const mine = authors.get(authorOf(uri)) ?? new Set<string>();
    authors.set(authorOf(uri), mine.add(uri));
  };
  const take = (uri: string): boolean => authors.get(authorOf(uri))?.delete(uri) ?? false;
  for (const { uri } of live) add(uri);
  /** To the moment of the deletion. An address may hold a post anew, later. */
  const deleted = new Map<string, number>();
  return {
    /** What of it the store has to hear; `at` is the event's own time. A post is known from then on. */
    news: (sight: Sight, at: number): readonly Sight[] => {
      switch (sight.kind) {
        case 'post': {
          const { uri } = sight.post;
          if (authors.get(authorOf(uri))?.has(uri) || at <= (deleted.get(uri) ?? Number.NEGATIVE_INFINITY)) return [];
          add(uri);
          return [sight];
        }
        case 'gone': {
          deleted.set(sight.uri, at);
          if (deleted.size > REMEMBERED) deleted.delete(deleted.keys().next().value as string);
          return take(sight.uri) ? [sight] : [];
        }
        case 'author gone': {
          const mine = authors.get(sight.author);
          authors.delete(sight.author);
          return mine === undefined ? [] : [sight, ...[...mine].map((uri): Sight => ({ kind: 'gone', uri }))];
        }
        case 'gone there':
          return [sight];
        default:
          return sight satisfies never;
      }
    },
  };
};
