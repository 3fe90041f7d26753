import type { TwitterApi } from 'twitter-api-v2';
import type { Account, Attempt, Recall, Receipt } from '../../model.ts';
import type { Network } from '../network.ts';
import { connectionTo, placeOf } from './connection.ts';
import { fateOf, unclear } from './errors.ts';
import { sameText } from './match.ts';
import { recallPage, xPrice, xRules } from './rules.ts';
import { type Me, type PostsPage, readCreated, readMe, readPosts } from './wire.ts';

/*
 * X by twitter-api-v2, as the account itself (OAuth 1.0a). There is no key by which X would recognise a post that
 * is sent again: so nothing is sent twice, and what stays unclear is looked for among our own posts.
 */

export type XSettings = {
  /** Where the API is; X's own when absent. Requests are signed for, and addressed to, https://api.x.com whatever this is. */
  readonly apiUrl?: string;
  readonly appKey: string;
  readonly appSecret: string;
  readonly accessToken: string;
  readonly accessSecret: string;
  /** X's own time: real against X, virtual in a rehearsal. */
  readonly now: () => Temporal.Instant;
};

export const xNetwork = ({ apiUrl, now, ...credentials }: XSettings): Network => {
  const place = placeOf(apiUrl);
  let known: Me | undefined;

  /** One call on a connection of its own. Gives what X answered, or how it failed. */
  const exchange = async (ask: (api: TwitterApi['v2']) => Promise<unknown>, signal: AbortSignal): Promise<Exchange> => {
    const connection = connectionTo(place.base);
    if (signal.aborted) connection.end();
    signal.addEventListener('abort', connection.end, { once: true });
    try {
      const { TwitterApi } = await import('twitter-api-v2');
      const client = new TwitterApi(credentials, {
        httpAgent: connection.agent,
        compression: false, // a spoilt gzip body would end the process: the library leaves the error of its stream unheard
        plugins: [{ onBeforeRequest: ({ computedParams }) => place.lead(computedParams.url) }], // after it was signed
      });
      return { done: true, body: await ask(client.v2) };
    } catch (error) {
      const late = signal.aborted ? new Error('it did not come in time') : error;
      return { done: false, error: late, connected: connection.established() };
    } finally {
      signal.removeEventListener('abort', connection.end);
      connection.end();
    }
  };

  /** Throws the fate of what failed, and of an answer that `read` cannot make sense of. */
  const settle = <T>(result: Exchange, call: 'read' | 'write', read: (body: unknown) => T | undefined): T => {
    if (!result.done) throw fateOf(result.error, { call, connected: result.connected, now: now() });
    const answer = read(result.body);
    if (answer === undefined) throw unclear(call, 'what came back is not an answer of X');
    return answer;
  };

  /** Asked once a process: a look at a user costs $0.010. */
  const me = async (signal: AbortSignal): Promise<Me> => {
    known ??= settle(
      await exchange((api) => api.get('users/me', { 'user.fields': 'description' }), signal),
      'read',
      readMe,
    );
    return known;
  };

  // Spec 2.167 renamed the parameter and the note; an older server refuses the new name or ignores it, a newer one the old.
  let spellings: readonly [Spelling, Spelling] = [
    { 'post.fields': 'created_at,entities,text,note_post' },
    { 'tweet.fields': 'created_at,entities,text,note_tweet' },
  ];

  const ownPosts = async (user: string, since: Temporal.Instant, signal: AbortSignal): Promise<PostsPage> => {
    const startTime = since.toString({ smallestUnit: 'second', roundingMode: 'floor' });
    const query = { max_results: recallPage, start_time: startTime, exclude: 'retweets' };
    const get = (spelling: Spelling) =>
      exchange((api) => api.get(`users/${user}/tweets`, { ...query, ...spelling }), signal);
    const [first, second] = spellings;
    const result = await get(first);
    const understood = result.done ? timed(readPosts(result.body)) : !isRefused(result.error);
    if (understood) return settle(result, 'read', readPosts);
    const page = settle(await get(second), 'read', readPosts);
    if (page.posts.length > 0 && timed(page)) spellings = [second, first];
    return page;
  };

  const urlOf = (id: string): string => `https://x.com/${known?.username ?? 'i/web'}/status/${id}`;

  return {
    name: 'x',
    rules: async () => xRules,

    account: async (signal): Promise<Account> => {
      const { id, username, description } = await me(signal);
      // No field of X's API tells whether an account carries the Automated label: a person attests it.
      return { id, handle: username, url: `https://x.com/${username}`, automated: 'unknown', bio: description };
    },

    key: () => '',

    publish: async (attempt: Attempt, signal): Promise<Receipt> => {
      const result = await exchange((api) => api.post('tweets', { text: attempt.text }), signal);
      const id = settle(result, 'write', readCreated);
      return { remoteId: id, url: urlOf(id), at: now() };
    },

    recall: async (attempt, signal): Promise<Recall> => {
      const { id } = await me(signal);
      // A minute for clocks that differ; X refuses a start in the future.
      const since = earlier(attempt.createdAt.subtract({ minutes: 1 }), now());
      const { posts, more } = await ownPosts(id, since, signal);
      const found = posts.find((post) => sameText(attempt.text, post) && !(post.at && isBefore(post.at, since)));
      if (found) return { kind: 'found', receipt: { remoteId: found.id, url: urlOf(found.id), at: found.at ?? now() } };
      const why = more
        ? `the account's newest ${recallPage} posts do not show it, and there are more since it was sent`
        : `none of the account's posts since it was sent shows it (${posts.length} read)`;
      return {
        kind: 'absent',
        resend: false,
        why: `${why}; X cannot tell a repeated post from a new one, so a person decides`,
      };
    },

    // X's own pages show a post late at times: the last look decides.
    recallAfter: [{ seconds: 15 }, { seconds: 60 }, { minutes: 5 }].map((span) => Temporal.Duration.from(span)),
    price: xPrice,
  };
};

type Spelling = Readonly<Record<string, string>>;

type Exchange =
  | { readonly done: true; readonly body: unknown }
  | { readonly done: false; readonly error: unknown; readonly connected: boolean };

/** Whether the server understood the fields it was asked for; a page without posts does not tell, and need not. */
const timed = (page: PostsPage | undefined): boolean =>
  page === undefined || page.posts.length === 0 || page.posts.some((post) => post.at);

const isRefused = (error: unknown): boolean => (error as { code?: unknown } | undefined)?.code === 400;

const isBefore = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) < 0;
const earlier = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant => (isBefore(a, b) ? a : b);
