import type { Answer, Call, Handler } from '../http.ts';
import type { LocalBoost } from '../local.ts';
import type { Desk } from './calls.ts';
import { alreadyBoosted, authorBlocks, invalidRequest, missing } from './problems.ts';
import { idAt, type Post, type User } from './state.ts';
import { shown } from './text.ts';

/*
 * Our reposts on X: of a post there is one or none. In the account's own timeline each is a post with an id of its own.
 */

export type Boosts = ReturnType<typeof boostsOf>;

export const boostsOf = (now: () => Temporal.Instant) => {
  const held = new Map<string, LocalBoost>();
  let last = 0n;
  return {
    all: (): readonly LocalBoost[] => [...held.values()],
    has: (of: string): boolean => held.has(of),
    add: (of: string): void => {
      const plain = idAt(now().epochMilliseconds) | 0x3ffn;
      last = plain > last ? plain : last + 1n;
      held.set(of, { id: String(last), of, at: now() });
    },
    remove: (of: string): boolean => held.delete(of),
  };
};

/** As the timeline shows it: «RT @somebody: …». */
export const boostedPost = ({ id, at }: LocalBoost, of: Post, by: User): Post => {
  const text = `RT @${(of.author ?? by).username}: ${of.text}`;
  return {
    ...{ id, url: `https://x.com/${by.username}/status/${id}`, text, langs: of.langs, at },
    ...{ pictures: [], shown: shown(id, text), conversation: id, boostOf: of.id },
  };
};

export const boostCallsOf = (
  { account, spec, pay, refuse, neighbours, boosts }: Desk,
  find: (id: string) => Post | undefined,
) => {
  const ours = (call: Call, handle: (id: string) => Answer, id: string): Answer =>
    call.params.id === account.user.id
      ? handle(id)
      : refuse(call, 'boosts of another account', invalidRequest(spec, 'The `id` is not that of the account.'));
  const gone = (parameter: string, id: string): Answer => ({
    status: 200,
    body: { errors: [missing(spec, 'tweet', parameter, id)] },
  });
  const done = (id: string, retweeted: boolean): Answer => ({
    status: 200,
    body: { data: { retweeted, [spec === '2.159' ? 'id' : 'rest_id']: id } },
  });

  const boost: Handler = (call) => {
    const body = call.json();
    const keys = typeof body === 'object' && body !== null ? Object.entries(body) : [];
    const [name, id] = keys[0] ?? [];
    if (keys.length !== 1 || name !== 'tweet_id' || typeof id !== 'string' || !/^\d{1,19}$/u.test(id))
      return refuse(call, 'no `tweet_id`', invalidRequest(spec, 'The body needs a `tweet_id` and nothing else.'));
    return ours(
      call,
      () => {
        if (neighbours.hides(id)) return authorBlocks();
        if (!find(id)) return gone('tweet_id', id);
        // X has answered both ways: that it is done, and that it was done before.
        if (boosts.has(id)) return spec === '2.159' ? done(id, true) : alreadyBoosted();
        pay(prices.boost);
        boosts.add(id);
        return done(id, true);
      },
      id,
    );
  };

  const unboost: Handler = (call) =>
    ours(
      call,
      (id) => {
        boosts.remove(id);
        return { status: 200, body: { data: { retweeted: false } } };
      },
      call.params.source ?? '',
    );

  return { boost, unboost };
};

/** Thousandths of a US dollar. */
export const prices = { boost: 15 };
