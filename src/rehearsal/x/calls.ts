import type { Answer, Call, Handler } from '../http.ts';
import { duplicateContent, invalidRequest, missing, notFound, type Spec } from './problems.ts';
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
};

// Thousandths of a US dollar, as X charges them.
export const prices = { post: 15, postWithLink: 200, read: 5, user: 10 };
export const costOf = (text: string): number => (linksIn(text).length > 0 ? prices.postWithLink : prices.post);

/** The text of a request to publish; undefined when it has none. */
export const textOf = (call: Call): string | undefined => {
  const body = call.json();
  return isObject(body) && typeof body.text === 'string' ? body.text : undefined;
};

// X does not say how long it remembers a text. A day is well inside any campaign's `repeatAfter`.
const remembersTextFor = Temporal.Duration.from({ hours: 24 });

export const callsOf = ({ account, spec, now, showAfter, pay, refuse }: Desk) => {
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

  const create: Handler = (call) => {
    const text = textOf(call);
    const body = call.json();
    const strange = isObject(body) ? Object.keys(body).filter((key) => key !== 'text') : [];
    const no = (words: string) => refuse(call, words, invalidRequest(spec, words));
    if (text === undefined) return no('The body has no `text`.');
    if (strange.length > 0) return no(`The local X does not know [${strange.join(',')}].`);
    const refusal = refusalOf(text);
    if (refusal) return no(refusal);
    const since = now().subtract(remembersTextFor);
    const same = account.posts().find((post) => alike(post.text) === alike(text) && !isBefore(post.at, since));
    if (same) return refuse(call, `the same text is out already, as ${same.id}`, duplicateContent());
    pay(costOf(text));
    const { id, shown } = account.publish(text);
    return ok({ data: { id, text: shown.text, ...(spec === '2.159' && { edit_history_tweet_ids: [id] }) } }, 201);
  };

  const retract: Handler = (call) =>
    account.delete(call.params.id ?? '') ? ok({ data: { deleted: true } }) : refuse(call, 'no such post', notFound());

  const show = (post: Post, { posts }: Query) => showPost(post, user, spec, posts);

  const several = asking(['ids', 'posts', 'user.fields'], (_call, query) => {
    const found = query.ids.flatMap((id) => account.find(id) ?? []);
    const lost = query.ids.filter((id) => !account.find(id));
    pay(found.length * prices.read);
    return ok({
      ...(found.length > 0 && { data: found.map((post) => show(post, query)) }),
      ...(lost.length > 0 && { errors: lost.map((id) => missing(spec, 'tweet', 'ids', id)) }),
    });
  });

  const single = asking(['posts', 'user.fields'], (call, query) => {
    const post = account.find(call.params.id ?? '');
    if (!post) return gone('tweet', 'id', call.params.id);
    pay(prices.read);
    return ok({ data: show(post, query) });
  });

  const profile = asking(['user.fields', 'posts'], (call, query) => {
    const wanted = call.params.username;
    if (wanted !== undefined && wanted.toLowerCase() !== user.username) return gone('user', 'username', wanted);
    pay(prices.user);
    return ok({ data: showUser(user, spec, query.users, account.posts().length) });
  });

  const paging = ['max_results', 'pagination_token', 'start_time', 'end_time', 'since_id', 'until_id', 'exclude'];
  const timeline = asking([...paging, 'posts', 'user.fields'], (call, query) => {
    if (call.params.id !== user.id) return gone('user', 'id', call.params.id);
    const { most, startTime, endTime, sinceId, untilId } = query;
    const all = account
      .posts()
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
    return ok({ data: shown.map((post) => show(post, query)), meta });
  });

  return { create, retract, several, single, profile, timeline };
};

const alike = (text: string): string => text.normalize('NFC').trim();
const isBefore = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) < 0;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
