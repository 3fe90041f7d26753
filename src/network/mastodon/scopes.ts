/*
 * What the access token must be allowed to do, and no more.
 */

/** Publish and delete; upload pictures; tell who we are and read our limits; look through our own posts for a lost one. */
export const scopes = ['write:statuses', 'write:media', 'read:accounts', 'read:statuses'] as const;
export type Scope = (typeof scopes)[number];

/** To find the account of a partner that our server has not met yet; all else works without it. */
export const helpfulScope = 'read:search';

/** To tell who has blocked us; a token without it is simply not shown their posts. */
export const blockScope = 'read:follows';

/** The scope that a call asks for; undefined for what any token, or nobody's, may ask. */
export const scopeOf = (method: string, path: string): Scope | typeof helpfulScope | typeof blockScope | undefined => {
  if (path === '/api/v1/accounts/relationships') return blockScope;
  if (/^\/api\/v2\/search\b/.test(path)) return helpfulScope;
  if (/^\/api\/v1\/(?:timelines|streaming)\//.test(path)) return 'read:statuses';
  if (/^\/api\/v\d+\/media\b/.test(path)) return 'write:media';
  if (/^\/api\/v1\/accounts\/[^/]+\/statuses$/.test(path)) return 'read:statuses';
  if (/^\/api\/v1\/accounts\//.test(path)) return 'read:accounts';
  if (/^\/api\/v1\/statuses\b/.test(path)) return method === 'GET' ? 'read:statuses' : 'write:statuses';
  return undefined;
};

/** Those of our scopes that are not among the granted ones. `write` grants every `write:…`. */
export const missingScopes = (granted: readonly string[]): readonly Scope[] =>
  scopes.filter((scope) => !granted.includes(scope) && !granted.includes(scope.split(':')[0] ?? ''));

/** Granted, but never used: a token that can do less does less harm in the wrong hands. */
export const needlessScopes = (granted: readonly string[]): readonly string[] =>
  granted.filter((scope) => scope !== helpfulScope && scope !== blockScope && !scopes.some((ours) => ours === scope));
