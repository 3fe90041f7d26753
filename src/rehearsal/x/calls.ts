import type { Answer, Call, Handler } from '../http.ts';
import { type Boosts, boostCallsOf, boostedPost } from './boosts.ts';
import { aroundOf } from './expanded.ts';
import { isReady, keyOf, type MediaStore, type Shown } from './media.ts';
import type { Neighbours } from './neighbours.ts';
import {
  duplicateContent,
  hidden,
  invalidMedia,
  invalidRequest,
  missing,
  notFound,
  parentGone,
  type Spec,
} from './problems.ts';
import { type Query, queryOf, tokenBelow } from './query.ts';
import { type Account, createdAt, type Post, showPost, showUser } from './state.ts';
import { linksIn, refusalOf } from './text.ts';

/*
 * What each call of the local X does, once the request was let in.
 */

export type Desk = {
  readonly account: Account;
  readonly spec: Spec;
  readonly now: () => Temporal.Instant;
  readonly showAfter?: Temporal.Duration;
  readonly pay: (thousandths: number) => void;
  /** Writes a refusal down, in words, and gives its answer. */
  readonly refuse: (call: Call, words: string, answer: Answer) => Answer;
  /** Writes down what X takes and a careful client would not send. */
  readonly complain: (call: Call, words: string) => void;
  readonly media: MediaStore;
  readonly neighbours: Neighbours;
  readonly boosts: Boosts;
};

// Thousandths of a US dollar, as X charges them.
export const prices = { post: 15, postWithLink: 200, read: 5, user: 10, counts: 5 };
export const costOf = (text: string): number => (linksIn(text).length > 0 ? prices.postWithLink : prices.post);

/** The text of a request to publish; undefined when it has none. */
export const textOf = (call: Call): string | undefined => {
  const body = call.json();
  return isObject(body) && typeof body.text === 'string' ? body.text : undefined;
};

// X does not say how long it remembers a text. A day is well inside any campaign's `repeatAfter`.
const remembersTextFor = Temporal.Duration.from({ hours: 24 });

