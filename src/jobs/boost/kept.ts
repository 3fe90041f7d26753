import { hash } from 'node:crypto';
import type { PartnerPost } from '../../model.ts';

/*
 * A partner's post as the store keeps it: each text as its hash. Whether it has changed is all that is asked of it later; nobody's words are kept.
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

export const toKeep = (post: PartnerPost): string => JSON.stringify(withoutWords(post));

export const fromKept = (json: string): PartnerPost => {
  const { at, editedAt, ...post } = JSON.parse(json) as Omit<PartnerPost, 'at' | 'editedAt'> & {
    at: string;
    editedAt?: string;
  };
  return {
    ...post,
    at: Temporal.Instant.from(at),
    ...(editedAt === undefined ? {} : { editedAt: Temporal.Instant.from(editedAt) }),
  };
};

/** Words of a decision, without those of the post: a content warning is quoted where it decides. */
export const unquoted = (words: string, { contentWarning }: Pick<PartnerPost, 'contentWarning'>): string => {
  const warning = contentWarning?.trim();
  return warning ? words.replaceAll(`“${warning}”`, '“…”') : words;
};
