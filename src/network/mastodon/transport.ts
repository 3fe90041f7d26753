import { Blocked } from '../../errors.ts';
import { fate, type Purpose } from './errors.ts';
import { scopeOf } from './scopes.ts';

/*
 * One HTTP exchange with the server, with our own reading of what it means. The SDK is given this in place of its own:
 * that one turns a page of HTML into a TypeError without a status, and drops the path of the server's address.
 */

export type Request = {
  readonly method: string;
  /** From the root of the API: `/api/v1/statuses`. */
  readonly path: string;
  /** Without `?`. */
  readonly search?: string;
  readonly headers?: ConstructorParameters<typeof Headers>[0];
  /** A string is JSON, a form is sent in parts. */
  readonly body?: string | FormData | undefined;
  /** Nodeinfo is asked as anybody would ask it. */
  readonly anonymous?: boolean;
};

export type Reply<T> = { readonly status: number; readonly headers: Headers; readonly data: T };

export type Exchange = <T>(
  request: Request,
  purpose: Purpose,
  parse: (text: string) => T,
  signal: AbortSignal,
) => Promise<Reply<T>>;

export type Server = {
  readonly url: string;
  readonly token: string;
  readonly now: () => Temporal.Instant;
  readonly fetch?: typeof fetch;
};

/** Throws a fate and nothing else. */
export const exchangeWith = (server: Server): Exchange => {
  const base = server.url.replace(/[?#].*$/, '').replace(/\/+$/, '');
  const go = server.fetch ?? fetch;
  // A server that repeats our request in its words must not carry the token into a log.
  const scrubbed = (text: string) => (server.token === '' ? text : text.replaceAll(server.token, '***'));

  return async (request, purpose, parse, signal) => {
    if (signal.aborted) throw fate({ kind: 'unsent' }, purpose, server.now());
    const headers = new Headers(request.headers);
    headers.set('accept', 'application/json');
    headers.set('accept-language', 'en'); // a refusal's words are for our log and for the team
    headers.set('user-agent', 'campaign-amplifier');
    if (typeof request.body === 'string') headers.set('content-type', 'application/json');
    if (!request.anonymous) authorise(headers, server.token);

    let response: Response;
    try {
      response = await go(base + request.path + (request.search ? `?${request.search}` : ''), {
        method: request.method,
        headers,
        body: request.body ?? null,
        redirect: 'manual', // a followed 301 turns POST into GET, and leads away from the server that was named
        signal,
      });
    } catch (error) {
      throw fate({ kind: 'failure', error }, purpose, server.now());
    }

    const { status } = response;
    const unusable = (body: string) => {
      const scope = request.anonymous ? undefined : scopeOf(request.method, request.path);
      const answer = { kind: 'answer', status, headers: response.headers, body: scrubbed(body), scope } as const;
      return fate(answer, purpose, server.now());
    };
    let text: string;
    try {
      text = await response.text();
    } catch (error) {
      // The status came through: a refusal stays one, and a success cut short proves nothing.
      throw response.ok ? fate({ kind: 'failure', error }, purpose, server.now()) : unusable('');
    }
    if (!response.ok) throw unusable(text);
    try {
      return { status, headers: response.headers, data: parse(text) };
    } catch {
      throw unusable(text);
    }
  };
};

/** The error that Headers would throw holds the token: it is not passed on. */
export const authorise = (headers: Headers, token: string): void => {
  try {
    headers.set('authorization', `Bearer ${token}`);
  } catch {
    throw new Blocked('MASTODON_ACCESS_TOKEN holds signs that no token has');
  }
};
