import { type NetworkName, networkNames } from '../../model.ts';
import type { Person, Post, PublicEvent } from './cast.ts';
import { type Partner, peopleOf } from './people.ts';
import { postsOf } from './posts.ts';
import { reactionsOf } from './reactions.ts';
import { type Truth, truthOf, type View } from './truth.ts';

/*
 * A simulated public: everything that it will do, known beforehand and the same for the same seed. What it does about our own posts
 * cannot be known beforehand: that is in crowd.ts.
 */

export type PublicOptions = {
  readonly seed: number;
  /** Without `#`. */
  readonly hashtag: string;
  /** On all networks together. */
  readonly authors: number;
  /** With the hashtag, on all networks together; as many again as a quarter of them are without it. */
  readonly postsPerDay: number;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  /** The campaign's: the day's curve, days and weeks. */
  readonly timeZone: string;
  readonly networks?: readonly NetworkName[];
  readonly partners?: readonly Partner[];
};

export type Public = {
  readonly seed: number;
  readonly hashtag: string;
  readonly to: number;
  /** `people[n].n` is n. */
  readonly people: readonly Person[];
  /** `posts[n].n` is n. */
  readonly posts: readonly Post[];
  /** In the order of time. */
  readonly events: readonly PublicEvent[];
  /** What there really is at a moment (ms). */
  readonly truth: (at: number, view?: View) => Truth;
};

export const publicOf = (options: PublicOptions): Public => {
  const { seed, hashtag, authors, postsPerDay: perDay, timeZone, networks = networkNames, partners = [] } = options;
  const [from, to] = [options.from.epochMilliseconds, options.to.epochMilliseconds];
  const people = peopleOf({ seed, authors, networks, partners, from, to });
  const deeds = new Map(partners.map((one) => [one.id, one.deeds ?? []]));
  const posts = postsOf({ seed, hashtag, people, networks, from, to, perDay, timeZone, deeds });
  const events: PublicEvent[] = reactionsOf(seed, posts, people, to);
  for (const post of posts) {
    const ends = Math.min(post.goneAt ?? to, people[post.person]?.gone?.at ?? to);
    events.push({ at: post.at, kind: 'post', post });
    if (post.edited && post.edited.at < ends) events.push({ at: post.edited.at, kind: 'edit', post });
    if (post.goneAt !== undefined && post.goneAt <= ends) events.push({ at: post.goneAt, kind: 'delete', post });
  }
  for (const { n, gone, renamed, moved, blocks } of people) {
    if (gone) events.push({ at: gone.at, kind: 'account gone', person: n });
    if (renamed) events.push({ at: renamed.at, kind: 'renamed', person: n });
    if (moved) events.push({ at: moved.at, kind: 'moved', person: n });
    if (blocks) events.push({ at: blocks.at, kind: 'blocks us', person: n });
  }
  // The sort is stable; no post has anything happen to it in the millisecond of its birth.
  events.sort((a, b) => a.at - b.at);
  return { seed, hashtag, to, people, posts, events, truth: truthOf({ people, posts, timeZone }) };
};
