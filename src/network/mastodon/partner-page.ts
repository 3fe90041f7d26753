import { z } from 'zod';
import type { PostLook } from '../../model.ts';
import { pageOf, type ShownPage, unlessStrange } from '../lenient.ts';
import { postOf } from './partner-post.ts';

/*
 * One whole answer, or one event of a stream: what it shows of posts.
 */

const streamed = z.object({ event: z.string(), payload: z.unknown().optional() });
const searched = z.object({ statuses: z.array(z.unknown()) });

const lookOf = (item: unknown): PostLook | undefined => {
  const post = postOf(item);
  return post && { kind: 'post', post };
};

const page = (items: readonly unknown[]): ShownPage => pageOf(items, lookOf);

/** Streams carry a post as JSON inside of JSON. */
const parsed = (payload: unknown): unknown => {
  try {
    return typeof payload === 'string' ? JSON.parse(payload) : payload;
  } catch {
    return undefined;
  }
};

const eventPage = ({ event, payload }: z.infer<typeof streamed>): ShownPage => {
  if (event === 'delete') return pageOf([], lookOf, [{ kind: 'gone', remoteId: String(payload) }]);
  return event === 'update' || event === 'status.update' ? page([parsed(payload)]) : page([]);
};

/** A page of statuses, a single one, a search, or an event. Undefined: it is nothing of Mastodon's that shows posts. */
export const partnerPage = (answer: unknown): ShownPage | undefined => {
  const happened = streamed.safeParse(answer).data;
  if (happened) return eventPage(happened);
  if (Array.isArray(answer)) return unlessStrange(page(answer));
  const found = searched.safeParse(answer).data;
  if (found) return page(found.statuses);
  const look = lookOf(answer);
  return look && pageOf([], lookOf, [look]);
};
