import type { Call, Handler } from '../http.ts';
import { failed } from './refusals.ts';

/*
 * Who may do what: one token, with the scopes that it was given.
 */

/** What the program's own documentation asks for. */
export const usualScopes = ['write:statuses', 'write:media', 'read:accounts', 'read:statuses', 'read:search'] as const;

/** `write` holds every `write:…`. */
const grants = (scopes: readonly string[], wanted: string): boolean =>
  scopes.includes(wanted) || scopes.includes(wanted.split(':')[0] ?? '');

export const accessOf = (token: string, scopes: readonly string[], complain: (words: string) => void) => {
  const ours = (call: Call): boolean => call.headers.authorization === `Bearer ${token}`;

  /** With the token only, and only when it has one of the scopes; none named: any token will do. */
  const withToken =
    (wanted: readonly string[], handle: Handler): Handler =>
    (call) => {
      if (!ours(call)) {
        complain(`${call.method} ${call.path} without the right token`);
        return failed(401, 'The access token is invalid');
      }
      return withScope(wanted, handle)(call);
    };

  /** For everybody; but a token that comes along must have one of the scopes. */
  const withScope =
    (wanted: readonly string[], handle: Handler): Handler =>
    (call) => {
      if (!ours(call) || wanted.length === 0 || wanted.some((one) => grants(scopes, one))) return handle(call);
      complain(`${call.method} ${call.path} with a token that lacks the scope ${wanted.at(-1)}`);
      return failed(403, 'This action is outside the authorized scopes');
    };

  return { ours, withToken, withScope };
};
