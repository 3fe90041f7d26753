import type { Blobs } from './blobs.ts';
import { cidOf } from './cid.ts';
import { invalid, Refusal } from './refusal.ts';
import { tidOf } from './tid.ts';

/* The records of the one account, and what a PDS does with a key that is there already. */

export type Stored = {
  readonly uri: string;
  readonly cid: string;
  readonly rkey: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** When the network took it, in its own time. */
  readonly at: Temporal.Instant;
};

export type Repo = ReturnType<typeof openRepo>;

const tidCollections = new Set(['app.bsky.feed.post', 'app.bsky.feed.repost', 'app.bsky.feed.like']);
const tid = /^[234567abcdefghij][234567a-z]{12}$/;

export const openRepo = (did: string, now: () => Temporal.Instant, blobs: Blobs) => {
  const collections = new Map<string, Map<string, Stored>>();
  let newest = 0n;

  const of = (collection: string): Map<string, Stored> => {
    const held = collections.get(collection) ?? new Map<string, Stored>();
    collections.set(collection, held);
    return held;
  };

  const uriOf = (collection: string, rkey: string): string => `at://${did}/${collection}/${rkey}`;

  /** The next TID of this server: microseconds of its time and a clock id of 0, never the same twice. */
  const nextTid = (): string => {
    const micros = BigInt(now().epochMilliseconds) * 1000n;
    newest = micros > newest ? micros : newest + 1n;
    return tidOf(Number(newest), 0);
  };

  const checkKey = (collection: string, rkey: string): void => {
    if (!/^[A-Za-z0-9._:~-]{1,512}$/.test(rkey) || rkey === '.' || rkey === '..') {
      throw invalid('Invalid record key');
    }
    if (tidCollections.has(collection) && !tid.test(rkey)) {
      throw invalid(`Invalid record key for ${collection}: Invalid TID string (got "${rkey}") at $`);
    }
  };

  const write = (collection: string, rkey: string, value: Stored['value'], cid: string): Stored => {
    const at = of(collection).get(rkey)?.at ?? now();
    const stored = { uri: uriOf(collection, rkey), cid, rkey, value, at };
    blobs.tie(stored.uri, value); // refuses what names a blob that is not here
    of(collection).set(rkey, stored);
    return stored;
  };

  return {
    uriOf,
    nextTid,
    checkKey,
    get: (collection: string, rkey: string): Stored | undefined => of(collection).get(rkey),
    all: (collection: string): readonly Stored[] => [...of(collection).values()],

    create: (collection: string, rkey: string, value: Stored['value']): Stored => {
      // A PDS trips over its own index here: 500, whatever the content.
      if (of(collection).has(rkey)) throw new Refusal(500, 'InternalServerError', 'Internal Server Error');
      return write(collection, rkey, value, cidOf(value));
    },

    /** `swap`: undefined is no condition, null is "only when there is none", a cid "only in place of this one". */
    put: (collection: string, rkey: string, value: Stored['value'], swap: string | null | undefined) => {
      const there = of(collection).get(rkey);
      const cid = cidOf(value);
      if (there?.cid === cid) return { stored: there, changed: false };
      if (swap !== undefined && swap !== (there?.cid ?? null)) {
        throw new Refusal(400, 'InvalidSwap', `Record was at ${there?.cid ?? 'null'}`);
      }
      return { stored: write(collection, rkey, value, cid), changed: true };
    },

    /** The record at this address, if it is one of ours. */
    at: (uri: string): Stored | undefined => {
      const [, , repo, collection = '', rkey = ''] = uri.split('/');
      return repo === did ? of(collection).get(rkey) : undefined;
    },

    delete: (collection: string, rkey: string): boolean => {
      blobs.untie(uriOf(collection, rkey));
      return of(collection).delete(rkey);
    },
  };
};
