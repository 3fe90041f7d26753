import { z } from 'zod';
import { instantFrom } from '../lenient.ts';

/*
 * Labels on a post, by its author or by moderators.
 */

const words = z.string().nullish().catch(null);
const label = z.object({ val: z.string(), src: words, cts: words, neg: z.boolean().nullish() });
type Label = z.infer<typeof label>;

export const labels = z.array(label.nullable().catch(null)).nullish().catch(null);

// Neither says anything about what a post shows: the first is about who may read it, the second about its author.
const harmless = ['!no-unauthenticated', 'bot'];

const saidAt = ({ cts }: Label): number => instantFrom(cts)?.epochMilliseconds ?? 0;

/** Those that stand: of what one source says of one label the last word counts, and `neg` takes it back. */
export const standing = (marks: readonly Label[]): readonly string[] => {
  const inOrder = marks.toSorted((one, other) => saidAt(one) - saidAt(other));
  const last = new Map(inOrder.map((mark) => [JSON.stringify([mark.src ?? '', mark.val]), mark]));
  const stand = [...last.values()].filter(({ val, neg }) => !neg && !harmless.includes(val));
  return [...new Set(stand.map(({ val }) => val))];
};
