import { createHmac, randomBytes } from 'node:crypto';
import type { Call } from '../http.ts';
import { Refusal } from './refusal.ts';

/*
 * The sessions of the one account of a local Bluesky: access tokens of 2 hours and refresh tokens of 90 days, in the
 * network's own time. A refresh token that was used stays good for 2 hours more, as on a PDS, so that an answer lost on
 * the way costs nobody the session.
 */

const accessSeconds = 2 * 3_600;
const refreshSeconds = 90 * 86_400;
const graceSeconds = 2 * 3_600;

type Scope = 'com.atproto.appPass' | 'com.atproto.refresh';
type Claims = {
  readonly scope: Scope;
  readonly sub: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly gen: number;
};
type Pair = { readonly accessJwt: string; readonly refreshJwt: string };

export type Tokens = {
  readonly create: () => Pair;
  /** The pair that follows the refresh token of this call. */
  readonly refresh: (call: Call) => Pair;
  /** Refuses a call without a good access token. */
  readonly check: (call: Call) => void;
  readonly end: (call: Call) => void;
  /** Ends every session at once, and takes no token that was handed out any longer. */
  readonly endAll: () => void;
};

export const tokens = (did: string, now: () => Temporal.Instant): Tokens => {
  const secret = randomBytes(32);
  let generation = 0; // tokens of an earlier one are revoked
  /** Refresh tokens by id: until when, and what came after. */
  const refreshable = new Map<string, { until: number; next?: Pair }>();
  const seconds = () => Math.floor(now().epochMilliseconds / 1000);

  const sign = (head: string, body: string): string =>
    createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url');

  const make = (scope: Scope, lifetime: number, jti: string): string => {
    const claims: Claims = { scope, sub: did, iat: seconds(), exp: seconds() + lifetime, jti, gen: generation };
    const head = base64url({ typ: scope === 'com.atproto.refresh' ? 'refresh+jwt' : 'at+jwt', alg: 'HS256' });
    const body = base64url(claims);
    return `${head}.${body}.${sign(head, body)}`;
  };

  const create = (): Pair => {
    const jti = randomBytes(16).toString('base64url');
    refreshable.set(jti, { until: seconds() + refreshSeconds });
    return {
      accessJwt: make('com.atproto.appPass', accessSeconds, randomBytes(16).toString('base64url')),
      refreshJwt: make('com.atproto.refresh', refreshSeconds, jti),
    };
  };

  const claimsOf = (call: Call, scope: Scope): Claims => {
    const { authorization } = call.headers;
    if (!authorization) throw new Refusal(401, 'AuthMissing', 'Authentication Required');
    const [head = '', body = '', signature] = authorization.replace(/^Bearer /i, '').split('.');
    if (signature !== sign(head, body)) throw new Refusal(400, 'InvalidToken', 'Token could not be verified');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
    if (claims.scope !== scope) throw new Refusal(400, 'InvalidToken', 'Bad token scope');
    if (claims.gen !== generation) throw new Refusal(400, 'ExpiredToken', 'Token has been revoked');
    if (claims.exp <= seconds()) throw new Refusal(400, 'ExpiredToken', 'Token has expired');
    return claims;
  };

  return {
    create,
    refresh: (call) => {
      const { jti } = claimsOf(call, 'com.atproto.refresh');
      const held = refreshable.get(jti);
      if (!held || held.until <= seconds()) throw new Refusal(400, 'ExpiredToken', 'Token has been revoked');
      held.until = Math.min(held.until, seconds() + graceSeconds);
      held.next ??= create();
      return held.next;
    },
    check: (call) => {
      claimsOf(call, 'com.atproto.appPass');
    },
    end: (call) => {
      refreshable.delete(claimsOf(call, 'com.atproto.refresh').jti);
    },
    endAll: () => {
      refreshable.clear();
      generation += 1;
    },
  };
};

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
