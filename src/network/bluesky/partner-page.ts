import { z } from 'zod';
import { pageOf, type ShownPage, unlessStrange } from '../lenient.ts';
import { lookOf, postOfRecord } from './partner-post.ts';

/*
 * One whole answer, or one event: what it shows of posts.
 */

const feed = z.object({ feed: z.array(z.unknown()) });
const posts = z.object({ posts: z.array(z.unknown()) });
const records = z.object({ records: z.array(z.unknown()) });
const event = z.object({
  did: z.string().startsWith('did:'),
  time_us: z.number(),
  kind: z.string(),
  commit: z
    .object({
      operation: z.string(),
      collection: z.string(),
      rkey: z.string(),
      cid: z.string().optional(),
      record: z.unknown().optional(),
    })
    .optional(),
});

const page = (items: readonly unknown[]): ShownPage => pageOf(items, lookOf);

const eventPage = ({ did, time_us, commit }: z.infer<typeof event>): ShownPage => {
  if (commit?.collection !== 'app.bsky.feed.post') return page([]);
  const uri = `at://${did}/${commit.collection}/${commit.rkey}`;
  if (commit.operation === 'delete') return { looks: [{ kind: 'gone', remoteId: uri }], unread: 0 };
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(time_us / 1000));
  const updated = commit.operation === 'update';
  const post = postOfRecord(
    { uri, ...(commit.cid ? { cid: commit.cid } : {}), value: commit.record },
    updated ? undefined : at,
  );
  if (post === undefined) return { looks: [], unread: 1 };
  return { looks: [{ kind: 'post', post: updated ? { ...post, editedAt: at } : post }], unread: 0 };
};

/** Undefined: it is nothing of Bluesky's that shows posts. */
export const partnerPage = (answer: unknown): ShownPage | undefined => {
  const happened = event.safeParse(answer).data;
  if (happened) return eventPage(happened);
  const items =
    feed.safeParse(answer).data?.feed ?? posts.safeParse(answer).data?.posts ?? records.safeParse(answer).data?.records;
  if (items) return page(items);
  if (Array.isArray(answer)) return unlessStrange(page(answer));
  const look = lookOf(answer);
  return look && { looks: [look], unread: 0 };
};
