import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../../errors.ts';

/*
 * What becomes of a call to Bluesky that went wrong: one pure function from what was seen to the error that is its fate.
 * The words are the server's own where it has any. No token or password can be in them: nothing of the request is used.
 */

/** `answer`: the whole of it was read. `thrown`: it was not, for the reason that fetch or the SDK threw. */
export type Failure =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Headers; readonly text: string }
  | { readonly kind: 'thrown'; readonly error: unknown };

/**
 * `login` is everything about the session: it comes before the call, so nothing of the call has gone out. `repeatable` is
 * what changes something and may be done twice without harm: an upload, a removal. Its lost answers puzzle nobody.
 */
export type Purpose = 'login' | 'read' | 'write' | 'repeatable';

export type Fate = Rejected | Throttled | Unreachable | Blocked | Ambiguous;

export const isFate = (error: unknown): error is Fate =>
  [Rejected, Throttled, Unreachable, Blocked, Ambiguous].some((fate) => error instanceof fate);

export const fateOf = (failure: Failure, purpose: Purpose, now: Temporal.Instant): Fate =>
  failure.kind === 'answer' ? fateOfAnswer(failure, purpose, now) : fateOfThrown(failure.error, purpose);

/** The server's `error` and `message`, when the answer is XRPC's JSON. */
export const spoken = (text: string): { readonly error?: string; readonly message?: string } => {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null) return {};
    const { error, message } = body as Record<string, unknown>;
    return {
      ...(typeof error === 'string' ? { error } : {}),
      ...(typeof message === 'string' ? { message } : {}),
    };
  } catch {
    return {};
  }
};

// Names that say that the account or its session is refused, whatever the status they come with.
const accountRefused =
  /^(AuthenticationRequired|AuthMissing|AuthFactorTokenRequired|ExpiredToken|InvalidToken|(Account|Repo)(Takedown|Takendown|Deactivated|Suspended|Inactive))$/;

export const isSessionRefused = (status: number, text: string): boolean =>
  status === 401 || (status === 400 && /^(ExpiredToken|InvalidToken|AuthMissing)$/.test(spoken(text).error ?? ''));

const fateOfAnswer = (answer: Extract<Failure, { kind: 'answer' }>, purpose: Purpose, now: Temporal.Instant): Fate => {
  const { status, headers, text } = answer;
  const { error, message } = spoken(text);
  const words = [error, message]
    .filter((part) => part)
    .join(': ')
    .slice(0, 500);
  const said = words === '' ? `Bluesky answered ${status} without a word` : `Bluesky answered ${status} ${words}`;

  if (status === 429) return new Throttled(listensAgain(headers, now), said);
  if ([401, 402, 403].includes(status) || accountRefused.test(error ?? '')) return new Blocked(said);
  // No PDS spoke: a proxy in front of it, or an address where there is none.
  if ([404, 405, 425].includes(status) && words === '') return new Unreachable(said);
  if (error === 'BlobNotFound') {
    // The server deletes what no record has named for a while; the post did not go out, and will when they are back.
    return new Unreachable(`Bluesky has forgotten the pictures: they have to be uploaded again (${said})`, {
      uploadAgain: true,
    });
  }
  const definite = status >= 400 && status < 500 && status !== 408; // 408 comes from whoever got tired of waiting
  switch (purpose) {
    case 'write':
      return definite ? new Rejected(said) : new Ambiguous(said);
    case 'repeatable':
      return definite ? new Rejected(said) : new Unreachable(said);
    case 'read':
    case 'login':
      return definite ? new Blocked(said) : new Unreachable(said);
    default:
      return purpose satisfies never;
  }
};

const longestWindow = Temporal.Duration.from({ hours: 24 }); // the daily limit is the longest Bluesky has

const listensAgain = (headers: Headers, now: Temporal.Instant): Temporal.Instant => {
  const reset = Number(headers.get('ratelimit-reset') ?? Number.NaN);
  const after = headers.get('retry-after') ?? '';
  const seconds = now.epochMilliseconds / 1000;
  const named = Number.isFinite(reset)
    ? reset > 1e9 // Bluesky gives seconds since 1970; others count from now
      ? reset
      : seconds + reset
    : /^\d+$/.test(after)
      ? seconds + Number(after)
      : Date.parse(after) / 1000;
  const wait = Number.isFinite(named) ? named - seconds : 300;
  const bounded = Math.min(Math.max(wait, 1), longestWindow.total('seconds'));
  return Temporal.Instant.fromEpochMilliseconds(now.epochMilliseconds + Math.round(bounded * 1000));
};

// Codes of Node and undici that come before the first byte of a request is sent.
const neverSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EACCES|UND_ERR_CONNECT_TIMEOUT|EPROTO|ERR_TLS_|ERR_SSL_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_INVALID_URL|INVALID_CA|HOSTNAME_MISMATCH)/;

const fateOfThrown = (error: unknown, purpose: Purpose): Fate => {
  const causes = causesOf(error);
  const codes = causes.flatMap((cause) => (typeof cause.code === 'string' ? [cause.code] : []));
  const unsent = causes.some(
    (cause) =>
      (typeof cause.code === 'string' && neverSent.test(cause.code)) ||
      (cause.code === 'ETIMEDOUT' && cause.syscall === 'connect') ||
      // Node gives a broken handshake the code of any reset; only the words tell.
      (cause.code === 'ECONNRESET' && /before secure TLS connection/.test(String(cause.message))),
  );
  const aborted = causes.some((cause) => cause.name === 'TimeoutError' || cause.name === 'AbortError');
  const why = codes[0] ?? (aborted ? 'no answer in time' : 'the answer could not be read');
  if (unsent) return new Unreachable(`Bluesky cannot be reached (${why})`);
  return purpose === 'write'
    ? new Ambiguous(`Bluesky's answer was lost (${why})`, { cause: error })
    : new Unreachable(`Bluesky did not answer (${why})`);
};

type Cause = {
  name?: unknown;
  code?: unknown;
  syscall?: unknown;
  message?: unknown;
  cause?: unknown;
  errors?: unknown;
};

/** The error, what caused it, what caused that; of several addresses tried, the last. */
const causesOf = (error: unknown, depth = 0): Cause[] => {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const one = error as Cause;
  const tried = Array.isArray(one.errors) ? one.errors.slice(-1) : [];
  return [one, ...causesOf(one.cause, depth + 1), ...tried.flatMap((each) => causesOf(each, depth + 1))];
};
