import { application, checked } from './answers.ts';
import { exchangeWith, type Server } from './transport.ts';

/**
 * The scopes of the application that the token belongs to; undefined where the server does not tell (Mastodon tells since
 * 4.3). A token made on the application's own page has all of them. Throws as an adapter's call does.
 */
export const grantedScopes = async (server: Server, signal: AbortSignal): Promise<readonly string[] | undefined> => {
  const request = { method: 'GET', path: '/api/v1/apps/verify_credentials' };
  const { data } = await exchangeWith(server)(request, 'repeatable', JSON.parse, signal);
  return checked(application, data).scopes;
};
