import * as z from 'zod';
import { Rejected } from '../../errors.ts';
import type { Attempt, Card, UploadedPicture } from '../../model.ts';
import { facets } from './facets.ts';

/*
 * An attempt as a record of the lexicon app.bsky.feed.post. Pure, and made of nothing but what is frozen with the attempt:
 * the same attempt is the same record, and the same record under the same key is one post.
 */

export const postCollection = 'app.bsky.feed.post';

type Ref = { readonly uri: string; readonly cid: string };
export type ReplyRefs = { readonly root: Ref; readonly parent: Ref };

export const recordOf = (attempt: Attempt, reply: ReplyRefs | undefined): Record<string, unknown> => {
  const { text, lang, createdAt, with: along } = attempt;
  const found = facets(text);
  const { pictures = [], card, contentWarning } = along;
  // A post has one embed; who looks at pictures finds the link in the text.
  const embed = pictures.length > 0 ? picturesOf(pictures) : card ? cardOf(card) : undefined;
  return {
    $type: postCollection,
    text,
    ...(found.length > 0 ? { facets: found } : {}),
    ...(reply ? { reply } : {}),
    ...(embed ? { embed } : {}),
    ...(contentWarning ? { labels: warning(pictures.length > 0) } : {}),
    langs: [lang],
    createdAt: createdAt.toString({ fractionalSecondDigits: 3 }),
  };
};

/** A blob as the server named it when it was uploaded: the receipt's `remoteId`, and what a record must repeat. */
export const blob = z.object({
  $type: z.literal('blob'),
  ref: z.object({ $link: z.string().min(1) }),
  mimeType: z.string(),
  size: z.int().positive(),
});

const picturesOf = (pictures: readonly UploadedPicture[]) => ({
  $type: 'app.bsky.embed.images',
  images: pictures.map(({ remoteId, alt, width, height }) => ({
    alt,
    image: blobOf(remoteId),
    aspectRatio: { width, height },
  })),
});

const blobOf = (remoteId: string): z.infer<typeof blob> => {
  try {
    return blob.parse(JSON.parse(remoteId));
  } catch {
    throw new Rejected('a picture of this post has no receipt of an upload to Bluesky');
  }
};

const cardOf = ({ url, title, description }: Card) => ({
  $type: 'app.bsky.embed.external',
  external: { uri: url, title, description },
});

/*
 * Bluesky has no warning in words of one's own, only labels, and clients follow few that an author gives to itself
 * (the definitions are in @atproto/api, moderation/const/labels):
 * - `graphic-media` covers the pictures until they are asked for, and is the only such label that does not call them
 *   sexual. It has a price: whoever has not turned sensitive content on is not shown the post in feeds.
 * - No label covers a text. `graphic-media` on a post without pictures would only take readers away and warn nobody.
 *   `!warn` means just what a content warning means; Bluesky's app leaves it aside when it comes from the author, so it
 *   harms nothing, and whatever else reads the record finds it.
 * The words of the warning are not sent: the text is what was approved.
 */
const warning = (hasPictures: boolean) => ({
  $type: 'com.atproto.label.defs#selfLabels',
  values: [{ val: hasPictures ? 'graphic-media' : '!warn' }],
});
