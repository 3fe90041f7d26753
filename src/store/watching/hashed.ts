import type { NetworkName, Seen } from '../../model.ts';
import type { WatchKeys } from '../watch-keys.ts';
import type { HashedSight, PostSight } from './batch.ts';
import type { Taken } from './taken.ts';

/* From here on nothing has a name: addresses, authors and places become keyed hashes, and what must be read again is sealed. */

export type Address = {
  readonly uri: string;
  readonly source: string;
  readonly remoteId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
};

/** A list, and without the id where it is the address (Bluesky): short enough for one measure of PADDING there. */
export const sealedAddress = (keys: WatchKeys, { uri, source, remoteId, at }: Seen): string =>
  keys.seal(JSON.stringify([at.epochMilliseconds, source, uri, ...(remoteId === uri ? [] : [remoteId])]));

/** Undefined when it was sealed under another key. */
export const openAddress = (keys: WatchKeys, sealed: string): Address | undefined => {
  const text = keys.unseal(sealed);
  if (text === undefined) return undefined;
  const [at, source, uri, remoteId = uri] = JSON.parse(text) as [number, string, string, string?];
  return { at, source, uri, remoteId };
};

/** Authors' clients may write anything where a language belongs, a name too: what is kept looks like a language (ISO 639), or is nothing. */
const language = (lang: string): string => /^[a-z]{2,3}(?=-|$)/.exec(lang.toLowerCase())?.[0] ?? '';

type TakenPost = Extract<Taken, { kind: 'post' }>;

const hashedPost = (keys: WatchKeys, network: NetworkName, openFrom: number, sight: TakenPost): PostSight => {
  const { post, whose, hourAt, dayAt, weekAt, nextAt } = sight;
  const hash = keys.post(network, post.uri);
  // The authors of a week that is over have been counted.
  const open = weekAt >= openFrom;
  return {
    kind: 'post',
    hash,
    ...(network === 'mastodon' ? { place: keys.place(post.source, post.remoteId) } : {}),
    at: post.at.epochMilliseconds,
    known: {
      post_hash: hash,
      hour_at: hourAt,
      day_at: open ? dayAt : null,
      whose,
      lang: language(post.lang),
      author_hash: open ? keys.author(network, post.author, weekAt) : null,
      followed: null,
    },
    address: () => sealedAddress(keys, post),
    source: post.source,
    weekAt,
    nextAt: whose === 'ours' ? undefined : nextAt,
  };
};

/** `weeks`: those that are open. */
export const hashed = (
  keys: WatchKeys,
  network: NetworkName,
  { openFrom, weeks }: { readonly openFrom: number; readonly weeks: readonly number[] },
  sight: Taken,
): HashedSight => {
  switch (sight.kind) {
    case 'post':
      return hashedPost(keys, network, openFrom, sight);
    case 'gone':
      return { kind: 'gone', hash: keys.post(network, sight.uri), at: sight.now };
    case 'gone there':
      return { kind: 'gone there', place: keys.place(sight.source, sight.remoteId), at: sight.now };
    case 'author gone': {
      const authors = weeks.map((weekAt) => keys.author(network, sight.author, weekAt));
      return { kind: 'author gone', authors, at: sight.now };
    }
    default:
      return sight satisfies never;
  }
};
