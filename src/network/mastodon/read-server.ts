import { Blocked, Throttled, Unreachable } from '../../errors.ts';
import type { Source } from '../../model.ts';
import { type Allowance, allowance, wholeNumber } from '../allowance.ts';
import { isFate, statusOf } from './errors.ts';
import { type Instance, instanceOf } from './instance.ts';
import { moment } from './throttled-until.ts';
import { exchangeWith } from './transport.ts';

/*
 * A Mastodon-compatible server that is only read: our own, with our token, or somebody else's, as anybody may read it. What is left of
 * its rate limit is known here, so whatever reads there shares one of these.
 */

export type ReadServerOptions = {
  readonly url: string;
  /** What the server is called in sources and in words; the address's own host when absent. */
  readonly host?: string;
  /** Only of our own server. It is sent there, and to where that server says its streams are. */
  readonly token?: string;
  /** The server's own time: virtual in a rehearsal. */
  readonly now: () => Temporal.Instant;
  readonly fetch?: typeof fetch;
  /** Real milliseconds for one answer. */
  readonly callMs?: number;
};

export type ReadServer = {
  readonly url: string;
  readonly host: string;
  readonly source: Source;
  readonly token?: string;
  readonly now: () => Temporal.Instant;
  readonly fetch: typeof fetch;
  readonly room: Allowance['room'];
  readonly closed: Allowance['closed'];
  /** What the server says of itself, kept for an hour; undefined when it tells nobody. Throws when it cannot be asked. */
  readonly instance: (signal: AbortSignal) => Promise<Instance | undefined>;
  /** JSON at a path. Throws a fate in the words of the server; of an answer that refuses, `statusOf` knows the status. */
  readonly ask: (path: string, search: URLSearchParams, signal: AbortSignal) => Promise<unknown>;
  /** What a failure of `ask` means for who wanted `what`: Throttled, Unreachable, or Blocked with the reason in words. */
  readonly told: (error: unknown, what: string) => Throttled | Unreachable | Blocked;
};

// 40 statuses, each with its media, card and account, stay below a megabyte.
const largestAnswer = 8 * 1024 * 1024;

export const readServer = (options: ReadServerOptions): ReadServer => {
  const { url, token, now, fetch: go = fetch, callMs = 30_000 } = options;
  const host = (options.host ?? new URL(url).host).toLowerCase();
  // Publishing is under the limit of the same token. Where we have no account, somebody else may read from our address.
  const left = allowance({ share: token === undefined ? 0.8 : 0.5, now });
  let leadsTo: string | undefined;

  const looked: typeof fetch = async (input, init) => {
    left.took();
    const response = await go(input, init);
    const { headers } = response;
    left.saw({
      limit: wholeNumber(headers.get('x-ratelimit-limit')),
      remaining: wholeNumber(headers.get('x-ratelimit-remaining')),
      reset: moment(headers.get('x-ratelimit-reset')),
    });
    if (response.status >= 300 && response.status < 400) leadsTo = URL.parse(headers.get('location') ?? '')?.host;
    return bounded(response);
  };
  const exchange = exchangeWith({ url, token: token ?? '', now, fetch: looked });

  const ask: ReadServer['ask'] = async (path, search, signal) => {
    const request = { method: 'GET', path, search: search.toString(), anonymous: token === undefined };
    const timely = AbortSignal.any([signal, AbortSignal.timeout(callMs)]);
    try {
      return (await exchange(request, 'repeatable', JSON.parse, timely)).data;
    } catch (error) {
      if (error instanceof Throttled) left.closed(error.until);
      throw error;
    }
  };

  return {
    url: url.replace(/[?#].*$/, '').replace(/\/+$/, ''),
    host,
    source: `mastodon:${host}`,
    ...(token === undefined ? {} : { token }),
    now,
    fetch: go,
    room: left.room,
    closed: left.closed,
    ask,
    instance: instanceOf(ask, now),
    told: (error, what) => {
      const words = error instanceof Error ? error.message : String(error);
      if (error instanceof Throttled) return new Throttled(error.until, `${host}: ${words}`);
      if (error instanceof Unreachable || !isFate(error)) return new Unreachable(`${host}: ${words}`, { cause: error });
      const status = statusOf(error);
      return new Blocked(refusal(status ?? 0, { host, what, words, leadsTo, ours: token !== undefined }), {
        cause: { status },
      });
    },
  };
};

type Refused = {
  readonly host: string;
  readonly what: string;
  readonly words: string;
  readonly leadsTo: string | undefined;
  readonly ours: boolean;
};

const refusal = (status: number, { host, what, words, leadsTo, ours }: Refused): string => {
  if (status >= 300 && status < 400) {
    return leadsTo
      ? `${host} sends us to ${leadsTo}: name that server instead, if it is the one that is meant`
      : `${host} sends us elsewhere: name the server that answers itself`;
  }
  if (status === 404) return `${host} has no ${what}: it may be no server that speaks Mastodon's API (${words})`;
  if (status === 410) return `${host} has no ${what} any more (${words})`;
  // Mastodon answers 422 «This method requires an authenticated user», others 401 or 403.
  if (!ours && [401, 403, 422].includes(status))
    return `${host} shows its ${what} only to those with an account there (${words})`;
  return `${host} refuses its ${what} (${words})`;
};

/** A stranger's server does not fill our memory. */
const bounded = (response: Response): Response => {
  if (!response.body) return response;
  let size = 0;
  const meter = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      size += chunk.byteLength;
      if (size > largestAnswer) controller.error(new Error('the answer is too long'));
      else controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(meter), response);
};
