import * as z from 'zod';
import type { PostLook } from '../../model.ts';
import { placeOf } from './address.ts';
import { type Calls, says } from './calls.ts';
import { lookOf } from './partner-post.ts';
import type { Reply } from './session.ts';

/*
 * How a post stands now, by `app.bsky.feed.getPosts`. That leaves out a post whose author has blocked us just as one that is gone: the
 * author's profile tells them apart.
 */

/** `repost`: the address of our own boost of it, as the AppView has it. */
export type Seen = { readonly look: PostLook; readonly repost?: string };
export type Look = (remoteId: string, signal: AbortSignal) => Promise<Seen>;

export const lookOn =
  ({ ask, read, fate }: Calls): Look =>
  async (remoteId, signal) => {
    const gone = { look: { kind: 'gone', remoteId } } as const;
    const query = new URLSearchParams({ uris: remoteId });
    const reply = await ask('read', `/xrpc/app.bsky.feed.getPosts?${query}`, {}, signal);
    if (reply.status !== 200) throw fate(reply, 'read');
    for (const view of read(shown, reply, 'read').posts) {
      const look = lookOf(view);
      if ((look?.kind === 'post' ? look.post.remoteId : look?.remoteId) !== remoteId || !look) continue;
      const repost = ours.safeParse(view).data?.viewer.repost;
      return { look, ...(repost ? { repost } : {}) };
    }
    const actor = placeOf(remoteId)?.repo;
    if (actor === undefined) return gone;
    const profile = await ask('read', `/xrpc/app.bsky.actor.getProfile?${new URLSearchParams({ actor })}`, {}, signal);
    if (isAway(profile)) return gone;
    if (profile.status !== 200) throw fate(profile, 'read');
    const { viewer } = read(person, profile, 'read');
    return viewer?.blockedBy ? { look: { kind: 'blocked', remoteId } } : gone;
  };

const ours = z.object({ viewer: z.object({ repost: z.string() }) });
const shown = z.object({ posts: z.array(z.unknown()) });
const person = z.object({ viewer: z.object({ blockedBy: z.boolean().nullish() }).nullish().catch(null) });

/** An account that was deleted, taken down or put to sleep; it is said of the other, not of ours. */
export const isAway = (reply: Reply): boolean =>
  ['AccountTakedown', 'AccountDeactivated', 'AccountSuspended', 'InvalidRequest'].some((error) => says(reply, error));
