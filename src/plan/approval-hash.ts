import { hash } from 'node:crypto';
import type { Content, Lang, NetworkName } from '../model.ts';

/** Everything that goes out on one network in one language. */
export type Said = Pick<Content, 'posts' | 'pictures' | 'contentWarning' | 'card'> & {
  readonly network: NetworkName;
  readonly lang: Lang;
};

/**
 * What an approval binds to: everything composed for all networks of one message and one language, with pictures by
 * their bytes. The same whatever the order of the networks and the names of the files; JSON keeps two different sets
 * from ever reading the same.
 */
export const approvalHash = (parts: readonly Said[]): string => {
  const said = parts.map(({ network, lang, posts, pictures, contentWarning = '', card }) =>
    JSON.stringify([
      network,
      lang,
      posts,
      pictures.map(({ sha256, alt }) => [sha256, alt]),
      contentWarning,
      card ? [card.url, card.title, card.description] : [],
    ]),
  );
  return hash('sha256', JSON.stringify(said.sort()), 'hex');
};

/** What tells two texts apart on one network: the same words with another picture are another text. */
export const textHash = (text: string, pictures: readonly { readonly sha256: string }[]): string =>
  hash('sha256', pictures.length === 0 ? text : JSON.stringify([text, ...pictures.map((one) => one.sha256)]), 'hex');
