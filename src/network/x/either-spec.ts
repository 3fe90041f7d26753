import { z } from 'zod';
import type { Exchange, Outcome } from './exchange.ts';
import { answerOf } from './failure.ts';
import type { Spelling } from './partner-query.ts';

/*
 * Reading posts of a server of which it is not known which of the two specs it keeps to: one refuses the names of the other (which costs
 * nothing) or leaves them unanswered (which has been paid for).
 */

export type Ask = (
  path: string,
  query: Readonly<Record<string, string | number>>,
  signal: AbortSignal,
) => Promise<Outcome>;

export const eitherSpec = ({ call }: Exchange, spellings: readonly [Spelling, Spelling]): Ask => {
  let order = spellings;
  return async (path, query, signal) => {
    const get = (spelling: Spelling) => call((api) => api.get(path, { ...query, ...spelling }), signal);
    const [first, second] = order;
    const outcome = await get(first);
    if (outcome.done ? understood(outcome.body) : answerOf(outcome.error)?.status !== 400) return outcome;
    const again = await get(second);
    if (again.done && understood(again.body)) order = [second, first];
    return again;
  };
};

const dated = z.object({ data: z.array(z.object({ created_at: z.string().nullish() }).nullable().catch(null)) });

/** An answer without posts does not tell, and need not. */
const understood = (body: unknown): boolean => {
  const posts = dated.safeParse(body).data?.data ?? [];
  return posts.length === 0 || posts.some((post) => post?.created_at);
};
