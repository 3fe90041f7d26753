import { randomBytes } from 'node:crypto';
import type { Answer, Call } from '../http.ts';
import type { Credentials } from './oauth.ts';

/*
 * App-only access (OAuth 2.0 client credentials): a bearer token for the app's key and secret, which stays the same until it is revoked.
 */

const host = 'api.x.com';

export const appTokens = ({ appKey, appSecret }: Pick<Credentials, 'appKey' | 'appSecret'>) => {
  const token = `localAAAA${randomBytes(30).toString('base64url')}`;
  const basic = `Basic ${Buffer.from(`${encodeURIComponent(appKey)}:${encodeURIComponent(appSecret)}`).toString('base64')}`;

  return {
    /** What is wrong with a bearer token; undefined when nothing is. */
    faultOf: (call: Call): string | undefined => {
      if (call.headers.host !== host) return `the Host header is ${call.headers.host}, not ${host}`;
      return call.headers.authorization === `Bearer ${token}` ? undefined : 'the bearer token is not known';
    },
    /** POST /oauth2/token, or the words against the request. */
    give: (call: Call): { readonly answer: Answer; readonly words?: string } => {
      const words =
        call.headers.host !== host
          ? `the Host header is ${call.headers.host}, not ${host}`
          : call.headers.authorization !== basic
            ? 'the app key and secret are not ours'
            : call.form().get('grant_type') !== 'client_credentials'
              ? 'grant_type is not client_credentials'
              : undefined;
      if (words === undefined) return { answer: { status: 200, body: { token_type: 'bearer', access_token: token } } };
      const error = { code: 99, message: 'Unable to verify your credentials', label: 'authenticity_token_error' };
      return { words, answer: { status: 403, body: { errors: [error] } } };
    },
  };
};

export const isBearer = (call: Call): boolean => /^Bearer /iu.test(call.headers.authorization ?? '');
