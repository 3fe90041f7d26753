import type { PartnerPost } from '../../model.ts';
import { withoutWords } from '../../plan/boosts/sealed.ts';

/* A partner's post as the store keeps it: nobody's words are kept. */

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
