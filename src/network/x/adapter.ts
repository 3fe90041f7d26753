import { Blocked, Unreachable } from '../../errors.ts';
import type { Account, Attempt, Recall, Receipt } from '../../model.ts';
import type { Network } from '../network.ts';
import { boostsOn } from './boost.ts';
import { howToMend } from './errors.ts';
import { exchangeWith, type XSettings } from './exchange.ts';
import { isGone } from './failure.ts';
import { identifyOn } from './identify.ts';
import { isOfLostPictures, lostPictures } from './lost-pictures.ts';
import { isOf, ownPostsBy } from './own-posts.ts';
import { partnerReadsOn } from './partner-posts.ts';
import { postCountsBy } from './post-counts.ts';
import { recallPage, xPrice, xRules } from './rules.ts';
import { uploadPicture } from './upload.ts';
import { type Me, readCreated, readDeleted, readMe } from './wire.ts';

/*
 * X by twitter-api-v2. There is no key by which X would recognise a post that is sent again: so nothing is sent twice,
 * and what stays unclear is looked for among our own posts. X's API has no content warning: a post's is left out.
 */

export type { XSettings } from './exchange.ts';

/** `remembered`: who we are, as it was seen before, perhaps by another process. */
export type XOptions = XSettings & {
  readonly remembered?: () => Promise<Pick<Me, 'id' | 'username'> | undefined>;
};

export const xNetwork = (settings: XOptions): Network => {
  const { now, remembered = async () => undefined } = settings;
  const exchange = exchangeWith(settings);
  const { call, settle } = exchange;
  const ownPosts = ownPostsBy(exchange);
  const forgotten = lostPictures();
  let known: Pick<Me, 'id' | 'username'> | undefined;
  let seen: { readonly me: Me; readonly until: Temporal.Instant } | undefined;

  const me = async (signal: AbortSignal): Promise<Me> => {
    const options = { fullResponse: true } as const;
    const outcome = await call((api) => api.get('users/me', { 'user.fields': 'description' }, options), signal);
    const found = settle(outcome, 'read', readMe);
    seen = { me: found, until: now().add(believed) };
    known = found;
    return found;
  };

  const ourId = async (signal: AbortSignal): Promise<string> => {
    known ??= (await remembered().catch(() => undefined)) ?? (await me(signal));
    return known.id;
  };
  const boosts = boostsOn({ exchange, me: ourId, now });
  const partners = partnerReadsOn(exchange);

  const urlOf = (id: string): string => `https://x.com/${known?.username ?? 'i/web'}/status/${id}`;

  return {
    name: 'x',
    rules: async () => xRules,

    account: async (signal): Promise<Account> => {
      const fresh = seen && Temporal.Instant.compare(seen.until, now()) > 0 ? seen.me : undefined;
      const { id, username, description, access } = fresh ?? (await me(signal));
      if (access === 'read') throw new Blocked(`The credentials of X may only read. ${howToMend.readOnly}`);
      // No field of X's API tells whether an account carries the Automated label: a person attests it.
      return { id, handle: username, url: `https://x.com/${username}`, automated: 'unknown', bio: description };
    },

    key: () => '',

    publish: async (attempt: Attempt, signal): Promise<Receipt> => {
      if (attempt.with.boost) return boosts.boost(attempt, attempt.with.boost, signal);
      known ??= await remembered().catch(() => undefined); // only for a nicer address
      const outcome = await call((api) => api.post('tweets', bodyOf(attempt)), signal);
      const named = (attempt.with.pictures ?? []).length > 0;
      if (!outcome.done && named && isOfLostPictures(outcome.error)) throw forgotten(attempt);
      const id = settle(outcome, 'write', readCreated);
      return { remoteId: id, url: urlOf(id), at: now() };
    },

    upload: (picture, signal) => uploadPicture(exchange, picture, now, signal),

    remove: async (remoteId, signal) => {
      const outcome = await call((api) => api.delete(`tweets/${encodeURIComponent(remoteId)}`), signal);
      if (!outcome.done && isGone(outcome.error)) return;
      if (!settle(outcome, 'repeat', readDeleted).deleted)
        throw new Unreachable('X says that it has not deleted the post');
    },

    recall: async (attempt, signal, ours): Promise<Recall> => {
      if (attempt.with.boost) return boosts.recall(attempt, attempt.with.boost, signal);
      const since = earlier(attempt.createdAt, now()).subtract(clockDifference);
      const { posts, more } = await ownPosts(await ourId(signal), since, signal);
      const accounted = ({ id }: { id: string }) => ours?.before.has(id) || ours?.after.has(id);
      const found = posts.find(
        (post) => isOf(attempt, post) && !accounted(post) && !(post.at && isBefore(post.at, since)),
      );
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
    identify: identifyOn(exchange),
    counts: postCountsBy(exchange, now),
    unboost: boosts.unboost,
    look: partners.look,
    partnerPosts: partners.posts,
  };
};

// The planner may ask at every tick, as long as the credentials are not what they have to be.
const believed = Temporal.Duration.from({ hours: 1 });

// X refuses a signature whose time is five minutes off: no attempt that it took is further ahead of its post. Looking back much
// further would read, and pay for, more posts.
const clockDifference = Temporal.Duration.from({ minutes: 6 });

const bodyOf = ({ text, with: { reply, pictures = [] } }: Attempt) => ({
  text,
  ...(pictures.length > 0 && { media: { media_ids: pictures.map(({ remoteId }) => remoteId) } }),
  ...(reply && { reply: { in_reply_to_tweet_id: reply.parent.remoteId } }),
});

const isBefore = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) < 0;
const earlier = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant => (isBefore(a, b) ? a : b);
