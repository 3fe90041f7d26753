import { hash } from 'node:crypto';
import type { PartnerPost } from '../../model.ts';

/*
 * A partner's post without anybody's words: each text as its hash. Whether it has changed, and whether another post says the same, is all that is
 * asked of it later.
 */

const sealed = (text: string): string => (text === '' ? '' : hash('sha256', text, 'hex'));

export const withoutWords = (post: PartnerPost): PartnerPost => ({
  ...post,
  text: sealed(post.text),
  tags: post.tags.map(sealed),
  more: post.more.map(sealed),
  media: post.media.map((one) => (one.alt === undefined ? one : { ...one, alt: sealed(one.alt) })),
  ...(post.contentWarning === undefined ? {} : { contentWarning: sealed(post.contentWarning) }),
});

/** The same for two posts that say the same and show pictures of the same description; undefined: it says nothing. */
export const sayingOf = ({ text, media }: Pick<PartnerPost, 'text' | 'media'>): string | undefined =>
  text.trim() === '' ? undefined : sealed(JSON.stringify([text.trim(), media.map(({ kind, alt }) => [kind, alt])]));
