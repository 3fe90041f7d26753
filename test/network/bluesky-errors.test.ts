import { describe, expect, it } from 'vitest';
import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import { type Failure, fateOf } from '../../src/network/bluesky/errors.ts';

const now = Temporal.Instant.from('2026-11-29T12:00:00Z');
const noon = now.epochMilliseconds / 1000;

const answered = (status: number, body: unknown = '', headers: Record<string, string> = {}): Failure => ({
  kind: 'answer',
  status,
  headers: new Headers(headers),
  text: typeof body === 'string' ? body : JSON.stringify(body),
});

const thrown = (code: string, more: object = {}): Failure => ({
  kind: 'thrown',
  error: new TypeError('fetch failed', { cause: Object.assign(new Error('inner'), { code, ...more }) }),
});

const named = (name: string): Failure => ({ kind: 'thrown', error: new DOMException('over', name) });
const invalid = { error: 'InvalidRequest', message: 'Record/text must not be longer than 300 graphemes' };

describe('what a failure of Bluesky means', () => {
  const table: readonly (readonly [string, Failure, unknown, unknown, unknown])[] = [
    // what happened                              writing      reading      logging in
    ['an invalid record', answered(400, invalid), Rejected, Blocked, Blocked],
    ['a 404 in XRPC', answered(404, { error: 'XRPCNotSupported' }), Rejected, Blocked, Blocked],
    ['a 404 that no PDS wrote', answered(404, '<html>'), Unreachable, Unreachable, Unreachable],
    ['a 405 that no PDS wrote', answered(405), Unreachable, Unreachable, Unreachable],
    ['a 413', answered(413, '<html>'), Rejected, Blocked, Blocked],
    ['a 414', answered(414), Rejected, Blocked, Blocked],
    ['a 422', answered(422, { error: 'Unprocessable' }), Rejected, Blocked, Blocked],
    ['a forgotten picture', answered(400, { error: 'BlobNotFound' }), Unreachable, Unreachable, Unreachable],
    ['a 401', answered(401, { error: 'AuthMissing' }), Blocked, Blocked, Blocked],
    ['a 402', answered(402), Blocked, Blocked, Blocked],
    ['a 403 from a wall', answered(403, '<html>'), Blocked, Blocked, Blocked],
    ['an expired token', answered(400, { error: 'ExpiredToken' }), Blocked, Blocked, Blocked],
    ['a takedown', answered(400, { error: 'AccountTakedown' }), Blocked, Blocked, Blocked],
    ['a deactivated account', answered(400, { error: 'AccountDeactivated' }), Blocked, Blocked, Blocked],
    ['a suspended account', answered(400, { error: 'AccountSuspended' }), Blocked, Blocked, Blocked],
    ['a second factor', answered(401, { error: 'AuthFactorTokenRequired' }), Blocked, Blocked, Blocked],
    ['a 408', answered(408), Ambiguous, Unreachable, Unreachable],
    ['a 425', answered(425), Unreachable, Unreachable, Unreachable],
    ['a 429', answered(429), Throttled, Throttled, Throttled],
    ['a 500', answered(500, { error: 'InternalServerError' }), Ambiguous, Unreachable, Unreachable],
    ['a 501', answered(501, { error: 'MethodNotImplemented' }), Ambiguous, Unreachable, Unreachable],
    ['a 502 in HTML', answered(502, '<html>'), Ambiguous, Unreachable, Unreachable],
    ['a refused connection', thrown('ECONNREFUSED'), Unreachable, Unreachable, Unreachable],
    ['an unknown name', thrown('ENOTFOUND'), Unreachable, Unreachable, Unreachable],
    ['a name server that is away', thrown('EAI_AGAIN'), Unreachable, Unreachable, Unreachable],
    ['no route', thrown('EHOSTUNREACH'), Unreachable, Unreachable, Unreachable],
    ['no connection in time', thrown('UND_ERR_CONNECT_TIMEOUT'), Unreachable, Unreachable, Unreachable],
    ['a connection that timed out', thrown('ETIMEDOUT', { syscall: 'connect' }), Unreachable, Unreachable, Unreachable],
    ['a read that timed out', thrown('ETIMEDOUT', { syscall: 'read' }), Ambiguous, Unreachable, Unreachable],
    ['an expired certificate', thrown('CERT_HAS_EXPIRED'), Unreachable, Unreachable, Unreachable],
    ['a certificate of its own', thrown('DEPTH_ZERO_SELF_SIGNED_CERT'), Unreachable, Unreachable, Unreachable],
    ['a certificate of another name', thrown('ERR_TLS_CERT_ALTNAME_INVALID'), Unreachable, Unreachable, Unreachable],
    ['no TLS at all', thrown('ERR_SSL_WRONG_VERSION_NUMBER'), Unreachable, Unreachable, Unreachable],
    [
      'a broken handshake',
      thrown('ECONNRESET', {
        message: 'Client network socket disconnected before secure TLS connection was established',
      }),
      Unreachable,
      Unreachable,
      Unreachable,
    ],
    ['a reset', thrown('ECONNRESET'), Ambiguous, Unreachable, Unreachable],
    ['a closed socket', thrown('UND_ERR_SOCKET'), Ambiguous, Unreachable, Unreachable],
    ['a head that never came', thrown('UND_ERR_HEADERS_TIMEOUT'), Ambiguous, Unreachable, Unreachable],
    ['a body cut short', thrown('UND_ERR_RES_CONTENT_LENGTH_MISMATCH'), Ambiguous, Unreachable, Unreachable],
    ['time that ran out', named('TimeoutError'), Ambiguous, Unreachable, Unreachable],
    ['an abort', named('AbortError'), Ambiguous, Unreachable, Unreachable],
    ['something nobody knows', { kind: 'thrown', error: 'what?' }, Ambiguous, Unreachable, Unreachable],
    [
      'every address refused',
      {
        kind: 'thrown',
        error: new TypeError('fetch failed', {
          cause: new AggregateError([Object.assign(new Error('::1'), { code: 'ECONNREFUSED' })]),
        }),
      },
      Unreachable,
      Unreachable,
      Unreachable,
    ],
  ];
  it.each(table)('is known for %s', (_what, failure, writing, reading, loggingIn) => {
    const fates = (['write', 'read', 'login'] as const).map((purpose) => fateOf(failure, purpose, now).constructor);
    expect(fates).toEqual([writing, reading, loggingIn]);
  });

  it("passes on the server's words", () => {
    expect(fateOf(answered(400, invalid), 'write', now).message).toContain('must not be longer than 300 graphemes');
  });
});

