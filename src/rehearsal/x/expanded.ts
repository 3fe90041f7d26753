import type { Spec } from './problems.ts';
import type { Query } from './query.ts';
import { type Post, showPost, showUser, type User } from './state.ts';

/*
 * What stands beside posts: pictures, the posts that they answer or pass on, people. (X's `expansions`)
 */

// Thousandths of a US dollar. X does not say whether what is expanded is charged for: the dearer guess.
const price = { post: 5, user: 10 };

export const aroundOf = (
  posts: readonly Post[],
  { expansions, posts: fields, users: userFields }: Query,
  spec: Spec,
  own: User,
  find: (id: string) => Post | undefined,
): { readonly includes?: object; readonly paid: number } => {
  const old = spec === '2.159';
  const media = expansions.includes('attachments.media_keys')
    ? posts.flatMap(({ pictures }) =>
        pictures.map(({ key, alt }) => ({ media_key: key, type: 'photo', ...(alt && { alt_text: alt }) })),
      )
    : [];
  const ids = posts.flatMap(({ replyTo, boostOf }) => boostOf ?? replyTo ?? []);
  const others = expansions.includes(old ? 'referenced_tweets.id' : 'referenced_posts')
    ? [...new Set(ids)].flatMap((id) => find(id) ?? [])
    : [];
  const people = expansions.includes('author_id')
    ? [...new Map(posts.map(({ author = own }) => [author.id, author])).values()]
    : [];
  const includes = {
    ...(media.length > 0 && { media }),
    ...(others.length > 0 && {
      [old ? 'tweets' : 'posts']: others.map((post) => showPost(post, own, spec, fields)),
    }),
    ...(people.length > 0 && { users: people.map((one) => showUser(one, spec, userFields, 0)) }),
  };
  const paid = others.length * price.post + people.length * price.user;
  return Object.keys(includes).length > 0 ? { includes, paid } : { paid };
};
