import { describe, expect, it } from 'vitest';
import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import { fate, type Outcome, type Purpose } from '../../src/network/mastodon/errors.ts';

const now = Temporal.Instant.from('2026-11-29T12:00:00Z');
const answer = (status: number, body = '', headers: Record<string, string> = {}): Outcome => ({
  kind: 'answer',
  status,
  body,
  headers: new Headers(headers),
});
const says = (status: number, error: string) => answer(status, JSON.stringify({ error }));
const html = '<html><body>Sorry</body></html>';
const failure = (error: unknown): Outcome => ({ kind: 'failure', error });
const coded = (code: string, message = code, syscall?: string) =>
  failure(new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code, syscall }) }));

type Kind = new (...words: never[]) => Error;

describe('what becomes of a post', () => {
  it.each<[string, Outcome, Kind]>([
    ['a refused connection', coded('ECONNREFUSED'), Unreachable],
    ['a name that is not found', coded('ENOTFOUND'), Unreachable],
    ['a name service that does not answer', coded('EAI_AGAIN'), Unreachable],
    ['no way to the host', coded('EHOSTUNREACH', '', 'connect'), Unreachable],
    ['no answer to a first knock', coded('ETIMEDOUT', '', 'connect'), Unreachable],
    ['no way to the host any more', coded('EHOSTUNREACH', '', 'repeatable'), Ambiguous],
    ['a connection that went silent', coded('ETIMEDOUT', '', 'repeatable'), Ambiguous],
    ['a connection never made', coded('UND_ERR_CONNECT_TIMEOUT'), Unreachable],
    ['an expired certificate', coded('CERT_HAS_EXPIRED'), Unreachable],
    ['a certificate of another host', coded('ERR_TLS_CERT_ALTNAME_INVALID'), Unreachable],
    [
      'a connection lost in the handshake',
      coded('ECONNRESET', 'Client network socket disconnected before secure TLS connection was established'),
      Unreachable,
    ],
    [
      'a refusal on both IPv4 and IPv6',
      failure(
        new TypeError('fetch failed', {
          cause: new AggregateError([Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })]),
        }),
      ),
      Unreachable,
    ],
    [
      'a port that fetch refuses',
      failure(new TypeError('fetch failed', { cause: new Error('bad port') })),
      Unreachable,
    ],
    ['a call that was over before it began', { kind: 'unsent' }, Unreachable],
    ['a reset connection', coded('ECONNRESET'), Ambiguous],
    ['a broken pipe', coded('EPIPE'), Ambiguous],
    ['a closed socket', coded('UND_ERR_SOCKET'), Ambiguous],
    ['no head in time', coded('UND_ERR_HEADERS_TIMEOUT'), Ambiguous],
    ['no body in time', coded('UND_ERR_BODY_TIMEOUT'), Ambiguous],
    ['the end of our patience', failure(new DOMException('too long', 'TimeoutError')), Ambiguous],
    ['a call given up', failure(new DOMException('gone', 'AbortError')), Ambiguous],
    ['something that is not even an error', failure('what'), Ambiguous],
    ['200 with HTML', answer(200, html), Ambiguous],
    ['200 with nothing', answer(200), Ambiguous],
    ['202 with something else', answer(202, '{}'), Ambiguous],
    ['301', answer(301, '', { location: 'https://www.example.org/api/v1/statuses' }), Blocked],
    ['400', says(400, 'Bad request'), Rejected],
    ['401', says(401, 'The access token is invalid'), Blocked],
    ['402', says(402, 'Payment required'), Blocked],
    ['403 for a suspended account', says(403, 'Your account is suspended'), Blocked],
    ['403 for a disabled login', says(403, 'Your login is currently disabled'), Blocked],
    ['403 for an account under review', says(403, 'Your login is currently pending approval'), Blocked],
    ['403 for a missing scope', says(403, 'This action is outside the authorized scopes'), Blocked],
    ['403 for an action', says(403, 'This action is not allowed'), Blocked],
    ['403 that speaks of posting, not permitted', says(403, 'Posting a status is not permitted'), Blocked],
    ['403 for this post', says(403, 'This status contains a link that we do not accept'), Rejected],
    ['403 from a firewall', answer(403, html), Blocked],
    ['404 in the words of the server', says(404, 'Record not found'), Rejected],
    ['404 from who knows where', answer(404, html), Blocked],
    ['410 in the words of the server', says(410, 'Gone'), Rejected],
    ['413', answer(413, html), Rejected],
    ['422', says(422, 'Validation failed: Text character limit of 500 exceeded'), Rejected],
    ['429', says(429, 'Too many requests'), Throttled],
    ['408', answer(408), Ambiguous],
    ['409', says(409, 'Conflict'), Ambiguous],
    ['500', says(500, 'Something went wrong'), Ambiguous],
    ['502 with HTML', answer(502, html), Ambiguous],
    ['503 with HTML', answer(503, html), Ambiguous],
    ['503 with JSON', says(503, 'There was a temporary problem serving your request'), Ambiguous],
    ['504', answer(504), Ambiguous],
  ])('after %s', (_what, outcome, kind) => {
    expect(fate(outcome, 'publish', now)).toBeInstanceOf(kind);
  });
});

