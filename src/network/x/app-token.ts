import { z } from 'zod';
import { Blocked } from '../../errors.ts';
import { type Exchange, exchangeAs, type XSettings } from './exchange.ts';
import { answerOf, wordsOf } from './failure.ts';

/*
 * Calls as the app alone, by a bearer token that X gives for the app's key and secret. It is free, the same until somebody takes it back,
 * and kept in memory only: it may read whatever the app may.
 */

export const appExchange = (settings: XSettings): Exchange => {
  const { appKey: username, appSecret: password } = settings;
  const basic = exchangeAs({ username, password }, settings);
  let token: Promise<string> | undefined;

  const askForToken = async (signal: AbortSignal): Promise<string> => {
    // Outside of `/2`; the name in the library's prefix is where the request is addressed, not where it goes (connection.ts).
    const options = { prefix: 'https://api.x.com/', forceBodyMode: 'url' } as const;
    const body = { grant_type: 'client_credentials' };
    const outcome = await basic.call((api) => api.post('oauth2/token', body, options), signal);
    const answer = outcome.done ? undefined : answerOf(outcome.error);
    // 400 and 403 are its words for a wrong key, too (code 99).
    if (answer && [400, 401, 403].includes(answer.status)) {
      const words = wordsOf(answer.body) ?? `HTTP ${answer.status}`;
      throw new Blocked(
        `X gives the app no token: compare X_APP_KEY and X_APP_SECRET with X's developer portal (${words})`,
      );
    }
    return basic.settle(outcome, 'read', (said) => granted.safeParse(said).data?.access_token);
  };

  const call: Exchange['call'] = async (ask, signal) => {
    for (let retried = false; ; retried = true) {
      token ??= askForToken(signal);
      const held = token;
      const bearer = await held.catch((error: unknown) => {
        if (token === held) token = undefined;
        throw error;
      });
      const outcome = await exchangeAs(bearer, settings).call(ask, signal);
      const refused = !outcome.done && answerOf(outcome.error)?.status === 401;
      if (!refused || retried) return outcome;
      // Taken back, perhaps by somebody who asked for a new one: a second 401 is meant.
      if (token === held) token = undefined;
    }
  };

  return { call, settle: basic.settle };
};

const granted = z.object({ access_token: z.string().min(1) });
