import { z } from 'zod';
import type { ShownText } from './match.ts';

/*
 * X's answers as far as we read them, under the names of both specs: 2.167 renamed `note_tweet` to `note_post`.
 * Everything that is not needed may be missing or strange.
 */

const id = z.string().regex(/^\d{1,19}$/);

const link = z.object({ url: z.string(), expanded_url: z.string().nullish(), unwound_url: z.string().nullish() });
const entities = z
  .object({ urls: z.array(link.nullable().catch(null)).nullish() })
  .nullish()
  .catch(null);
const note = z.object({ text: z.string(), entities }).nullish().catch(null);

const post = z.object({
  id,
  text: z.string(),
  created_at: z.string().nullish(),
  entities,
  note_tweet: note,
  note_post: note,
});

const created = z.object({ data: z.object({ id }) });
const me = z.object({ data: z.object({ id, username: z.string().min(1), description: z.string().nullish() }) });
const page = z.object({
  data: z.array(post.nullable().catch(null)).nullish(),
  meta: z.object({ next_token: z.string().nullish() }).nullish().catch(null),
});

export type ShownPost = ShownText & { readonly id: string; readonly at?: Temporal.Instant };
export type Me = { readonly id: string; readonly username: string; readonly description?: string };
export type PostsPage = { readonly posts: readonly ShownPost[]; readonly more: boolean };

/** Each gives undefined for what is not such an answer. */
export const readCreated = (body: unknown): string | undefined => created.safeParse(body).data?.data.id;

export const readMe = (body: unknown): Me | undefined => {
  const found = me.safeParse(body).data?.data;
  return found && { id: found.id, username: found.username, description: found.description ?? undefined };
};

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
      ? [{ url: found.url, expanded: found.expanded_url ?? undefined, unwound: found.unwound_url ?? undefined }]
      : [],
  );
  return { id: wire.id, at: instant(wire.created_at), text: whole.text, links };
};

const instant = (text: string | null | undefined): Temporal.Instant | undefined => {
  try {
    return text ? Temporal.Instant.from(text) : undefined;
  } catch {
    return undefined;
  }
};
