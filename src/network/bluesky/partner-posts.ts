import * as z from 'zod';
import { instantFrom } from '../lenient.ts';
import { type Item, readBack } from '../newest-first.ts';
import type { AccountProblem, PartnerPosts } from '../reading.ts';
import { type Calls, says } from './calls.ts';
import { isAway } from './look.ts';
import { lookOf } from './partner-post.ts';
import type { Reply } from './session.ts';

/*
 * What a partner has posted, by `app.bsky.feed.getAuthorFeed`: 100 a page at the most (its lexicon), newest first. What it passes on of others
 * is left out: those are not the partner's words.
 */

// A post that is written while its author is offline comes in its place, below newer ones.
const overlap = Temporal.Duration.from({ minutes: 10 });
const pageSize = '100';

export const partnerPostsOn =
  ({ ask, read, fate }: Calls): PartnerPosts =>
  async ({ id, handle }, { cursor, notBefore, originalsOnly }, signal) => {
    let refused: Reply | undefined;
    const filter = originalsOnly ? 'posts_no_replies' : 'posts_with_replies';
    const found = await readBack(
      async (after) => {
        const query = new URLSearchParams({ actor: id, limit: pageSize, filter, ...(after ? { cursor: after } : {}) });
        const reply = await ask('read', `/xrpc/app.bsky.feed.getAuthorFeed?${query}`, {}, signal);
        if (problemOf(reply, handle)) refused = reply;
        if (refused) return { items: [] };
        if (reply.status !== 200) throw fate(reply, 'read');
        const { feed, cursor: next } = read(page, reply, 'read');
        return { items: feed.flatMap((one) => itemOf(one) ?? []), ...(next ? { next } : {}) };
      },
      { ...(cursor ? { cursor } : {}), notBefore, overlap },
    );
    const problem = refused && problemOf(refused, handle);
    return problem ? { posts: [], read: 0, problem, ...(cursor ? { cursor } : {}) } : found;
  };

/** What Bluesky says of the account in place of its posts. */
const problemOf = (reply: Reply, handle: string): AccountProblem | undefined => {
  if (says(reply, 'BlockedByActor'))
    return { kind: 'blocks us', words: `${handle} has blocked our account on Bluesky` };
  if (says(reply, 'BlockedActor')) {
    return { kind: 'hidden', words: `our account on Bluesky blocks ${handle}: it shows us nothing until we end that` };
  }
  if (says(reply, 'AccountTakedown') || says(reply, 'AccountSuspended')) {
    return { kind: 'suspended', words: `Bluesky has suspended the account ${handle}` };
  }
  if (says(reply, 'AccountDeactivated')) return { kind: 'gone', words: `${handle} has put its account to sleep` };
  if (isAway(reply)) return { kind: 'gone', words: `there is no account ${handle} on Bluesky any more` };
  return undefined;
};

const page = z.object({ feed: z.array(z.unknown()), cursor: z.string().nullish().catch(null) });
const sorted = z.object({
  post: z.object({ indexedAt: z.string() }),
  reason: z.object({ $type: z.string(), indexedAt: z.string().nullish() }).nullish().catch(null),
});

/** Boosts stand where they were made, posts where they were written. */
const itemOf = (wire: unknown): Item | undefined => {
  const found = sorted.safeParse(wire).data;
  if (!found) return undefined;
  const look = lookOf(wire);
  const post = look?.kind === 'post' ? look.post : undefined;
  if (found.reason?.$type.endsWith('#reasonRepost')) {
    const at = instantFrom(found.reason.indexedAt) ?? instantFrom(found.post.indexedAt);
    return at && { at };
  }
  // Not by what the author says of the time: a page goes on behind a post that claims to be old.
  const at = instantFrom(found.post.indexedAt);
  return at && { at, ...(post && post.kind !== 'boost' ? { post } : {}) };
};
