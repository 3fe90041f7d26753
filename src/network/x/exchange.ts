import type { TwitterApi } from 'twitter-api-v2';
import { connectionTo, placeOf } from './connection.ts';
import { type Circumstances, fateOf, unclear } from './errors.ts';

/*
 * One call by twitter-api-v2, as the account itself (OAuth 1.0a) or as the app alone, on a connection of its own.
 */

export type XSettings = {
  /** Where the API is; X's own when absent. Requests are signed for, and addressed to, https://api.x.com whatever this is. */
  readonly apiUrl?: string;
  readonly appKey: string;
  readonly appSecret: string;
  readonly accessToken: string;
  readonly accessSecret: string;
  /** X's own time: real against X, virtual in a rehearsal. */
  readonly now: () => Temporal.Instant;
};

/** What X answered, or how the call failed. */
export type Outcome =
  | { readonly done: true; readonly body: unknown }
  | { readonly done: false; readonly error: unknown; readonly connected: boolean };

export type Exchange = {
  readonly call: (ask: (api: TwitterApi['v2']) => Promise<unknown>, signal: AbortSignal) => Promise<Outcome>;
  /** Throws the fate of what failed, and of an answer that `read` cannot make sense of. */
  readonly settle: <T>(outcome: Outcome, call: Circumstances['call'], read: (body: unknown) => T | undefined) => T;
};

/** An OAuth 1.0a user, the name and password of an app, or a bearer token. */
export type Credentials =
  | Pick<XSettings, 'appKey' | 'appSecret' | 'accessToken' | 'accessSecret'>
  | { readonly username: string; readonly password: string }
  | string;

export const exchangeWith = ({ apiUrl, now, appKey, appSecret, accessToken, accessSecret }: XSettings): Exchange =>
  exchangeAs({ appKey, appSecret, accessToken, accessSecret }, { apiUrl, now });

export const exchangeAs = (credentials: Credentials, { apiUrl, now }: Pick<XSettings, 'apiUrl' | 'now'>): Exchange => {
  const place = placeOf(apiUrl);
  return {
    call: async (ask, signal) => {
      const connection = connectionTo(place.base);
      if (signal.aborted) connection.end();
      signal.addEventListener('abort', connection.end, { once: true });
      try {
        const { TwitterApi } = await import('twitter-api-v2');
        const client = new TwitterApi(credentials as string, {
          httpAgent: connection.agent,
          compression: false, // a spoilt gzip body would end the process: the library leaves the error of its stream unheard
          plugins: [{ onBeforeRequest: ({ computedParams }) => place.lead(computedParams.url) }], // after it was signed
        });
        return { done: true, body: await ask(client.v2) };
      } catch (error) {
        const late = signal.aborted ? new Error('it did not come in time') : error;
        return { done: false, error: late, connected: connection.established() };
      } finally {
        signal.removeEventListener('abort', connection.end);
        connection.end();
      }
    },

    settle: (outcome, call, read) => {
      if (!outcome.done) throw fateOf(outcome.error, { call, connected: outcome.connected, now: now() });
      const answer = read(outcome.body);
      if (answer === undefined) throw unclear(call, 'what came back is not an answer of X');
      return answer;
    },
  };
};
