import type { Attempt } from '../../model.ts';
import type { Exchange } from './exchange.ts';
import { answerOf } from './failure.ts';
import { sameText } from './match.ts';
import { recallPage } from './rules.ts';
import { type PostsPage, readPosts, type ShownPost } from './wire.ts';

/*
 * The account's own newest posts, and whether one of them is what an attempt sent. Replies are among them: all but the
 * first post of a thread are replies.
 */

type Spelling = Readonly<Record<string, string>>;

export const ownPostsBy = ({ call, settle }: Exchange) => {
  // Spec 2.167 renamed the parameter and the note; an older server refuses the new name or ignores it, a newer one the
  // old. The post that is answered stands among the older fields; the newer spec shows it only as an expansion, whose
  // posts cost money, and the conversation tells as much.
  let spellings: readonly [Spelling, Spelling] = [
    { 'post.fields': 'created_at,entities,text,note_post,conversation_id' },
    { 'tweet.fields': 'created_at,entities,text,note_tweet,conversation_id,referenced_tweets' },
  ];

  return async (user: string, since: Temporal.Instant, signal: AbortSignal): Promise<PostsPage> => {
    const startTime = since.toString({ smallestUnit: 'second', roundingMode: 'floor' });
    const query = { max_results: recallPage, start_time: startTime, exclude: 'retweets' };
    const get = (spelling: Spelling) =>
      call((api) => api.get(`users/${user}/tweets`, { ...query, ...spelling }), signal);
    const [first, second] = spellings;
    const outcome = await get(first);
    const understood = outcome.done ? timed(readPosts(outcome.body)) : answerOf(outcome.error)?.status !== 400;
    if (understood) return settle(outcome, 'read', readPosts);
    const page = settle(await get(second), 'read', readPosts);
    if (page.posts.length > 0 && timed(page)) spellings = [second, first];
    return page;
  };
};

/** Whether the server understood the fields it was asked for; a page without posts does not tell, and need not. */
const timed = (page: PostsPage | undefined): boolean =>
  page === undefined || page.posts.length === 0 || page.posts.some((post) => post.at);

export const isOf = (attempt: Attempt, post: ShownPost): boolean =>
  answersTheSame(attempt, post) && sameText(attempt.text, post, (attempt.with.pictures ?? []).length > 0);

/** The same words may stand in two threads. What the server does not show is no reason against a post. */
const answersTheSame = ({ with: { reply } }: Attempt, { id, parent, conversation }: ShownPost): boolean => {
  if (parent !== undefined) return parent === reply?.parent.remoteId;
  return conversation === undefined || conversation === (reply?.root.remoteId ?? id);
};
