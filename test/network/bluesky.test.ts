import { lexicons } from '@atproto/api';
import { describe, expect, it } from 'vitest';
import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import { blueskyNetwork } from '../../src/network/bluesky/adapter.ts';
import type { Sessions } from '../../src/network/bluesky/session.ts';
import { startLocalBluesky } from '../../src/rehearsal/bluesky/server.ts';
import { serveLocal } from '../../src/rehearsal/http.ts';
import type { Fault, FaultSource } from '../../src/rehearsal/local.ts';
import {
  answer,
  attemptOf,
  createSession,
  getRecord,
  putRecord,
  refreshSession,
  soon,
  stage,
} from './bluesky-stage.ts';
import { contract, throttledUntil } from './contract.ts';

contract('bluesky', {
  start: async ({ now, faults, ...more }) => {
    // The SDK renews its session after any 401 and asks again: a server that means it says it twice.
    let refusing: Fault | undefined;
    const insisting: FaultSource = (request) => {
      const fault = faults(request);
      if (fault?.what.kind === 'answer' && fault.what.status === 401) refusing = fault;
      return fault ?? (request.path === putRecord ? refusing : undefined);
    };
    const local = await startLocalBluesky({ now, faults: insisting, ...more });
    const { BLUESKY_SERVICE = '', BLUESKY_IDENTIFIER = '', BLUESKY_APP_PASSWORD = '' } = local.environment;
    const network = blueskyNetwork({
      service: BLUESKY_SERVICE,
      identifier: BLUESKY_IDENTIFIER,
      password: BLUESKY_APP_PASSWORD,
      now,
    });
    return { local, network, [Symbol.asyncDispose]: () => local[Symbol.asyncDispose]() };
  },
  publishes: ({ method, path }) => method === 'POST' && path === putRecord,
  boosts: ({ method, path }) => method === 'POST' && path === putRecord,
  throttled: answer(
    429,
    { error: 'RateLimitExceeded', message: 'Rate Limit Exceeded' },
    { 'ratelimit-reset': String(throttledUntil.epochMilliseconds / 1000) },
  ),
});

const kept = () => {
  let text: string | undefined;
  const saves: string[] = [];
  const sessions: Sessions = {
    load: async () => text,
    save: async (next) => {
      text = next;
      saves.push(next);
    },
    forget: async () => {
      text = undefined;
    },
  };
  return {
    sessions,
    saves,
    text: () => text,
    set: (next: string) => {
      text = next;
    },
  };
};

