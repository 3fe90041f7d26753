import { type Call, type Handler, page, serveLocal } from '../http.ts';
import type { LocalNetwork, LocalOptions, LocalPost } from '../local.ts';
import { timelinePage } from '../timeline.ts';
import { callsOf, costOf, type Desk, prices, textOf } from './calls.ts';
import { type Limit, limits, rateLimits } from './limits.ts';
import { mediaStore } from './media.ts';
import { mediaCallsOf } from './media-calls.ts';
import { madeUpCredentials, signatureCheck } from './oauth.ts';
import { creditsDepleted, notFound, readOnly, type Spec, tooManyRequests, unauthorized } from './problems.ts';
import { accountOf } from './state.ts';

/*
 * A local X: one account, signed requests, weighted lengths, t.co links, pictures, threads, limits and money.
 */

export type LocalXOptions = LocalOptions & {
  /** Which of X's two OpenAPI documents it keeps to: names of fields differ. The newer when absent. */
  readonly spec?: Spec;
  /** US dollars; absent: more than anybody can spend. */
  readonly credits?: number;
  /** How long a new post takes to show up among the account's own, as it may on X itself. */
  readonly showAfter?: Temporal.Duration;
  /** At how many looks X is still at work on a new picture; 0 when absent, as with nearly all of them. */
  readonly processing?: number;
  /** What the app's access token may do; `read-write` when absent. */
  readonly access?: 'read' | 'read-write';
};

const user = {
  id: '1464900000000000006',
  username: 'rehearsal',
  name: 'Campaign rehearsal',
  description: 'Automated. The account of a rehearsal on this machine: nothing of it is on X.',
};

export const startLocalX = async (options: LocalXOptions): Promise<LocalNetwork> => {
  const { now, faults, port, spec = '2.167', showAfter, access = 'read-write' } = options;
  const account = accountOf(user, now);
  const credentials = madeUpCredentials(user.id);
  const faultOf = signatureCheck(credentials);
  const take = rateLimits(now);
  const complaints: string[] = [];
  let credits = Math.round((options.credits ?? Number.POSITIVE_INFINITY) * 1000);

  const complain: Desk['complain'] = (call, words) => {
    complaints.push(`${call.method} ${call.path}: ${words}`);
  };
  const refuse: Desk['refuse'] = (call, words, answer) => {
    complain(call, words);
    return answer;
  };
  const pay = (thousandths: number): void => {
    credits -= thousandths;
  };

  /** Signature, limits and money stand before every call; the limits' headers on every answer behind them. */
  const guarded =
    (asked: readonly Limit[], price: (call: Call) => number, handle: Handler): Handler =>
    async (call) => {
      const fault = faultOf(call);
      if (fault) return refuse(call, fault, unauthorized());
      const { within, headers } = take(...asked);
      const admit = () => {
        const allowed = asked.map(({ most, minutes }) => `${most} in ${minutes} minutes`).join(', ');
        if (!within) return refuse(call, `more often than X allows: ${allowed}`, tooManyRequests());
        if (access === 'read' && call.method !== 'GET') return readOnly();
        if (price(call) > credits) return creditsDepleted(spec);
        return handle(call);
      };
      const answer = await admit();
      return { ...answer, headers: { ...answer.headers, ...headers, 'x-access-level': access } };
    };

  const media = mediaStore(now, options.processing ?? 0);
  const desk: Desk = { account, spec, now, showAfter, pay, refuse, complain, media };
  const calls = callsOf(desk);
  const pictures = mediaCallsOf(desk);
  const toPublish = (call: Call) => costOf(textOf(call) ?? '');
  const toRead = () => prices.read;
  const toLookUp = () => prices.user;
  const nothing = () => 0;

  const localPosts = (): readonly LocalPost[] =>
    account.posts().map(({ id, url, text, langs, at, replyTo, pictures }) => ({
      ...{ id, url, text, langs, at, replyTo },
      pictures: pictures.map(({ key, ...picture }) => picture),
    }));

  const timeline = (): string => {
    const { name, username } = user;
    return timelinePage({
      network: 'x',
      account: { name, handle: `@${username}`, automated: true },
      posts: localPosts(),
    });
  };

  const server = await serveLocal({
    port,
    faults,
    complain: (words) => complaints.push(words),
    routes: {
      'GET /': () => page(timeline()),
      'POST /2/tweets': guarded([limits.create, limits.createLong], toPublish, calls.create),
      'GET /2/tweets': guarded([limits.posts], toRead, calls.several),
      'GET /2/tweets/:id': guarded([limits.post], toRead, calls.single),
      'DELETE /2/tweets/:id': guarded([limits.delete], nothing, calls.retract),
      'POST /2/media/upload/initialize': guarded([limits.initialize], nothing, pictures.initialize),
      'POST /2/media/upload/:id/append': guarded([limits.append], nothing, pictures.append),
      'POST /2/media/upload/:id/finalize': guarded([limits.finalize], nothing, pictures.finalize),
      'GET /2/media/upload': guarded([limits.status], nothing, pictures.status),
      'POST /2/media/metadata': guarded([limits.metadata], nothing, pictures.describe),
      'GET /2/users/me': guarded([limits.me], toLookUp, calls.profile),
      'GET /2/users/by/username/:username': guarded([limits.user], toLookUp, calls.profile),
      'GET /2/users/:id/tweets': guarded([limits.timeline], toRead, calls.timeline),
    },
    fallback: (call) => refuse(call, 'X has no such call, or the local one does not', notFound()),
  });

  return {
    name: 'x',
    url: server.url,
    environment: {
      X_API_URL: server.url,
      X_APP_KEY: credentials.appKey,
      X_APP_SECRET: credentials.appSecret,
      X_ACCESS_TOKEN: credentials.accessToken,
      X_ACCESS_SECRET: credentials.accessSecret,
    },
    posts: localPosts,
    complaints: () => [...complaints],
    timeline,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};
