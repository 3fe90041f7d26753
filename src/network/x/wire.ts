import { z } from 'zod';
import type { ShownText } from './match.ts';

/*
 * X's answers as far as we read them, under the names of both specs: 2.167 renamed `note_tweet` to `note_post`.
 * Everything that is not needed may be missing or strange.
 */

const id = z.string().regex(/^\d{1,19}$/);

const link = z.object({
  url: z.string(),
  expanded_url: z.string().nullish(),
  unwound_url: z.string().nullish(),
  display_url: z.string().nullish().catch(null),
  media_key: z.string().nullish().catch(null),
});
const entities = z
  .object({ urls: z.array(link.nullable().catch(null)).nullish() })
  .nullish()
  .catch(null);
const note = z.object({ text: z.string(), entities }).nullish().catch(null);

// Which post a post has to do with, and how; shown as `referenced_tweets` or `referenced_posts`.
const references = z
  .array(z.object({ type: z.string(), id }).nullable().catch(null))
  .nullish()
  .catch(null);

const post = z.object({
  id,
  text: z.string(),
  created_at: z.string().nullish(),
  entities,
  note_tweet: note,
  note_post: note,
  conversation_id: id.nullish().catch(null),
  referenced_tweets: references,
  referenced_posts: references,
});

const created = z.object({ data: z.object({ id }) });
const me = z.object({
  data: z.object({ data: z.object({ id, username: z.string().min(1), description: z.string().nullish() }) }),
  headers: z.record(z.string(), z.unknown()),
});
const processing = z.object({
  state: z.string().nullish(),
  check_after_secs: z.number().nonnegative().nullish().catch(null),
  error: z.object({ message: z.string().nullish() }).nullish().catch(null),
});
const upload = z.object({ data: z.object({ id, processing_info: processing.nullish() }) });
const deleted = z.object({ data: z.object({ deleted: z.boolean() }) });
const lost = z.object({
  data: z.undefined().optional(),
  errors: z.array(z.object({ type: z.string().endsWith('/resource-not-found') })).min(1),
});
const page = z.object({
  data: z.array(post.nullable().catch(null)).nullish(),
  meta: z.object({ next_token: z.string().nullish() }).nullish().catch(null),
});

export type ShownPost = ShownText & {
  readonly id: string;
  readonly at?: Temporal.Instant;
  /** The post that it answers. */
  readonly parent?: string;
  /** The first post of the thread that it belongs to: its own id when it begins one. */
  readonly conversation?: string;
};
export type Me = {
  readonly id: string;
  readonly username: string;
  readonly description?: string;
  /** What the access token may do: `read`, `read-write`, `read-write-directmessages`; told in a header. */
  readonly access?: string;
};
/** `state`: absent where X does not take its time over the picture. */
export type Upload = {
  readonly id: string;
  readonly state?: string;
  readonly checkAfter?: number;
  readonly words?: string;
};
export type PostsPage = { readonly posts: readonly ShownPost[]; readonly more: boolean };

/** Each gives undefined for what is not such an answer. */
export const readCreated = (body: unknown): string | undefined => created.safeParse(body).data?.data.id;

/** Of the whole answer, headers and all. */
export const readMe = (answer: unknown): Me | undefined => {
  const found = me.safeParse(answer).data;
  if (!found) return undefined;
  const { id, username, description } = found.data.data;
  const access = found.headers['x-access-level'];
  return {
    id,
    username,
    description: description ?? undefined,
    access: typeof access === 'string' ? access : undefined,
  };
};

export const readUpload = (body: unknown): Upload | undefined => {
  const found = upload.safeParse(body).data?.data;
  if (!found) return undefined;
  const { state, check_after_secs, error } = found.processing_info ?? {};
  const words = error?.message ?? undefined;
  return { id: found.id, state: state ?? undefined, checkAfter: check_after_secs ?? undefined, words };
};

/** Whether X has taken a picture's alt text: no spec says that anything must come back. */
export const readDescribed = (body: unknown): true | undefined =>
  body === '' || (typeof body === 'object' && body !== null && !('errors' in body)) ? true : undefined;

/** A post that X does not have (200, and only an error) is as good as deleted. */
export const readDeleted = (body: unknown): { readonly deleted: boolean } | undefined =>
  lost.safeParse(body).success ? { deleted: true } : deleted.safeParse(body).data?.data;

export const readPosts = (body: unknown): PostsPage | undefined => {
  const found = page.safeParse(body).data;
  // A server that answers with neither posts nor a word about them has not answered the question.
  if (!found || (!found.data && !found.meta)) return undefined;
  return {
    posts: (found.data ?? []).flatMap((wire) => (wire ? [shownPost(wire)] : [])),
    more: Boolean(found.meta?.next_token),
  };
};

const shownPost = (wire: z.infer<typeof post>): ShownPost => {
  // Longer posts are cut in `text` and whole in the note.
  const whole = wire.note_post ?? wire.note_tweet ?? wire;
  const links = (whole.entities?.urls ?? []).flatMap((found) =>
    found
      ? [
          {
            url: found.url,
            expanded: found.expanded_url ?? undefined,
            unwound: found.unwound_url ?? undefined,
            media: leadsToMedia(found),
          },
        ]
      : [],
  );
  const references = [...(wire.referenced_tweets ?? []), ...(wire.referenced_posts ?? [])];
  const parent = references.find((one) => one?.type === 'replied_to')?.id;
  const conversation = wire.conversation_id ?? undefined;
  return { id: wire.id, at: instant(wire.created_at), text: whole.text, links, parent, conversation };
};

/** Whether it is the link that X itself puts behind the text of a post with pictures. */
const leadsToMedia = ({ media_key, display_url, expanded_url }: z.infer<typeof link>): boolean =>
  Boolean(media_key) ||
  /^pic\.(?:x|twitter)\.com\//iu.test(display_url ?? '') ||
  /^https?:\/\/(?:x|twitter)\.com\/\w+\/status\/\d+\/photo\/\d+$/iu.test(expanded_url ?? '');

const instant = (text: string | null | undefined): Temporal.Instant | undefined => {
  try {
    return text ? Temporal.Instant.from(text) : undefined;
  } catch {
    return undefined;
  }
};