describe('the session with Bluesky', () => {
  it('is created once, however many calls begin at the same moment', async () => {
    await using s = await stage();
    const bluesky = s.connect();
    await Promise.all([1, 2, 3, 4, 5, 6].map((n) => bluesky.publish(attemptOf(`delivery ${n}`, `Post ${n}`), soon())));
    expect(s.count(createSession)).toBe(1);
    expect(s.local.posts()).toHaveLength(6);
  });

  it('is renewed when its access token has expired, in the middle of the work', async () => {
    await using s = await stage();
    const bluesky = s.connect();
    await bluesky.publish(attemptOf('before'), soon());
    s.pass({ hours: 2, seconds: 1 });
    await bluesky.publish(attemptOf('after'), soon());
    expect(s.local.posts()).toHaveLength(2);
    expect([s.count(createSession), s.count(refreshSession)]).toEqual([1, 1]);
    expect(s.local.complaints()).toEqual([]);
  });

  it('is resumed from where the caller kept it, and no new one is created', async () => {
    await using s = await stage();
    const { sessions, saves } = kept();
    await s.connect({ sessions }).publish(attemptOf('first run'), soon());
    expect(saves).toHaveLength(1);
    await s.connect({ sessions }).publish(attemptOf('second run'), soon());
    expect(s.count(createSession)).toBe(1);
    expect(saves).toHaveLength(2); // a resumed session is renewed, and the newer one kept
  });

  it('is created anew, once, when the server ended it', async () => {
    await using s = await stage();
    const { sessions, saves } = kept();
    const bluesky = s.connect({ sessions });
    await bluesky.publish(attemptOf('before'), soon());
    s.local.endSessions();
    await Promise.all(['a', 'b', 'c'].map((name) => bluesky.publish(attemptOf(name), soon())));
    expect(s.local.posts()).toHaveLength(4);
    expect(s.count(createSession)).toBe(2);
    expect(saves.at(-1)).not.toBe(saves[0]);
  });

  it.each([
    ['a session the server ended', undefined],
    ['something that is not JSON', 'not JSON'],
    ['a session of another account', '{"service":"https://bsky.social","identifier":"else","session":{}}'],
  ])('is created anew when what was kept is %s', async (_what, text) => {
    await using s = await stage();
    const { sessions, set } = kept();
    await s.connect({ sessions }).account(soon());
    if (text === undefined) s.local.endSessions();
    else set(text);
    await s.connect({ sessions }).publish(attemptOf('now'), soon());
    expect(s.count(createSession)).toBe(2);
    expect(s.local.posts()).toHaveLength(1);
  });

  it('is taken over from another process of ours that renewed it', async () => {
    await using s = await stage();
    const { sessions } = kept();
    const [one, two] = [s.connect({ sessions }), s.connect({ sessions })];
    await one.account(soon());
    await two.account(soon());
    s.pass({ hours: 5 }); // the token that `one` holds is spent, and its grace of two hours is over
    await two.account(soon());
    await one.publish(attemptOf('still here'), soon());
    expect(s.local.posts()).toHaveLength(1);
    expect(s.count(createSession)).toBe(1);
  });

  it('lasts when it cannot be kept', async () => {
    await using s = await stage();
    const broken: Sessions = {
      load: () => Promise.reject(new Error('disk')),
      save: () => Promise.reject(new Error('disk')),
      forget: () => Promise.reject(new Error('disk')),
    };
    const bluesky = s.connect({ sessions: broken });
    await bluesky.publish(attemptOf('one'), soon());
    await bluesky.publish(attemptOf('two'), soon());
    expect(s.count(createSession)).toBe(1);
  });

  it('survives a token that the server cannot read any longer', async () => {
    await using s = await stage();
    const bluesky = s.connect();
    await bluesky.account(soon());
    s.fail(putRecord, answer(400, { error: 'InvalidToken', message: 'Token could not be verified' }));
    await bluesky.publish(attemptOf('new secret'), soon());
    expect(s.count(refreshSession)).toBe(1);
    expect(s.local.posts()).toHaveLength(1);
  });

  const lost: readonly (readonly [string, Fault, unknown])[] = [
    ['a closed connection', { when: 'after', what: { kind: 'close' } }, Unreachable],
    ['an answer cut in half', { when: 'after', what: { kind: 'half' } }, Unreachable],
    ['a page of HTML', answer(502, '<html>Bad gateway</html>'), Unreachable],
    ['a page of HTML with 200', answer(200, '<html>Welcome to the hotel</html>'), Unreachable],
    ['a 503', answer(503, { error: 'NotEnoughResources' }), Unreachable],
    ['a redirect', answer(307, '', { location: 'http://127.0.0.1:9/steal' }), Unreachable],
    ['a 429', answer(429, { error: 'RateLimitExceeded' }, { 'retry-after': '60' }), Throttled],
    ['a takedown', answer(401, { error: 'AccountTakedown', message: 'Account has been taken down' }), Blocked],
  ];
  it.each(lost)('that cannot be had because of %s leaves nothing ambiguous', async (_what, fault, fate) => {
    await using s = await stage();
    s.fail(createSession, fault);
    const bluesky = s.connect();
    await expect(bluesky.publish(attemptOf('never sent'), soon())).rejects.toBeInstanceOf(fate);
    expect(s.count(putRecord)).toBe(0);
    await bluesky.publish(attemptOf('sent later'), soon());
    expect(s.local.posts()).toHaveLength(1);
  });

  it('with a wrong password is blocked in the words of the network, without the password', async () => {
    await using s = await stage();
    const thrown = await s
      .connect({ password: 'not-the-password' })
      .account(soon())
      .catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Blocked);
    expect(String(thrown)).toContain('Invalid identifier or password');
    expect(String(thrown)).not.toContain('not-the-password');
  });

  it('ends with its caller when the log-in hangs', async () => {
    await using s = await stage();
    s.fail(createSession, { when: 'before', what: { kind: 'hang', milliseconds: 20_000 } });
    await expect(s.connect().publish(attemptOf('patience'), AbortSignal.timeout(200))).rejects.toBeInstanceOf(
      Unreachable,
    );
  });

  it('does not carry the password to where a redirect points', async () => {
    const stolen: string[] = [];
    await using thief = await serveLocal({
      routes: {},
      fallback: ({ text }) => {
        stolen.push(text);
        return { status: 200, body: {} };
      },
    });
    await using s = await stage();
    s.fail(createSession, answer(307, '', { location: `${thief.url}${createSession}` }));
    await expect(s.connect().account(soon())).rejects.toBeInstanceOf(Unreachable);
    expect(stolen).toEqual([]);
  });
});

