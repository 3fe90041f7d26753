import type { Lang, NetworkName } from '../model.ts';

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

/** Asked at each request; undefined: nothing goes wrong. `path` has no query string. */
export type FaultSource = (request: { readonly method: string; readonly path: string }) => Fault | undefined;

export type LocalOptions = {
  /** The network's own time: virtual in a rehearsal. */
  readonly now: () => Temporal.Instant;
  readonly faults?: FaultSource;
  /** 0 or absent: any free port of 127.0.0.1. */
  readonly port?: number;
};

export type LocalNetwork = AsyncDisposable & {
  readonly name: NetworkName;
  /** `http://127.0.0.1:<port>`; `/` there is the timeline page. */
  readonly url: string;
  /** The environment variables that lead a program to this network: URL and made-up credentials. */
  readonly environment: Readonly<Record<string, string>>;
  /** Everything published and not deleted, oldest first. */
  readonly posts: () => readonly LocalPost[];
  /** Requests refused by the network's rules, in words: what a faultless adapter never causes. */
  readonly complaints: () => readonly string[];
  /** The timeline page as one self-contained HTML document. */
  readonly timeline: () => string;
};
