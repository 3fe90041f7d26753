import { describe, expect, it } from 'vitest';
import { Blocked } from '../../src/errors.ts';
import { grantedScopes } from '../../src/network/mastodon/granted.ts';
import { missingScopes, needlessScopes, type Scope, scopeOf, scopes } from '../../src/network/mastodon/scopes.ts';
import { answer, attempt, noon, picture, soon, world } from './mastodon-world.ts';

type World = Awaited<ReturnType<typeof world>>;
type Call = (w: World) => Promise<unknown>;

const calls: readonly [string, Scope, Call][] = [
  ['publishing', 'write:statuses', (w) => w.network.publish(attempt(), soon())],
  ['deleting', 'write:statuses', (w) => w.network.remove('1', soon())],
  ['uploading', 'write:media', (w) => w.network.upload(picture(), soon())],
  ['telling who we are', 'read:accounts', (w) => w.network.account(soon())],
  ['looking for a lost post', 'read:statuses', (w) => w.network.recall(attempt(), soon())],
];

describe('the scopes of a Mastodon token', () => {
  it.each(calls)('for %s include %s, and its lack is told in words', async (_what, scope, call) => {
    await using w = await world({ scopes: scopes.filter((one) => one !== scope) });
    const thrown = await call(w).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Blocked);
    expect(String(thrown)).toContain(`lacks the scope ${scope}:`);
    expect(String(thrown)).not.toContain(w.local.environment.MASTODON_ACCESS_TOKEN);
  });

  it.each(calls)('suffice for %s', async (_what, _scope, call) => {
    await using w = await world({ scopes });
    await call(w);
    expect(w.local.complaints()).toEqual([]);
  });

  it.each(['Insufficient permissions: write:statuses.', 'token has insufficient scope permission'])(
    'are named in the words of other servers, too (%s)',
    async (words) => {
      await using w = await world();
      w.fail('/api/v1/statuses', { when: 'before', what: answer(403, JSON.stringify({ error: words })) });
      await expect(w.network.publish(attempt(), soon())).rejects.toThrow('lacks the scope write:statuses');
    },
  );

  it.each<[string, string, Scope | undefined]>([
    ['GET', '/api/v1/media/1', 'write:media'],
    ['GET', '/api/v1/statuses/1', 'read:statuses'],
    ['GET', '/api/v2/instance', undefined],
    ['GET', '/api/v1/apps/verify_credentials', undefined],
  ])('%s %s asks for %s', (method, path, scope) => {
    expect(scopeOf(method, path)).toBe(scope);
  });

  it.each<[readonly string[], readonly string[], readonly string[]]>([
    [scopes, [], []],
    [['read', 'write'], [], ['read', 'write']],
    [['read', 'write:statuses'], ['write:media'], ['read']],
    [['write', 'read:statuses', 'follow'], ['read:accounts'], ['write', 'follow']],
    [[], scopes, []],
  ])('%j lack %j and hold %j for nothing', (granted, missing, needless) => {
    expect([missingScopes(granted), needlessScopes(granted)]).toEqual([missing, needless]);
  });

  const granted = (w: World) => {
    const { MASTODON_ACCESS_TOKEN: token = '' } = w.local.environment;
    return grantedScopes({ url: w.local.url, token, now: () => noon }, soon());
  };
  it('are told by the server, where it tells them', async () => {
    await using w = await world({ scopes: ['read', 'write:statuses'] });
    expect(await granted(w)).toEqual(['read', 'write:statuses']);
    w.fail('/api/v1/apps/', { when: 'before', what: answer(200, '{"name":"old","website":null}') });
    expect(await granted(w)).toBeUndefined();
    w.fail('/api/v1/apps/', { when: 'before', what: answer(401, '{"error":"The access token is invalid"}') });
    await expect(granted(w)).rejects.toBeInstanceOf(Blocked);
  });
});