describe('publishing on Bluesky', () => {
  it('takes the receipt of its own earlier post when the text has changed since', async () => {
    await using s = await stage();
    const bluesky = s.connect();
    const first = await bluesky.publish(attemptOf('one delivery', 'The first wording'), soon());
    const second = await bluesky.publish(attemptOf('one delivery', 'Another wording'), soon());
    expect(second).toMatchObject({ remoteId: first.remoteId, url: first.url });
    expect(s.local.posts().map((post) => post.text)).toEqual(['The first wording']);
  });

  it('is ambiguous when a post of the delivery is there and cannot be read', async () => {
    await using s = await stage();
    const bluesky = s.connect();
    await bluesky.publish(attemptOf('one delivery', 'The first wording'), soon());
    s.fail(getRecord, answer(429, { error: 'RateLimitExceeded' }));
    await expect(bluesky.publish(attemptOf('one delivery', 'Another wording'), soon())).rejects.toBeInstanceOf(
      Ambiguous,
    );
  });

  it('sends a record that the lexicon takes, with the moment that was frozen and the language', async () => {
    await using s = await stage();
    const attempt = attemptOf('record', 'See https://example.org/a #StandWithThe6');
    await s.connect().publish(attempt, soon());
    const query = `repo=campaign.test&collection=app.bsky.feed.post&rkey=${attempt.key}`;
    const { value } = (await (await fetch(`${s.local.url}${getRecord}?${query}`)).json()) as { value: unknown };
    expect(() => lexicons.assertValidRecord('app.bsky.feed.post', value)).not.toThrow();
    expect(value).toMatchObject({ langs: ['en'], createdAt: '2026-11-29T12:00:00.000Z', facets: [{}, {}] });
    expect(s.local.complaints()).toEqual([]);
  });

  it('names the post under the key of the delivery, and links to it where people read', async () => {
    await using s = await stage();
    const attempt = attemptOf('named');
    const receipt = await s.connect().publish(attempt, soon());
    expect(receipt).toMatchObject({
      remoteId: `at://did:plc:localrehearsalaccount234/app.bsky.feed.post/${attempt.key}`,
      url: `https://bsky.app/profile/campaign.test/post/${attempt.key}`,
    });
  });

  const fates: readonly (readonly [string, Fault, unknown])[] = [
    ['a 413', answer(413, { error: 'PayloadTooLarge', message: 'request entity too large' }), Rejected],
    ['an invalid record', answer(400, { error: 'InvalidRequest', message: 'Invalid record' }), Rejected],
    ['a 403', answer(403, { error: 'Forbidden', message: 'no' }), Blocked],
    ['a deactivated account', answer(400, { error: 'AccountDeactivated', message: 'Account is deactivated' }), Blocked],
    ['a redirect', answer(308, '', { location: 'http://127.0.0.1:9/' }), Unreachable],
    ['a 200 without a uri', answer(200, {}), Ambiguous],
    ['a 200 that is HTML', answer(200, '<html></html>'), Ambiguous],
    ['a gateway time-out', answer(504, ''), Ambiguous],
  ];
  it.each(fates)('knows what %s means', async (_what, fault, fate) => {
    await using s = await stage();
    s.fail(putRecord, fault);
    await expect(s.connect().publish(attemptOf('fate'), soon())).rejects.toBeInstanceOf(fate);
  });

  it('sends nothing when it is told to stop before it began', async () => {
    await using s = await stage();
    const bluesky = s.connect();
    await bluesky.account(soon());
    await expect(bluesky.publish(attemptOf('stopped'), AbortSignal.abort())).rejects.toBeInstanceOf(Unreachable);
    expect(s.count(putRecord)).toBe(0);
  });

  it('waits as long as the server says when the account has logged in too often', async () => {
    await using s = await stage();
    for (let n = 0; n < 30; n += 1) await s.connect().account(soon());
    s.pass({ minutes: 2 });
    const bluesky = s.connect();
    const thrown = await bluesky.publish(attemptOf('later'), soon()).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Throttled);
    expect((thrown as Throttled).until.toString()).toBe('2026-11-29T12:05:00Z');
    s.pass({ minutes: 3 });
    await bluesky.publish(attemptOf('later'), soon());
    expect(s.local.posts()).toHaveLength(1);
  });
});

describe('looking for a lost post on Bluesky', () => {
  it('never says that a post is lost because it could not look', async () => {
    await using s = await stage();
    const bluesky = s.connect();
    for (const fault of [answer(502, '<html></html>'), answer(400, { error: 'InvalidRequest', message: 'no' })]) {
      s.fail(getRecord, fault);
      const thrown = await bluesky.recall(attemptOf('lost'), soon()).catch((error: unknown) => error);
      expect(thrown instanceof Unreachable || thrown instanceof Blocked).toBe(true);
    }
  });
});

describe('the account on Bluesky', () => {
  it.each([
    ['has no profile', answer(400, { error: 'RecordNotFound', message: 'Could not locate record' }), false],
    [
      'has a profile without labels',
      answer(200, { uri: 'at://did:plc:x/app.bsky.actor.profile/self', value: {} }),
      false,
    ],
  ])('is not automated when it %s', async (_what, fault, automated) => {
    await using s = await stage();
    s.fail(getRecord, fault);
    expect((await s.connect().account(soon())).automated).toBe(automated);
  });
});
