import { z } from 'zod';
import { Unreachable } from '../../errors.ts';
import type { MastodonLimits, PictureRules } from '../../model.ts';
import { usualLimits, usualPictures } from './rules.ts';

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
  inReplyToId: z.string().nullish(),
  reblog: z.unknown().optional(),
});
export type Status = z.infer<typeof status>;

/** Of an upload; not through the SDK, but named alike. `url` is null while the server is at work on it. */
export const attachment = z.object({ id: z.string().min(1), url: z.string().nullish() });

/** Of the application that our token belongs to; `scopes` since Mastodon 4.3. */
export const application = z.object({ scopes: z.string().array().optional().catch(undefined) });

export const account = z.object({
  id: z.string().min(1),
  acct: z.string().min(1),
  url: z.string().nullish(),
  bot: z.boolean().nullish(),
});

const limit = z.number().int().positive().optional().catch(undefined);
const limitOrNone = z.number().int().nonnegative().optional().catch(undefined);
const part = <T extends z.ZodRawShape>(shape: T) => z.object(shape).optional().catch(undefined);

/** Both versions of the document. Pleroma and Akkoma name their limits at the top. */
export const instance = z.object({
  version: z.string().catch(''),
  maxTootChars: limit,
  uploadLimit: limit,
  descriptionLimit: limit,
  maxMediaAttachments: limitOrNone,
  configuration: part({
    statuses: part({ maxCharacters: limit, charactersReservedPerUrl: limitOrNone, maxMediaAttachments: limitOrNone }),
    mediaAttachments: part({
      supportedMimeTypes: z.string().array().optional().catch(undefined),
      descriptionLimit: limit,
      imageSizeLimit: limit,
      imageMatrixLimit: limit,
    }),
  }),
});
export type Instance = z.infer<typeof instance>;

export const limitsOf = (said: Instance): MastodonLimits => ({
  characters: said.configuration?.statuses?.maxCharacters ?? said.maxTootChars ?? usualLimits.characters,
  perUrl: said.configuration?.statuses?.charactersReservedPerUrl ?? usualLimits.perUrl,
  pictures: picturesOf(said),
});

const picturesOf = (said: Instance): PictureRules => {
  const { statuses, mediaAttachments: media } = said.configuration ?? {};
  const types = media?.supportedMimeTypes?.filter((type) => type.startsWith('image/')) ?? [];
  return {
    most: statuses?.maxMediaAttachments ?? said.maxMediaAttachments ?? usualPictures.most,
    bytes: media?.imageSizeLimit ?? said.uploadLimit ?? usualPictures.bytes,
    types: types.length > 0 ? types : usualPictures.types,
    pixels: media?.imageMatrixLimit ?? usualPictures.pixels,
    altLength: media?.descriptionLimit ?? said.descriptionLimit ?? usualPictures.altLength,
  };
};

/** An answer to a read that is not what it should be is as good as none. */
export const checked = <T>(schema: z.ZodType<T>, answer: unknown): T => {
  const { success, data } = schema.safeParse(answer);
  if (!success) throw new Unreachable('the answer is not what a Mastodon server says');
  return data;
};