export const callsOf = (desk: Desk) => {
  const { account, spec, now, showAfter, pay, refuse, media, neighbours, boosts } = desk;
  const { user } = account;
  const ok = (body: object, status = 200): Answer => ({ status, body });
  const gone = (kind: 'tweet' | 'user', parameter: string, value = ''): Answer =>
    ok({ errors: [missing(spec, kind, parameter, value)] });

  const asking =
    (names: readonly string[], answer: (call: Call, query: Query) => Answer): Handler =>
    (call) => {
      const query = queryOf(call.query, names, spec, now());
      if (!('words' in query)) return answer(call, query);
      const refusal = invalidRequest(spec, query.words, { [query.parameter]: call.query.getAll(query.parameter) });
      // Only by asking can a client find out which of the two specs a server keeps to: nobody's mistake.
      return query.otherSpec ? refusal : refuse(call, query.words, refusal);
    };

  /** The pictures that a post names, or the refusal of them. X forgets an upload after a day: nobody's mistake. */
  const picturesOf = (call: Call, given: unknown): readonly Shown[] | Answer => {
    if (given === undefined) return [];
    const ids = isObject(given) && Object.keys(given).join() === 'media_ids' ? given.media_ids : undefined;
    if (!Array.isArray(ids) || !ids.every((one) => typeof one === 'string' && anId.test(one)))
      return refuse(call, 'media holds no media_ids', invalidRequest(spec, 'media.media_ids: ids expected'));
    if (ids.length < 1 || ids.length > mostPictures || new Set(ids).size < ids.length)
      return refuse(call, `${ids.length} pictures`, invalidRequest(spec, 'media.media_ids: 1 to 4 different ids'));
    const found = ids.map((id: string) => media.find(id));
    const wrong = found.findIndex((one) => one === 'unknown' || (one !== 'expired' && !isReady(one)));
    if (wrong >= 0) return refuse(call, `${ids[wrong]} is no finished picture of ours`, invalidMedia(spec, ids));
    const shown = found.flatMap((one) =>
      typeof one === 'object' && one.picture ? [{ ...one.picture, alt: one.alt, key: keyOf(one.id) }] : [],
    );
    return shown.length === ids.length ? shown : invalidMedia(spec, ids);
  };

  /** The post that is answered, or the refusal. Only our own posts are here; one that was deleted is nobody's mistake. */
  const parentOf = (call: Call, given: unknown): { readonly replyTo?: string } | Answer => {
    if (given === undefined) return {};
    const id =
      isObject(given) && Object.keys(given).join() === 'in_reply_to_tweet_id' ? given.in_reply_to_tweet_id : '';
    if (typeof id !== 'string' || !anId.test(id))
      return refuse(call, 'reply names no post', invalidRequest(spec, 'reply.in_reply_to_tweet_id: an id expected'));
    if (account.find(id)) return { replyTo: id };
    return account.wasDeleted(id) ? parentGone() : refuse(call, `there is no post ${id} to answer`, parentGone());
  };

  const create: Handler = (call) => {
    const text = textOf(call);
    const body = call.json();
    const given = isObject(body) ? body : {};
    const strange = Object.keys(given).filter((key) => !['text', 'media', 'reply'].includes(key));
    const no = (words: string) => refuse(call, words, invalidRequest(spec, words));
    if (text === undefined) return no('The body has no `text`.');
    if (strange.length > 0) return no(`The local X does not know [${strange.join(',')}].`);
    const refusal = refusalOf(text);
    if (refusal) return no(refusal);
    const pictures = picturesOf(call, given.media);
    if ('status' in pictures) return pictures;
    const parent = parentOf(call, given.reply);
    if ('status' in parent) return parent;
    const since = now().subtract(remembersTextFor);
    const same = account.posts().find((post) => alike(post.text) === alike(text) && !isBefore(post.at, since));
    if (same) return refuse(call, `the same text is out already, as ${same.id}`, duplicateContent());
    pay(costOf(text));
    const { id, shown, at } = account.publish(text, { ...parent, pictures });
    neighbours.crowd.ours.took(id, at.epochMilliseconds);
    return ok({ data: { id, text: shown.text, ...(spec === '2.159' && { edit_history_tweet_ids: [id] }) } }, 201);
  };

  const retract: Handler = (call) => {
    const id = call.params.id ?? '';
    if (account.delete(id)) {
      neighbours.crowd.ours.lost(id);
      return ok({ data: { deleted: true } });
    }
    return account.wasDeleted(id) ? notFound() : refuse(call, `there is no post ${id} to delete`, notFound());
  };

  const show = (post: Post, { posts, expansions }: Query) => {
    const more = expansions.map((one) => one.replace(/^attachments\..*/u, 'attachments'));
    return showPost(post, user, spec, [...posts, ...more]);
  };

  /** Ours with what others did about it, or somebody else's. */
  const find = (id: string): Post | undefined => {
    const found = account.find(id);
    const post = found ? withCounts(found) : neighbours.find(id);
    if (!post || !boosts.has(id)) return post;
    const { likes = 0, boosts: others = 0, replies = 0, quotes = 0 } = post.counts ?? {};
    return { ...post, counts: { likes, boosts: others + 1, replies, quotes } };
  };
  const withCounts = (own: Post): Post => {
    const counts = neighbours.crowd.ours.counts(own.id);
    const answered = account.posts().filter(({ replyTo }) => replyTo === own.id).length;
    return { ...own, counts: { ...counts, replies: counts.replies + answered } };
  };

  const expanding = ['expansions', 'media.fields', 'poll.fields', 'user.fields'];
  /** Shown beside the posts; what is expanded is paid for like what was asked for. */
  const around = (posts: readonly Post[], query: Query) => {
    const { includes, paid } = aroundOf(posts, query, spec, user, find);
    pay(paid);
    return includes ? { includes } : {};
  };

  const several = asking(['ids', 'posts', ...expanding], (_call, query) => {
    const found = query.ids.flatMap((id) => find(id) ?? []);
    const lost = query.ids.filter((id) => !find(id));
    pay(found.length * prices.read);
    return ok({
      ...(found.length > 0 && { data: found.map((post) => show(post, query)) }),
      ...around(found, query),
      ...(lost.length > 0 && {
        errors: lost.map((id) => (neighbours.hides(id) ? hidden : missing)(spec, 'tweet', 'ids', id)),
      }),
    });
  });

  const single = asking(['posts', ...expanding], (call, query) => {
    const post = find(call.params.id ?? '');
    if (!post) return gone('tweet', 'id', call.params.id);
    pay(prices.read);
    return ok({ data: show(post, query), ...around([post], query) });
  });

  const profile = asking(['user.fields', 'posts'], (call, query) => {
    const wanted = call.params.username;
    if (wanted !== undefined && wanted.toLowerCase() !== user.username) {
      const other = neighbours.user({ username: wanted });
      if (!other) return gone('user', 'username', wanted);
      pay(prices.user);
      return ok({ data: showUser(other, spec, query.users, neighbours.by(other.id)?.length ?? 0) });
    }
    pay(prices.user);
    return ok({ data: showUser(user, spec, query.users, account.posts().length) });
  });

  const paging = ['max_results', 'pagination_token', 'start_time', 'end_time', 'since_id', 'until_id', 'exclude'];
  const timeline = asking([...paging, 'posts', ...expanding], (call, query) => {
    const id = call.params.id ?? '';
    const listed = id === user.id ? ownTimeline() : neighbours.by(id);
    if (!listed) return nobody(id);
    const { most, startTime, endTime, sinceId, untilId } = query;
    const all = listed
      .filter(({ replyTo }) => replyTo === undefined || !query.exclude.includes('replies'))
      .filter(({ boostOf }) => boostOf === undefined || !query.exclude.includes('retweets'))
      .filter((post) => !showAfter || !isBefore(now(), post.at.add(showAfter)))
      .filter((post) => !startTime || !isBefore(createdAt(post), startTime))
      .filter((post) => !endTime || isBefore(createdAt(post), endTime))
      .filter(({ id }) => (!sinceId || BigInt(id) > sinceId) && (!untilId || BigInt(id) < untilId))
      .toReversed();
    const shown = all.slice(0, most);
    const [newest, oldest] = [shown[0], shown.at(-1)];
    if (!newest || !oldest) return ok({ meta: { result_count: 0 } });
    pay(shown.length * prices.read);
    const next = all.length > most ? { next_token: tokenBelow(oldest.id) } : {};
    const meta = { result_count: shown.length, newest_id: newest.id, oldest_id: oldest.id, ...next };
    return ok({ data: shown.map((post) => show(post, query)), ...around(shown, query), meta });
  });

  /** Our posts and our boosts, oldest first. */
  const ownTimeline = (): readonly Post[] => {
    const passedOn = boosts.all().flatMap((boost) => {
      const of = find(boost.of);
      return of ? [boostedPost(boost, of, user)] : [];
    });
    return [...account.posts().map(withCounts), ...passedOn].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  };

  const nobody = (id: string): Answer => {
    const away = neighbours.away(id);
    if (away === 'hidden') return ok({ errors: [hidden(spec, 'user', 'id', id)] });
    const lost = missing(spec, 'user', 'id', id);
    if (away === undefined) return ok({ errors: [lost] });
    return ok({ errors: [{ ...lost, title: 'Forbidden', detail: `User has been suspended: [${id}].` }] });
  };

  return { create, retract, several, single, profile, timeline, ...boostCallsOf(desk, find) };
};

const anId = /^\d{1,19}$/u;
const mostPictures = 4;
const alike = (text: string): string => text.normalize('NFC').trim();
const isBefore = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) < 0;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