describe('the moment from which Bluesky listens again', () => {
  it.each([
    ['its reset, in seconds since 1970', { 'ratelimit-reset': String(noon + 900) }, '2026-11-29T12:15:00Z'],
    ['its reset, counted from now', { 'ratelimit-reset': '900' }, '2026-11-29T12:15:00Z'],
    ['retry-after in seconds', { 'retry-after': '30' }, '2026-11-29T12:00:30Z'],
    ['retry-after as a date', { 'retry-after': 'Sun, 29 Nov 2026 12:01:00 GMT' }, '2026-11-29T12:01:00Z'],
    [
      'the reset before retry-after',
      { 'ratelimit-reset': String(noon + 60), 'retry-after': '3' },
      '2026-11-29T12:01:00Z',
    ],
    ['five minutes when it names none', {}, '2026-11-29T12:05:00Z'],
    ['five minutes when it says nonsense', { 'retry-after': 'soon' }, '2026-11-29T12:05:00Z'],
    ['a second at least', { 'ratelimit-reset': String(noon - 10) }, '2026-11-29T12:00:01Z'],
    ['a day at most', { 'ratelimit-reset': String(noon + 9_999_999) }, '2026-11-30T12:00:00Z'],
  ])('is %s', (_what, headers, until) => {
    const fate = fateOf(answered(429, { error: 'RateLimitExceeded' }, headers), 'write', now);
    expect((fate as Throttled).until.toString()).toBe(until);
  });
});
