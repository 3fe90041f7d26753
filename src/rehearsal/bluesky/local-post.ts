import type { LocalPicture, LocalPost } from '../local.ts';
import type { BlobRef, Blobs } from './blobs.ts';
import type { Stored } from './repo.ts';
import { account } from './views.ts';

/* A record as every local network tells of its posts. Its parts were checked when it was taken. */

type Image = {
  readonly alt: string;
  readonly image: BlobRef;
  readonly aspectRatio?: { readonly width: number; readonly height: number };
};

type Value = {
  readonly text: string;
  readonly langs?: readonly string[];
  readonly reply?: { readonly parent: { readonly uri: string } };
  readonly embed?: { readonly images?: readonly Image[] };
  readonly labels?: { readonly values: readonly { readonly val: string }[] };
};

export const asLocalPost = ({ uri, rkey, value, at }: Stored, blobs: Blobs): LocalPost => {
  const { text, langs = [], reply, embed, labels } = value as Value;
  const warning = labels?.values.map(({ val }) => val).join(', ');
  return {
    id: uri,
    url: `https://bsky.app/profile/${account.handle}/post/${rkey}`,
    text,
    langs,
    at,
    ...(reply ? { replyTo: reply.parent.uri } : {}),
    ...(embed?.images ? { pictures: embed.images.map((image) => pictureOf(image, blobs)) } : {}),
    ...(warning ? { contentWarning: warning } : {}),
  };
};

const pictureOf = ({ alt, image, aspectRatio }: Image, blobs: Blobs): LocalPicture => {
  const held = blobs.get(image.ref.$link);
  const { width, height } = held?.seen ?? aspectRatio ?? { width: 1, height: 1 };
  return { alt, type: image.mimeType, width, height, bytes: image.size, data: held?.data ?? '' };
};
