import { describe, expect, it } from 'vitest';
import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import { fateOf } from '../../src/network/x/errors.ts';

const now = Temporal.Instant.from('2026-11-29T12:00:00Z');
const epochSeconds = (text: string): string => String(Temporal.Instant.from(text).epochMilliseconds / 1000);

// The shapes in which twitter-api-v2 throws.
const request = (message: string, code?: string) => ({
  type: 'request',
  _options: { error: Object.assign(new Error(message), { code }) },
});
const partial = (message: string) => ({ type: 'partial-response', _options: { responseError: new Error(message) } });
const answer = (status: number, data: unknown, headers: Record<string, string> = {}) => ({
  type: 'response',
  code: status,
  data,
  headers,
});

const problem = (detail: string, more: object = {}) => ({ title: 'Forbidden', type: 'about:blank', detail, ...more });

type Class = new (...words: never[]) => Error;

describe('what becomes of a call to X', () => {
  it.each<[string, unknown]>([
    ['a refused connection', request('connect ECONNREFUSED 127.0.0.1:443', 'ECONNREFUSED')],
    ['a name nobody knows', request('getaddrinfo ENOTFOUND api.x.com', 'ENOTFOUND')],
    ['a name server that is away', request('getaddrinfo EAI_AGAIN api.x.com', 'EAI_AGAIN')],
    ['no way to the network', request('connect ENETUNREACH', 'ENETUNREACH')],
    ['a certificate of somebody else', request('self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT')],
    [
      'a handshake cut off',
      request('Client network socket disconnected before secure TLS connection was established', 'ECONNRESET'),
    ],
    [
      'several addresses that all refuse',
      { type: 'request', _options: { error: Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }) } },
    ],
    ['our own time being over while still connecting', new Error('it did not come in time')],
  ])('nothing went out: %s', (_what, error) => {
    expect(fateOf(error, { call: 'write', connected: false, now })).toBeInstanceOf(Unreachable);
    expect(fateOf(error, { call: 'read', connected: false, now })).toBeInstanceOf(Unreachable);
  });

  it.each<[string, unknown]>([
    ['a reset', request('read ECONNRESET', 'ECONNRESET')],
    ['a reset while writing', request('write EPIPE', 'EPIPE')],
    ['a closed socket', request('Socket closed without any information.')],
    ['silence', request('read ETIMEDOUT', 'ETIMEDOUT')],
    ['an answer that is no HTTP', request('Parse Error: Expected HTTP/', 'HPE_INVALID_CONSTANT')],
    ['half a body', partial('Unexpected end of JSON input')],
    ['our own time being over', new Error('it did not come in time')],
    ['something nobody thought of', undefined],
    ['500', answer(500, { title: 'Internal Server Error' })],
    ['502 with a page', answer(502, '<html>Bad gateway</html>')],
    ['503 of X', answer(503, { title: 'Service Unavailable', detail: 'Service Unavailable', type: 'about:blank' })],
    ['504', answer(504, '')],
    ['408', answer(408, '')],
    ['400 with a page', answer(400, '<html>400 Bad Request</html>')],
    ['403 without words, which may have been a duplicate', answer(403, '<html>Forbidden</html>')],
  ])('nobody knows whether it went out: %s', (_what, error) => {
    expect(fateOf(error, { call: 'write', connected: true, now })).toBeInstanceOf(Ambiguous);
    expect(fateOf(error, { call: 'read', connected: true, now })).toBeInstanceOf(Unreachable);
    expect(fateOf(error, { call: 'repeat', connected: true, now })).toBeInstanceOf(Unreachable);
  });

  const duplicate = 'You are not allowed to create a Tweet with duplicate content.';
  it.each<[string, number, unknown, Class, Class]>([
    ['a duplicate, which suggests that an earlier try landed', 403, problem(duplicate), Ambiguous, Unreachable],
    [
      'a duplicate in the words of 1.1',
      403,
      { errors: [{ code: 187, message: 'Status is a duplicate.' }] },
      Ambiguous,
      Unreachable,
    ],
    ['wrong credentials', 401, problem('Unauthorized', { title: 'Unauthorized' }), Blocked, Blocked],
    ['wrong credentials, without words', 401, undefined, Blocked, Blocked],
    ['no credit', 402, { title: 'CreditsDepleted', detail: 'No credits.', type: 'x' }, Blocked, Blocked],
    ['a suspended account', 403, { errors: [{ code: 64, message: 'Your account is suspended.' }] }, Blocked, Blocked],
    [
      'a locked account',
      403,
      problem('To protect our users from spam, this account is temporarily locked.'),
      Blocked,
      Blocked,
    ],
    ['no permission', 403, problem('You are not permitted to perform this action.'), Blocked, Blocked],
    [
      'an app that may only read',
      403,
      problem('Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.'),
      Blocked,
      Blocked,
    ],
    [
      'a client that is not enrolled',
      403,
      {
        title: 'Client Forbidden',
        reason: 'client-not-enrolled',
        type: 'https://api.twitter.com/2/problems/client-forbidden',
        detail: 'When authenticating requests, use keys from an App attached to a Project.',
      },
      Blocked,
      Blocked,
    ],
    [
      'a suspicion',
      403,
      { errors: [{ code: 226, message: 'This request looks like it might be automated.' }] },
      Blocked,
      Blocked,
    ],
    [
      '403 for reasons unheard of: it waits for a person and is not lost',
      403,
      problem('Computer says no.'),
      Blocked,
      Blocked,
    ],
    ['a text it will not have', 403, problem('The Tweet contains a link that is known as malware.'), Rejected, Blocked],
    [
      'a text too long',
      400,
      { title: 'Invalid Request', detail: 'One or more', errors: [{ message: 'Your Tweet text is too long.' }] },
      Rejected,
      Blocked,
    ],
    [
      'bad authentication data',
      400,
      { errors: [{ code: 215, message: 'Bad Authentication data.' }] },
      Blocked,
      Blocked,
    ],
    ['a text it cannot process', 422, problem('Unprocessable'), Rejected, Blocked],
    ['too large', 413, problem('Payload too large'), Rejected, Blocked],
    ['a place that is not X', 404, '<html>Not found</html>', Blocked, Blocked],
    [
      'the monthly cap',
      429,
      {
        title: 'UsageCapExceeded',
        period: 'Monthly',
        detail: 'Usage cap exceeded: Monthly product cap',
        type: 'https://api.twitter.com/2/problems/usage-capped',
      },
      Blocked,
      Blocked,
    ],
    [
      'the daily cap',
      429,
      { title: 'UsageCapExceeded', period: 'Daily', type: 'https://api.twitter.com/2/problems/usage-capped' },
      Throttled,
      Throttled,
    ],
    [
      'the daily limit in the words of 1.1',
      403,
      { errors: [{ code: 185, message: 'User is over daily status update limit.' }] },
      Throttled,
      Throttled,
    ],
  ])('knows %s', (_what, status, body, write, read) => {
    expect(fateOf(answer(status, body), { call: 'write', connected: true, now })).toBeInstanceOf(write);
    expect(fateOf(answer(status, body), { call: 'read', connected: true, now })).toBeInstanceOf(read);
    const repeat = fateOf(answer(status, body), { call: 'repeat', connected: true, now });
    expect(repeat).toBeInstanceOf(write === Ambiguous ? Unreachable : write);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'the window',
      { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': epochSeconds('2026-11-29T12:07:30Z') },
      '2026-11-29T12:07:30Z',
    ],
    [
      'a window that does not say what remains',
      { 'x-rate-limit-reset': epochSeconds('2026-11-29T12:03:00Z') },
      '2026-11-29T12:03:00Z',
    ],
    [
      'the day of the app, when that is used up',
      {
        'x-rate-limit-remaining': '40',
        'x-rate-limit-reset': epochSeconds('2026-11-29T12:07:00Z'),
        'x-app-limit-24hour-remaining': '0',
        'x-app-limit-24hour-reset': epochSeconds('2026-11-30T03:00:00Z'),
      },
      '2026-11-30T03:00:00Z',
    ],
    [
      'the later of two that are used up',
      {
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': epochSeconds('2026-11-29T12:07:00Z'),
        'x-user-limit-24hour-remaining': '0',
        'x-user-limit-24hour-reset': epochSeconds('2026-11-29T23:00:00Z'),
      },
      '2026-11-29T23:00:00Z',
    ],
    [
      'not a day that is not used up',
      {
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': epochSeconds('2026-11-29T12:07:00Z'),
        'x-user-limit-24hour-remaining': '5',
        'x-user-limit-24hour-reset': epochSeconds('2026-11-29T23:00:00Z'),
      },
      '2026-11-29T12:07:00Z',
    ],
    ['a quarter of an hour when nothing is named', {}, '2026-11-29T12:15:00Z'],
    ['a quarter of an hour when what is named is no moment', { 'x-rate-limit-reset': 'soon' }, '2026-11-29T12:15:00Z'],
    [
      'a few seconds when the moment is past',
      { 'x-rate-limit-reset': epochSeconds('2026-11-29T11:00:00Z') },
      '2026-11-29T12:00:05Z',
    ],
  ])('waits for %s', (_what, headers, until) => {
    const fate = fateOf(answer(429, { title: 'Too Many Requests' }, headers), { call: 'write', connected: true, now });
    expect(fate).toBeInstanceOf(Throttled);
    expect((fate as Throttled).until.toString()).toBe(until);
  });

  it.each<[string, unknown, string]>([
    [
      'those of the errors first',
      answer(400, { detail: 'One or more', errors: [{ message: 'Too long.' }, { message: 'Too bold.' }] }),
      'Too long. Too bold.',
    ],
    ['else those of the problem', answer(403, problem('The link is malware.')), 'The link is malware.'],
    [
      'else the message of a bare error',
      answer(400, { code: 25, message: 'The query is not valid.' }),
      'The query is not valid.',
    ],
    ['else its title', answer(402, { title: 'CreditsDepleted' }), 'CreditsDepleted'],
  ])("keeps the network's own words: %s", (_what, error, words) => {
    expect(fateOf(error, { call: 'write', connected: true, now }).message).toBe(words);
  });

  it('never passes the request on, which holds the credentials', () => {
    const error = {
      ...request('read ECONNRESET', 'ECONNRESET'),
      request: { headers: { authorization: 'OAuth secret' } },
    };
    const fate = fateOf(error, { call: 'write', connected: true, now });
    expect(fate.cause).toBeUndefined();
    expect(`${fate.stack} ${JSON.stringify(fate)}`).not.toContain('OAuth secret');
  });

  it.each<[string, unknown, RegExp]>([
    [
      'an app that may only read',
      answer(
        403,
        problem('Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.', {
          type: 'https://api.twitter.com/2/problems/oauth1-permissions',
        }),
      ),
      /oauth1 app permissions.*"Read and write".*regenerate.*X_ACCESS_TOKEN/,
    ],
    [
      'a read-only app in the words of 1.1',
      answer(403, { errors: [{ code: 261, message: 'Read-only application cannot POST.' }] }),
      /Read-only application.*regenerate/,
    ],
    ['wrong credentials', answer(401, problem('Unauthorized')), /^Unauthorized: .*X_APP_KEY.*clock/],
  ])('says how to mend %s', (_what, error, words) => {
    expect(fateOf(error, { call: 'write', connected: true, now })).toBeInstanceOf(Blocked);
    expect(fateOf(error, { call: 'write', connected: true, now }).message).toMatch(words);
  });
});
