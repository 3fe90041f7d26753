import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../../errors.ts';
import type { blockScope, helpfulScope, Scope } from './scopes.ts';
import { throttledUntil } from './throttled-until.ts';

/*
 * What became of one HTTP call to a Mastodon-compatible server, and so of the post it carried.
 */

export type Outcome =
  /** An answer that cannot be used: an error, a redirect, or a success that does not hold what it should. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Headers;
      readonly body: string;
      /** What the token must have been allowed to do. */
      readonly scope?: Scope | typeof helpfulScope | typeof blockScope;
    }
  /** No answer: what fetch threw. */
  | { readonly kind: 'failure'; readonly error: unknown }
  /** The caller's time was over before the request was sent. */
  | { readonly kind: 'unsent' };

/** `publish`: the request may have made a post. `repeatable`: reading, uploading, deleting; doing it twice does no harm. */
export type Purpose = 'publish' | 'repeatable';

export type Fate = Rejected | Throttled | Unreachable | Blocked | Ambiguous;

export const isFate = (error: unknown): error is Fate =>
  [Rejected, Throttled, Unreachable, Blocked, Ambiguous].some((one) => error instanceof one);

/** The HTTP status that a fate came from, where there was one. */
export const statusOf = (error: unknown): number | undefined =>
  isFate(error) ? (error.cause as { status?: number } | undefined)?.status : undefined;

/** The server's own word that it does not know the thing asked for; a page of HTML with 404 is not that. */
export const notThere = (error: unknown): boolean =>
  error instanceof Rejected && [404, 410].includes(statusOf(error) ?? 0);

export const fate = (outcome: Outcome, purpose: Purpose, now: Temporal.Instant): Fate => {
  const lost = (words: string, cause?: unknown) =>
    purpose === 'publish' ? new Ambiguous(words, { cause }) : new Unreachable(words, { cause });

  switch (outcome.kind) {
    case 'unsent':
      return new Unreachable('the time for this call was over before it was sent');
    case 'failure': {
      const code = failureCode(outcome.error);
      const words = `no answer from the server (${code})`;
      return provesNothingSent(outcome.error, code)
        ? new Unreachable(words, { cause: outcome.error })
        : lost(words, outcome.error);
    }
    case 'answer': {
      const { status, headers, body, scope } = outcome;
      const said = serversWords(body);
      const words = said ?? `the server answered ${status}`;
      const cause = { status };
      if (status === 429) return new Throttled(throttledUntil(headers, now), words);
      if (status >= 500 || status === 408 || status === 409) return lost(`${words} (${status})`, cause);
      if (status >= 200 && status < 300) return lost('the answer is not what a Mastodon server says', cause);
      if (status === 425) return new Unreachable(words, { cause });
      if (status >= 300 && status < 400) return new Blocked(redirected(headers), { cause });
      if (status === 401 || status === 402 || status === 407) return new Blocked(words, { cause });
      if (status === 403 && scope && lacksScope(said)) return new Blocked(missing(scope, words), { cause });
      if (status === 403) return concernsThePost(said) ? new Rejected(words, { cause }) : new Blocked(words, { cause });
      // A 404 page that no Mastodon server wrote: the address leads elsewhere, or the server is being worked on.
      if ((status === 404 || status === 410) && said === undefined) return new Blocked(words, { cause });
      return new Rejected(words, { cause });
    }
    default:
      return outcome satisfies never;
  }
};

const longest = 300; // of a server's words in a log line

/** `error` of a JSON answer, as Mastodon and everybody else writes it. */
const serversWords = (body: string): string | undefined => {
  try {
    const { error, error_description: more } = JSON.parse(body) as Record<string, unknown>;
    const words = [error, more].filter((part) => typeof part === 'string' && part !== '').join(': ');
    return words === '' ? undefined : words.slice(0, longest);
  } catch {
    return undefined;
  }
};

const aboutUs =
  /suspend|disabl|pending|permitt|log ?in|e-?mail|account|scope|token|credential|authenticat|authoris|authoriz|blocked|banned/i;
const aboutThePost =
  /\b(status|post|toot|note|text|content|spam|link|word|mention|hashtag|media|poll|quote|visibility|language)(e?s)?\b/i;

/** Blocked when unsure: a person looks, and nothing is lost meanwhile. */
const concernsThePost = (said: string | undefined): boolean =>
  said !== undefined && !aboutUs.test(said) && aboutThePost.test(said);

// Mastodon: "outside the authorized scopes"; GoToSocial: "insufficient scope"; Pleroma: "Insufficient permissions: …".
const lacksScope = (said: string | undefined): boolean => /\bscopes?\b|insufficient permission/i.test(said ?? '');

const missing = (scope: string, words: string): string =>
  `the access token lacks the scope ${scope}: tick it on the application's page on the server, then make a new token there (${words})`;

const redirected = (headers: Headers): string => {
  const location = headers.get('location') ?? '';
  const to = URL.canParse(location) ? ` to ${new URL(location).origin}` : '';
  return `the server sends us elsewhere${to}: MASTODON_URL must be the address that answers itself`;
};

// ─── No answer ──────────────────────────────────────────────────────────────────────────────────────────────────────

const refusals = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_INVALID_URL'],
  // The TLS handshake failed: our request was never shown to the server.
  ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
  ...['CERT_REVOKED', 'CERT_UNTRUSTED', 'CERT_REJECTED', 'HOSTNAME_MISMATCH', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ...['ERR_TLS_HANDSHAKE_TIMEOUT', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_UNSUPPORTED_PROTOCOL'],
  ...['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'],
  'ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
]);

/** fetch throws a bare TypeError; what happened is in its causes. */
const causes = function* (error: unknown): Generator<Error & { code?: unknown; syscall?: unknown }> {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    yield at;
    // Every address of the host (IPv4 and IPv6) was tried.
    if (at instanceof AggregateError) for (const one of at.errors) yield* causes(one);
  }
};

const failureCode = (error: unknown): string => {
  for (const one of causes(error)) {
    if (one.name === 'TimeoutError' || one.name === 'AbortError') return 'out of time';
    if (typeof one.code === 'string') return one.code;
  }
  return 'connection lost';
};

/** An unreachable host proves nothing by its code alone: a connection can also lose its way after the request went out. */
const provesNothingSent = (error: unknown, code: string): boolean =>
  refusals.has(code) ||
  causes(error).some(
    ({ syscall, message }) =>
      syscall === 'connect' ||
      syscall === 'getaddrinfo' ||
      // The handshake cut off; a port that fetch never calls.
      /before secure TLS connection was established|^bad port$/.test(message),
  );
