import { z } from 'zod';
import { instantFrom } from '../lenient.ts';
import { type Item, readBack } from '../newest-first.ts';
import type { AccountProblem, PartnerPosts } from '../reading.ts';
import { notThere } from './errors.ts';
import type { AtHome } from './home-posts.ts';
import { postOf } from './partner-post.ts';
import type { Exchange } from './transport.ts';

/*
 * What a partner has posted, as our own server shows it: that is the server which boosts. Of an account elsewhere it has only what came to it,
 * which is everything as long as anybody there follows the account; so the account's own server is read too, where it lets anybody read
 * (home-posts.ts). How the account itself stands is asked for once an hour.
 */

// A post of another server comes late at times, and keeps the place of the time when it was written.
const overlap = Temporal.Duration.from({ hours: 1 });
const believed = Temporal.Duration.from({ hours: 1 });

export const partnerPostsOn = (exchange: Exchange, now: () => Temporal.Instant, atHome?: AtHome): PartnerPosts => {
  const read = async (path: string, search: URLSearchParams, signal: AbortSignal): Promise<unknown> =>
    (await exchange({ method: 'GET', path, search: search.toString() }, 'repeatable', JSON.parse, signal)).data;
  const asked = new Map<string, { readonly until: Temporal.Instant; readonly problem?: AccountProblem }>();

  /** A token without `read:follows` is not told who blocks us: their posts are then simply not shown. */
  const blocksUs = async (id: string, signal: AbortSignal): Promise<boolean> => {
    const answer = await read('/api/v1/accounts/relationships', new URLSearchParams({ 'id[]': id }), signal).catch(
      () => [],
    );
    return relationships.parse(answer).some((one) => one?.id === id && one.blocked_by === true);
  };

  const problemOf = async (id: string, handle: string, signal: AbortSignal): Promise<AccountProblem | undefined> => {
    const known = asked.get(id);
    if (known && Temporal.Instant.compare(known.until, now()) > 0) return known.problem;
    const found = await read(`/api/v1/accounts/${encodeURIComponent(id)}`, new URLSearchParams(), signal).catch(
      (error: unknown) => {
        if (notThere(error)) return undefined;
        throw error;
      },
    );
    const problem = found === undefined ? gone(handle) : saidOf(found, handle);
    const all = problem ?? ((await blocksUs(id, signal)) ? blocked(handle) : undefined);
    asked.set(id, { until: now().add(believed), ...(all ? { problem: all } : {}) });
    return all;
  };

  return async ({ id, handle }, { cursor: both, notBefore, originalsOnly }, signal) => {
    const kept = both ? { cursor: both } : {};
    const [cursor, theirs] = (both ?? '').split(' ');
    const problem = await problemOf(id, handle, signal);
    if (problem) return { posts: [], read: 0, problem, ...kept };
    let away = false;
    const found = await readBack(
      async (before) => {
        const search = new URLSearchParams({ limit: '40', exclude_reblogs: 'true' });
        if (originalsOnly) search.set('exclude_replies', 'true');
        if (before) search.set('max_id', before);
        const path = `/api/v1/accounts/${encodeURIComponent(id)}/statuses`;
        const statuses = page.parse(
          await read(path, search, signal).catch((error: unknown) => {
            if (!notThere(error)) throw error;
            away = true;
            return [];
          }),
        );
        const last = z.object({ id: z.string() }).safeParse(statuses.at(-1)).data?.id;
        return { items: statuses.flatMap((one) => itemOf(one) ?? []), ...(last ? { next: last } : {}) };
      },
      { ...(cursor ? { cursor } : {}), notBefore, overlap },
    );
    if (away) return { posts: [], read: 0, problem: gone(handle), ...kept };
    const from = { ...(theirs ? { cursor: theirs } : {}), notBefore, ...(originalsOnly ? { originalsOnly } : {}) };
    const more = await atHome?.({ handle, from, here: found.posts }, signal);
    if (!more) return theirs && found.cursor ? { ...found, cursor: `${found.cursor} ${theirs}` } : found;
    const posts = [...found.posts, ...more.posts].sort((a, b) => Temporal.Instant.compare(a.at, b.at));
    const place = more.cursor ? { cursor: `${found.cursor ?? ''} ${more.cursor}` } : {};
    return { ...found, ...place, posts, read: found.read + more.posts.length };
  };
};

const page = z.array(z.unknown()).catch([]);
const relationships = z
  .array(z.object({ id: z.string(), blocked_by: z.boolean().nullish() }).nullable().catch(null))
  .catch([]);
const account = z.object({
  suspended: z.boolean().nullish().catch(null),
  moved: z.object({ acct: z.string() }).nullish().catch(null),
});

const itemOf = (wire: unknown): Item | undefined => {
  const at = instantFrom(z.object({ created_at: z.string() }).safeParse(wire).data?.created_at);
  const post = postOf(wire);
  return at && { at, ...(post && post.kind !== 'boost' ? { post } : {}) };
};

const saidOf = (answer: unknown, handle: string): AccountProblem | undefined => {
  const { suspended, moved } = account.parse(answer);
  if (suspended) return { kind: 'suspended', words: `our server shows ${handle} as suspended` };
  if (moved) {
    const words = `${handle} has moved to ${moved.acct}: ask the partner, then write the new account into config/partners.yaml`;
    return { kind: 'moved', words };
  }
  return undefined;
};

const gone = (handle: string): AccountProblem => ({
  kind: 'gone',
  words: `our server knows no account ${handle} any more`,
});
const blocked = (handle: string): AccountProblem => ({
  kind: 'blocks us',
  words: `${handle} has blocked our account on Mastodon`,
});
