import { z } from 'zod';
import type { ShownMedia } from '../../model.ts';

/*
 * What is shown below a post's text: pictures, videos, a quoted post, a link. Records (`app.bsky.embed.images`) and views of them
 * (`app.bsky.embed.images#view`) have the same names for what matters here.
 */

const alt = z.string().nullish().catch(null);
const described = z.array(z.object({ alt }).nullable().catch(null));
const embed = z.object({
  $type: z.string(),
  images: described.nullish().catch(null),
  items: described.nullish().catch(null),
  alt,
  presentation: z.string().nullish().catch(null),
  external: z.object({ uri: z.string(), title: alt, description: alt }).nullish().catch(null),
  record: z
    .object({ uri: alt, record: z.object({ uri: alt }).nullish().catch(null) })
    .nullish()
    .catch(null),
  media: z.unknown().optional(),
});

export type Shown = {
  readonly media: readonly ShownMedia[];
  /** Words of a link's card. */
  readonly more: readonly string[];
  /** The at:// address of a quoted post. Feeds, lists and starter packs are shown like one and are none. */
  readonly quoted?: string;
};

const nothing: Shown = { media: [], more: [] };

// Moving pictures of these services come as a link; Bluesky's own app puts their description behind one of these words.
const movingPicture = /^https?:\/\/(?:media\.tenor\.com|static\.klipy\.com|[\w.]+\.giphy\.com)\//iu;
const altWords = /^(?:alt|alt text):\s*/iu;

const quotedPost = (uri: string | null | undefined): { quoted?: string } =>
  uri?.includes('/app.bsky.feed.post/') ? { quoted: uri } : {};

export const shownIn = (wire: unknown): Shown => {
  const found = embed.safeParse(wire).data;
  if (!found) return nothing;
  const { $type, record, external } = found;
  const pictures = (list: typeof found.images): ShownMedia[] =>
    (list ?? []).map((one) => ({ kind: 'picture', alt: one?.alt ?? '' }));
  switch ($type.replace(/#view$/u, '')) {
    case 'app.bsky.embed.images':
      return { ...nothing, media: pictures(found.images) };
    case 'app.bsky.embed.gallery':
      return { ...nothing, media: pictures(found.items) };
    case 'app.bsky.embed.video':
      return { ...nothing, media: [{ kind: found.presentation === 'gif' ? 'gif' : 'video', alt: found.alt ?? '' }] };
    case 'app.bsky.embed.external': {
      if (!external) return nothing;
      const { uri, title, description } = external;
      const more = [uri, title, description].filter((words) => typeof words === 'string');
      if (!movingPicture.test(uri)) return { media: [], more };
      const words = description ?? '';
      return { media: [{ kind: 'gif', alt: altWords.test(words) ? words.replace(altWords, '') : '' }], more };
    }
    case 'app.bsky.embed.record':
      return { ...nothing, ...quotedPost(record?.uri) };
    case 'app.bsky.embed.recordWithMedia':
      return { ...shownIn(found.media), ...quotedPost(record?.record?.uri) };
    default:
      // Something that did not exist when this was written: nobody here knows whether it is described.
      return { ...nothing, media: [{ kind: 'other' }] };
  }
};
