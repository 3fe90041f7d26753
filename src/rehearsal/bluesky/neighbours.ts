import type { Person } from '../public/cast.ts';
import { type Crowd, type Happening, type Living, openCrowd } from '../public/crowd.ts';
import type { Public } from '../public/public.ts';
import { cidOf } from './cid.ts';
import { cidOfPost, type Finding, postCollection, recordOf, refOf, rkeyOf, uriOf } from './records.ts';
import type { Told } from './stream-log.ts';
import { tidOf } from './tid.ts';

/*
 * The other people's repos: found by handle, DID and address, and told of in the stream as they change.
 */

export type Neighbours = {
  readonly crowd: Crowd;
  readonly find: Finding;
  /** By handle or DID; `undefined` for nobody, and for those who left. */
  readonly person: (name: string) => Person | undefined;
  /** Those who left are known by their DID still. */
  readonly left: (name: string) => boolean;
  readonly post: (uri: string) => Living | undefined;
};

const likes = { like: 'app.bsky.feed.like', boost: 'app.bsky.feed.repost' } as const;

export const openNeighbours = (
  given: Public | undefined,
  ours: Finding['ours'],
  tell: (told: Told) => void,
): Neighbours => {
  const find: Finding = { hashtag: given?.hashtag ?? '', ours };
  const posts = new Map<string, Living>();
  const met = new Set<number>();

  const commit = (at: number, rkey: string, collection: string, record?: object, cid?: string) => {
    const operation = record ? 'create' : 'delete';
    return {
      kind: 'commit',
      commit: { rev: tidOf(at * 1000, 1), operation, collection, rkey, ...(record && { record, cid }) },
    };
  };

  const ofAccount = (at: number, person: Person, gone: boolean): void => {
    const time = iso(at);
    const { id: did } = person;
    const handle = crowd.handle(person);
    if (!gone) tell({ at, did, make: () => ({ kind: 'identity', identity: { did, handle, seq: at, time } }) });
    const state = gone ? { active: false, status: person.gone?.how } : { active: true };
    tell({ at, did, make: () => ({ kind: 'account', account: { ...state, did, seq: at, time } }) });
  };

  const ofPost = ({ at, kind, living }: Extract<Happening, { living: Living }>): void => {
    const { post, person } = living;
    const [rkey, did, collection] = [rkeyOf(post), person.id, postCollection];
    if (kind === 'delete') {
      posts.delete(uriOf(living));
      tell({ at, did, collection, make: () => commit(at, rkey, collection) });
      return;
    }
    const edited = kind === 'edit';
    if (!edited) {
      if (!met.has(person.n)) ofAccount(at, person, false);
      met.add(person.n);
      posts.set(uriOf(living), living);
    }
    tell({
      ...{ at, did, collection },
      make: () => {
        const made = commit(at, rkey, collection, recordOf(living, edited, find), cidOfPost(post, edited));
        return edited ? { ...made, commit: { ...made.commit, operation: 'update' } } : made;
      },
    });
  };

  const ofReaction = ({ at, kind, on, person, undo, serial }: Extract<Happening, { serial: number }>): void => {
    const collection = likes[kind];
    tell({
      ...{ at, did: person.id, collection },
      make: () => {
        // Made from the reaction, so that its taking back finds the same key.
        const rkey = tidOf(1.6e15 + (serial < 0 ? -serial : 1e12 + serial), 0);
        if (undo) return commit(at, rkey, collection);
        const found = typeof on === 'string' ? ours(on) : refOf(on);
        const subject = { uri: found?.uri, cid: found?.cid };
        const record = { $type: collection, subject, createdAt: iso(at) };
        return commit(at, rkey, collection, record, cidOf({ like: rkey }));
      },
    });
  };

  const crowd = openCrowd(given, 'bluesky', (happening) => {
    switch (happening.kind) {
      case 'post':
      case 'edit':
      case 'delete':
        return ofPost(happening);
      case 'like':
      case 'boost':
        return ofReaction(happening);
      case 'account gone':
        for (const one of happening.left) posts.delete(uriOf(one));
        return ofAccount(happening.at, happening.person, true);
      case 'renamed':
        return ofAccount(happening.at, happening.person, false);
      case 'moved':
      case 'blocks us': // a stream tells of it as of a record that we do not read
        return;
      default:
        return happening satisfies never;
    }
  });
  const byDid = new Map(crowd.people.map((person) => [person.id, person]));
  const byHandle = new Map(
    crowd.people.flatMap((person) => [person.handle, person.renamed?.handle ?? []].flat().map((one) => [one, person])),
  );

  return {
    crowd,
    find,
    person: (name) => {
      const person = byDid.get(name) ?? byHandle.get(name.toLowerCase());
      if (!person || crowd.isGone(person)) return undefined;
      return name.startsWith('did:') || crowd.handle(person) === name.toLowerCase() ? person : undefined;
    },
    left: (name) => {
      const person = byDid.get(name);
      return person !== undefined && crowd.isGone(person);
    },
    post: (uri) => posts.get(uri),
  };
};

const iso = (at: number): string => Temporal.Instant.fromEpochMilliseconds(at).toString({ fractionalSecondDigits: 3 });
