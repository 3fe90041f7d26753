import { z } from 'zod';
import { Unreachable } from '../../errors.ts';
import type { MastodonLimits } from '../../model.ts';
import { usualLimits } from './rules.ts';

/*
 * What we need of a server's answers, with the names that the SDK gives them; everything else may be missing.
 */

const instant = z.string().transform((text, context) => {
  try {
    return Temporal.Instant.from(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not a moment' });
    return z.NEVER;
  }
});

export const status = z.object({
  id: z.string().min(1),
  content: z.string(),
  createdAt: instant,
  url: z.string().nullish(),
  uri: z.string().nullish(),
  language: z.string().nullish(),
  reblog: z.unknown().optional(),
});
export type Status = z.infer<typeof status>;

export const account = z.object({
  id: z.string().min(1),
  acct: z.string().min(1),
  url: z.string().nullish(),
  bot: z.boolean().nullish(),
});

const count = z.number().int().nonnegative();

/** Both versions of the document. Pleroma and Akkoma name their limit at the top. */
export const instance = z.object({
  version: z.string().catch(''),
  maxTootChars: count.positive().optional().catch(undefined),
  configuration: z
    .object({
      statuses: z
        .object({
          maxCharacters: count.positive().optional().catch(undefined),
          charactersReservedPerUrl: count.optional().catch(undefined),
        })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});
export type Instance = z.infer<typeof instance>;

export const limitsOf = ({ maxTootChars, configuration }: Instance): MastodonLimits => ({
  characters: configuration?.statuses?.maxCharacters ?? maxTootChars ?? usualLimits.characters,
  perUrl: configuration?.statuses?.charactersReservedPerUrl ?? usualLimits.perUrl,
});

/** An answer to a read that is not what it should be is as good as none. */
export const checked = <T>(schema: z.ZodType<T>, answer: unknown): T => {
  const { success, data } = schema.safeParse(answer);
  if (!success) throw new Unreachable('the answer is not what a Mastodon server says');
  return data;
};
