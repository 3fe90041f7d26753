import { z } from 'zod';
import type { PartnerPost, PostLook } from '../../model.ts';
import { present } from '../lenient.ts';
import type { AccountProblem, PartnerPosts } from '../reading.ts';
import { eitherSpec } from './either-spec.ts';
import type { Exchange } from './exchange.ts';
import { partnerPage as shownOn } from './partner-page.ts';
import { spellings } from './partner-query.ts';
import { partnerPage } from './rules.ts';

/*
 * A partner's posts, and how one of them stands. Every post that comes back costs money: so nothing is read twice, and what the partner
 * passes on of others is not asked for.
 */

export const partnerReadsOn = (exchange: Exchange) => {
  const { settle } = exchange;
  const ask = eitherSpec(exchange, spellings);
  const authors = new Map<string, PartnerPost['author']>();

  /** Of most posts X says nothing about the author: who asks for an account's posts knows. */
  const by = (post: PartnerPost, author: PartnerPost['author'] | undefined): PartnerPost => {
    const known = { ...author, ...post.author };
    if (known.id !== undefined) authors.set(post.remoteId, known);
    if (authors.size > mostAuthors) authors.delete(authors.keys().next().value ?? '');
    return { ...post, author: known };
  };

  const posts: PartnerPosts = async ({ id, handle }, { cursor, notBefore, originalsOnly }, signal) => {
    const from = placeOf(cursor);
    const since = [from.since, idAt(notBefore)].reduce((a, b) => (BigInt(a) > BigInt(b) ? a : b));
    const query = {
      max_results: partnerPage,
      since_id: since,
      exclude: originalsOnly ? 'retweets,replies' : 'retweets',
      ...(from.below ? { until_id: from.below } : {}),
    };
    const body = await ask(`users/${encodeURIComponent(id)}/tweets`, query, signal).then((outcome) =>
      settle(outcome, 'read', (answer) => whole.safeParse(answer).data && { answer }),
    );
    const told = whole.parse(body.answer);
    const kept = cursor === undefined ? {} : { cursor };
    const problem = told.data === undefined && told.meta === undefined ? problemOf(told, handle) : undefined;
    if (problem) return { posts: [], read: 0, problem, ...kept };
    const looks = shownOn(body.answer)?.looks ?? [];
    const shown = looks.flatMap((look) => (look.kind === 'post' && look.post.kind !== 'boost' ? [look.post] : []));
    const ids = looks.flatMap((look) => (look.kind === 'post' ? [look.post.remoteId] : []));
    const [newest, oldest] = [told.meta?.newest_id ?? ids[0], told.meta?.oldest_id ?? ids.at(-1)];
    const first = from.newest ?? newest;
    const more = Boolean(told.meta?.next_token) && oldest !== undefined && first !== undefined;
    const next = more ? `${since}/${oldest}/${first}` : first;
    return {
      posts: shown.toReversed().map((post) => by(post, { id, handle })),
      read: readIn(told),
      ...(next === undefined ? kept : { cursor: next }),
      ...(more ? { more } : {}),
    };
  };

  const look = async (remoteId: string, signal: AbortSignal): Promise<PostLook> => {
    const looks = settle(await ask('tweets', { ids: remoteId }, signal), 'read', shownOn)?.looks;
    const found = looks.find((one) => (one.kind === 'post' ? one.post.remoteId : one.remoteId) === remoteId);
    if (!found) return { kind: 'gone', remoteId };
    return found.kind === 'post' ? { kind: 'post', post: by(found.post, authors.get(remoteId)) } : found;
  };

  return { posts, look };
};

// Whom a post is by never changes; more than the partners write in months.
const mostAuthors = 5_000;

const items = z.array(z.unknown()).optional().catch(undefined);
const whole = z.object({
  data: items,
  includes: z.object({ tweets: items, posts: items }).optional().catch(undefined),
  errors: z
    .array(z.object({ type: z.string().nullish(), detail: z.string().nullish() }).nullable().catch(null))
    .optional()
    .catch(undefined),
  meta: z
    .object({ newest_id: z.string().optional(), oldest_id: z.string().optional(), next_token: z.string().optional() })
    .optional()
    .catch(undefined),
});

const readIn = ({ data, includes }: z.infer<typeof whole>): number =>
  (data?.length ?? 0) + (includes?.tweets?.length ?? 0) + (includes?.posts?.length ?? 0);

const problemOf = ({ errors }: z.infer<typeof whole>, handle: string): AccountProblem | undefined => {
  const said = present(errors);
  const suspended = said.some(({ detail }) => /suspended/iu.test(detail ?? ''));
  if (suspended) return { kind: 'suspended', words: `X has suspended the account ${handle}` };
  if (said.some(({ type }) => type?.endsWith('/not-authorized-for-resource'))) {
    const words = `X does not show us the posts of ${handle}: the account is protected, or it has blocked ours`;
    return { kind: 'hidden', words };
  }
  if (said.length > 0) return { kind: 'gone', words: `there is no account ${handle} on X any more` };
  return undefined;
};

/** A page was cut at `below`; its first post was `newest`. */
type Place = { readonly since: string; readonly below?: string; readonly newest?: string };

const placeOf = (cursor: string | undefined): Place => {
  const [since, below, newest] = (cursor ?? '').split('/');
  if (!since || !/^\d{1,19}$/u.test(since)) return { since: '0' };
  return below && newest ? { since, below, newest } : { since };
};

// X's ids hold the time: milliseconds since 4 November 2010, then 22 bits (partner-post.ts).
const idAt = (at: Temporal.Instant): string =>
  String(BigInt(Math.max(0, at.epochMilliseconds - 1_288_834_974_657)) << 22n);
