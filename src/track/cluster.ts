import type { CopyGroup, NetworkName } from '../model.ts';
import type { Sketch } from './sketch.ts';

/*
 * Posts of the same words. It is a group from the moment on at which enough people had posted them within the window, and stays one: who pastes them later
 * pastes too. It ends when deletions leave too few people.
 */

export type Cluster = {
  readonly network: NetworkName;
  readonly sketch: Sketch;
  readonly add: (uri: string, author: string, at: number) => void;
  /** Gives its author. */
  readonly take: (uri: string) => string | undefined;
  readonly posts: () => readonly string[];
  /** The moment of the latest. */
  readonly last: () => number;
  /** Once it was one it has to be told of, even when nothing is left of it. */
  readonly isGroup: () => boolean;
  readonly told: () => CopyGroup;
};

const HOUR_MS = 3_600_000;

type Settings = {
  readonly id: string;
  readonly network: NetworkName;
  readonly sketch: Sketch;
  readonly authors: number;
  readonly windowMs: number;
};

const takeOne = (people: Map<string, number>, author: string): void => {
  const left = (people.get(author) ?? 1) - 1;
  if (left > 0) people.set(author, left);
  else people.delete(author);
};

export const clusterOf = ({ id, network, sketch, authors, windowMs }: Settings): Cluster => {
  const copies = new Map<string, { readonly author: string; readonly at: number }>();
  /** Who, and how many of the posts are theirs. */
  const people = new Map<string, number>();
  let last = Number.NEGATIVE_INFINITY;
  let group = false;

  /** Whether so many people posted within the window about `at`: only asked while it is no group, which has few posts by few people. */
  const crowded = (at: number): boolean => {
    if (people.size < authors) return false;
    const near = [...copies.values()].filter((one) => Math.abs(one.at - at) <= windowMs).sort((a, b) => a.at - b.at);
    const within = new Map<string, number>();
    let first = 0;
    for (const one of near) {
      within.set(one.author, (within.get(one.author) ?? 0) + 1);
      for (; one.at - near[first]!.at > windowMs; first++) takeOne(within, near[first]!.author);
      if (within.size >= authors) return true;
    }
    return false;
  };

  return {
    network,
    sketch,
    add: (uri, author, at) => {
      copies.set(uri, { author, at });
      people.set(author, (people.get(author) ?? 0) + 1);
      last = Math.max(last, at);
      group ||= crowded(at);
    },
    take: (uri) => {
      const author = copies.get(uri)?.author;
      if (author === undefined) return undefined;
      copies.delete(uri);
      takeOne(people, author);
      return author;
    },
    posts: () => [...copies.keys()],
    last: () => last,
    isGroup: () => group,
    told: () => {
      const many = people.size >= authors;
      const hours = Map.groupBy(many ? copies.values() : [], ({ at }) => Math.floor(at / HOUR_MS) * HOUR_MS);
      return {
        id,
        network,
        posts: many ? copies.size : 0,
        authors: many ? people.size : 0,
        hours: new Map([...hours].map(([hour, posts]) => [hour, posts.length])),
      };
    },
  };
};
