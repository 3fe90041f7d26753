import { z } from 'zod';
import type { PostLook } from '../../model.ts';
import { pageOf, present, type ShownPage, unlessStrange } from '../lenient.ts';
import { type Includes, includes, postOf } from './partner-post.ts';

/*
 * One whole answer of X: a timeline, a look-up by ids, a line of a stream, or a single post without anything around it.
 */

const answered = z.object({
  data: z.unknown().optional(),
  includes,
  errors: z.array(z.unknown()).nullish().catch(null),
  meta: z.unknown().optional(),
});

// A post that was deleted, or that its author or X shows us no more, comes back as an error beside the others.
const missing = z.object({
  type: z.string().regex(/\/(?:resource-not-found|not-authorized-for-resource|resource-unavailable)$/u),
  resource_type: z.enum(['tweet', 'post']).optional(),
  resource_id: z.string().optional(),
  value: z.string().optional(),
  parameter: z.string().optional(),
});

// Posts that others refer to are missing in the same list, under another parameter: they are no candidates.
const goneOf = (error: unknown): PostLook[] => {
  const found = missing.safeParse(error).data;
  const remoteId = found?.resource_id ?? found?.value;
  if (!found || !remoteId || !['id', 'ids'].includes(found.parameter ?? 'id')) return [];
  return [{ kind: 'gone', remoteId }];
};

const lookWith =
  (around: Includes) =>
  (item: unknown): PostLook | undefined => {
    const post = postOf(item, around);
    return post && { kind: 'post', post };
  };

/** Undefined: it is nothing of X's that shows posts. */
export const partnerPage = (answer: unknown): ShownPage | undefined => {
  const single = lookWith(undefined);
  const look = single(answer);
  if (look) return pageOf([], single, [look]);
  if (Array.isArray(answer)) return unlessStrange(pageOf(answer, single));
  const whole = answered.safeParse(answer).data;
  if (!whole) return undefined;
  const items = Array.isArray(whole.data) ? whole.data : present([whole.data]);
  const found = pageOf(items, lookWith(whole.includes), present(whole.errors).flatMap(goneOf));
  // Neither posts nor a word about them: it has not answered the question.
  const asked = items.length === 0 && typeof whole.meta === 'object' && whole.meta !== null;
  return found.looks.length === 0 && !asked ? undefined : found;
};
