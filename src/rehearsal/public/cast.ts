import type { NetworkName } from '../../model.ts';

/*
 * Who and what there is in the simulated public. All of it is made up: nobody here is anybody.
 */

/** Servers of the fediverse. `here` and `there` may be local servers; the others are only heard of. */
export const homes = ['here', 'there', 'elsewhere', 'commons', 'quayside'] as const;
export type Home = (typeof homes)[number];

export type Gone = 'deleted' | 'suspended' | 'deactivated' | 'takendown';

export type Person = {
  readonly n: number;
  readonly network: NetworkName;
  /** Bluesky: a handle; Mastodon: a user name without its server; X: a user name. */
  readonly handle: string;
  readonly name: string;
  /** Bluesky: a DID; X: a user id; Mastodon: made from its number by each server. */
  readonly id: string;
  /** Mastodon: the server it lives on; a partner's may be any name with a dot. */
  readonly home: string;
  /** A partner's id in the campaign's files; undefined: one of the public. */
  readonly partner?: string;
  /** What it writes in, mostly. */
  readonly lang: string;
  /** How it left, if it does. */
  readonly gone?: { readonly at: number; readonly how: Gone };
  /** Another handle, from that moment. */
  readonly renamed?: { readonly at: number; readonly handle: string };
  /** Mastodon: another account, from that moment. */
  readonly moved?: { readonly at: number; readonly handle: string };
  /** Blocks our account, from that moment. */
  readonly blocks?: { readonly at: number };
};

/** How the hashtag stands in a post, or what only looks like it. */
export type Form =
  | 'in the text'
  | 'without a facet' // Bluesky: plain text that the client did not mark
  | 'facet only' // Bluesky: the marked words are others
  | 'tags only' // Bluesky: in record.tags
  | 'look-alike'
  | 'none';

export type Post = {
  /** Its number in the public: counts from 0 over all networks, in the order of time. */
  readonly n: number;
  readonly network: NetworkName;
  readonly person: number;
  readonly at: number;
  readonly text: string;
  /** As the client said, the first one first; empty: it said none. */
  readonly langs: readonly string[];
  readonly form: Form;
  readonly tagged: boolean;
  readonly answers?: { readonly post: number; readonly as: 'reply' | 'quote' };
  /** The number of the group that pastes this text. */
  readonly group?: number;
  readonly edited?: {
    readonly at: number;
    readonly text: string;
    readonly form: Form;
    readonly tagged: boolean;
    /** From then on it is called sensitive. */
    readonly sensitive?: boolean;
  };
  /** When its author deletes it. */
  readonly goneAt?: number;
};

export type Reaction = 'like' | 'boost';

/** One thing that happens. `undo`: the reaction is taken back. */
export type PublicEvent =
  | { readonly at: number; readonly kind: 'post' | 'edit' | 'delete'; readonly post: Post }
  | {
      readonly at: number;
      readonly kind: Reaction;
      readonly post: Post;
      readonly person: number;
      readonly undo: boolean;
    }
  | { readonly at: number; readonly kind: 'account gone' | 'renamed' | 'moved' | 'blocks us'; readonly person: number };

/** The primary subtag of the first language; empty when none was said. */
export const langOf = (langs: readonly string[]): string => (langs[0] ?? '').split('-')[0]!.toLowerCase();
