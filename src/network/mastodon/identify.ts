import { z } from 'zod';
import type { Identified } from '../reading.ts';
import { checked } from './answers.ts';
import { notThere } from './errors.ts';
import type { Exchange } from './transport.ts';

/*
 * Who has a handle, by his id on our server. One that our server has not met yet it can look for on the handle's own server, if our token
 * may search.
 */

export const identifyOn =
  (exchange: Exchange, ownHost: string) =>
  async (handle: string, signal: AbortSignal): Promise<Identified | undefined> => {
    const acct = handle.replace(/^@/u, '').toLowerCase();
    const whole = acct.includes('@') ? acct : `${acct}@${ownHost}`;
    const ask = async (path: string, search: Record<string, string>): Promise<unknown> => {
      const request = { method: 'GET', path, search: new URLSearchParams(search).toString() };
      return (await exchange(request, 'repeatable', JSON.parse, signal)).data;
    };
    const is = ({ acct: shown }: z.infer<typeof account>): boolean => [acct, whole].includes(shown.toLowerCase());

    const known = await ask('/api/v1/accounts/lookup', { acct }).catch((error: unknown) => {
      if (notThere(error)) return undefined;
      throw error;
    });
    if (known !== undefined) {
      const { id } = checked(account, known);
      return { id, handle: whole, network: 'mastodon' };
    }
    if (whole.endsWith(`@${ownHost}`)) return undefined;
    const search = { q: `@${whole}`, type: 'accounts', resolve: 'true', limit: '5' };
    const found = checked(results, await ask('/api/v2/search', search)).accounts.find(is);
    return found && { id: found.id, handle: whole, network: 'mastodon' };
  };

const account = z.object({ id: z.string().min(1), acct: z.string().min(1) });
const results = z.object({ accounts: z.array(account) });
