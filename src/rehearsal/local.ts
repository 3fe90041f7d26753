import type { IncomingHttpHeaders } from 'node:http';
import type { Counts, Lang, NetworkName, Whose } from '../model.ts';
import type { Public } from './public/public.ts';

/*
 * What the three local networks have in common. Each speaks its network's real wire format, keeps state in memory,
 * checks what it is sent by that network's own rules, and fails on demand. None of them imports src/network/:
 * a local network must be able to disagree with the adapter.
 */

/** One post as the local network holds it. `at` is when the network took it, in its own time. */
export type LocalPost = {
  readonly id: string;
  readonly url: string;
  readonly text: string;
  readonly langs: readonly Lang[];
  readonly at: Temporal.Instant;
  /** The id of our post that it answers. */
  readonly replyTo?: string;
  readonly pictures?: readonly LocalPicture[];
  readonly contentWarning?: string;
};

/** A boost by our account. `of`: what the network knows the boosted post by. */
export type LocalBoost = { readonly id: string; readonly of: string; readonly at: Temporal.Instant };

/** A picture as the local network holds it; `data` is a data: URL for the timeline page. */
export type LocalPicture = {
  readonly alt: string;
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly data: string;
};

/**
 * Something going wrong with one request.
 * `before`: the network has not acted on the request. `after`: it has, and only the answer is lost or spoilt.
 */
export type Fault = {
  readonly when: 'before' | 'after';
  readonly what:
    | { readonly kind: 'close' }
    | { readonly kind: 'hang'; readonly milliseconds: number }
    | { readonly kind: 'half' }
    | {
        readonly kind: 'answer';
        readonly status: number;
        readonly headers?: Record<string, string>;
        readonly body: string;
      };
};

/** A request as it came; `path` has no query string. */
export type LocalRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

/** Asked at each request; undefined: nothing goes wrong. */
export type FaultSource = (request: LocalRequest) => Fault | undefined;

export type LocalOptions = {
  /** The network's own time: virtual in a rehearsal. */
  readonly now: () => Temporal.Instant;
  readonly faults?: FaultSource;
  /** 0 or absent: any free port of 127.0.0.1. */
  readonly port?: number;
  /** Who else is there; absent: nobody. Every local network plays its own part of it. */
  readonly public?: Public;
};

/** A post with the hashtag that the network holds, whoever wrote it. */
export type HeldPost = {
  /** Its own address: at:// URI, a status's URI, X's id. */
  readonly id: string;
  /** DID; `user@server` in lower case; X's user id. */
  readonly author: string;
  readonly whose: Whose;
  /** Milliseconds: when it first had the hashtag. */
  readonly at: number;
  /** The primary subtag; empty when its author's client said none. */
  readonly lang: string;
  readonly counts: Counts;
};

export type LocalNetwork = AsyncDisposable & {
  readonly name: NetworkName;
  /** `http://127.0.0.1:<port>`; `/` there is the timeline page. */
  readonly url: string;
  /** The environment variables that lead a program to this network: URL and made-up credentials. */
  readonly environment: Readonly<Record<string, string>>;
  /** Everything published and not deleted, oldest first. */
  readonly posts: () => readonly LocalPost[];
  /** Every boost of ours that stands, oldest first. */
  readonly boosts: () => readonly LocalBoost[];
  /** Requests refused by the network's rules, in words: what a faultless adapter never causes. */
  readonly complaints: () => readonly string[];
  /** The timeline page as one self-contained HTML document. */
  readonly timeline: () => string;
  /** Lets the public do what is due, and its streams tell of it; every request does so too. Cheap when nothing is due. */
  readonly advance: (now: Temporal.Instant) => void;
  /** When the public does something next. */
  readonly nextPublic: () => Temporal.Instant | undefined;
  /** Everything with the hashtag that is there now, ours and others'; without a public there is no hashtag to look for. */
  readonly held: () => readonly HeldPost[];
};
