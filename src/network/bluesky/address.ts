/* Where people read a post, and where its record is. */

export type Who = { readonly did: string; readonly handle: string };

/** A handle that the network could not confirm is named so; the DID always works. */
export const page = ({ did, handle }: Who): string =>
  `https://bsky.app/profile/${handle === 'handle.invalid' ? did : handle}`;

export const postPage = (me: Who, uri: string): string => `${page(me)}/post/${uri.split('/').at(-1)}`;

/** The parts of `at://<did>/<collection>/<rkey>`; undefined when it is something else. */
export const placeOf = (uri: string): { repo: string; collection: string; rkey: string } | undefined => {
  const [, repo, collection, rkey] = /^at:\/\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(uri) ?? [];
  return repo && collection && rkey ? { repo, collection, rkey } : undefined;
};
