import { z } from 'zod';
import type { Identified } from '../reading.ts';
import type { Exchange } from './exchange.ts';
import { isGone } from './failure.ts';

/** The account behind a name, at the price of a look at a user; undefined when nobody has it, or the account is suspended. */
export const identifyOn =
  ({ call, settle }: Exchange) =>
  async (handle: string, signal: AbortSignal): Promise<Identified | undefined> => {
    const name = handle.replace(/^@/u, '');
    if (!/^\w{1,15}$/u.test(name)) return undefined; // X has no such names, and would charge for saying so
    const outcome = await call((api) => api.get(`users/by/username/${name}`), signal);
    if (!outcome.done && isGone(outcome.error)) return undefined;
    const user = settle(outcome, 'read', readUser);
    return user === 'nobody' ? undefined : { id: user.id, handle: user.username, network: 'x' };
  };

const shown = z.object({ data: z.object({ id: z.string().regex(/^\d{1,19}$/), username: z.string().min(1) }) });
const nobody = z.object({
  data: z.undefined().optional(),
  errors: z.array(z.object({ type: z.string().optional() })).min(1),
});

const readUser = (body: unknown) =>
  shown.safeParse(body).data?.data ?? (nobody.safeParse(body).success ? ('nobody' as const) : undefined);