describe('what becomes of a call that only reads', () => {
  it.each<[string, Outcome]>([
    ['a reset', coded('ECONNRESET')],
    ['the end of our patience', failure(new DOMException('too long', 'TimeoutError'))],
    ['200 with HTML', answer(200, html)],
    ['500', says(500, 'oh')],
    ['503 with HTML', answer(503, html)],
  ])('is known to have done nothing after %s', (_what, outcome) => {
    expect(fate(outcome, 'repeatable', now)).toBeInstanceOf(Unreachable);
  });
});

describe('when the server listens again', () => {
  it.each<[string, Record<string, string>, string]>([
    ['a reset in ISO 8601', { 'x-ratelimit-reset': '2026-11-29T12:15:00.000000Z' }, '2026-11-29T12:15:00Z'],
    [
      'a reset in ISO 8601 with an offset',
      { 'x-ratelimit-reset': '2026-11-29T14:15:00+02:00' },
      '2026-11-29T12:15:00Z',
    ],
    ['a reset in Unix seconds', { 'x-ratelimit-reset': '1795954500' }, '2026-11-29T12:15:00Z'],
    ['a reset in Unix milliseconds', { 'x-ratelimit-reset': '1795954500000' }, '2026-11-29T12:15:00Z'],
    ['seconds to wait', { 'retry-after': '90' }, '2026-11-29T12:01:30Z'],
    ['a date to wait for', { 'retry-after': 'Sun, 29 Nov 2026 12:20:00 GMT' }, '2026-11-29T12:20:00Z'],
    [
      'a reset before the seconds',
      { 'x-ratelimit-reset': '2026-11-29T12:15:00Z', 'retry-after': '1' },
      '2026-11-29T12:15:00Z',
    ],
    ['a reset that says nothing', { 'x-ratelimit-reset': 'soon', 'retry-after': '60' }, '2026-11-29T12:01:00Z'],
    ['a reset in the past', { 'x-ratelimit-reset': '2026-11-29T11:59:00Z' }, '2026-11-29T12:00:01Z'],
    ['a reset beyond reason', { 'x-ratelimit-reset': '2031-01-01T00:00:00Z' }, '2026-11-29T12:05:00Z'],
    ['nothing at all', {}, '2026-11-29T12:05:00Z'],
  ])('is read from %s', (_what, headers, until) => {
    const thrown = fate(answer(429, '', headers), 'publish', now);
    expect(thrown).toBeInstanceOf(Throttled);
    expect((thrown as Throttled).until.toString()).toBe(until);
  });
});

describe('the words of an error', () => {
  const words = (outcome: Outcome, purpose: Purpose = 'publish') => fate(outcome, purpose, now).message;
  it('are those of the server', () => {
    expect(words(says(422, 'Validation failed: Text is bad'))).toBe('Validation failed: Text is bad');
    expect(words(answer(401, '{"error":"invalid_token","error_description":"It was revoked"}'))).toBe(
      'invalid_token: It was revoked',
    );
  });
  it('are short, whatever the server says', () => {
    expect(words(says(422, 'x'.repeat(5_000))).length).toBeLessThan(400);
    expect(words(answer(413, html))).toBe('the server answered 413');
  });
  it('tell where a redirect leads, without its path', () => {
    const told = words(answer(301, '', { location: 'https://www.example.org/secret' }));
    expect(told).toContain('https://www.example.org:');
    expect(told).not.toContain('secret');
  });
});
