import { type Call, type Handler, page, serveLocal } from '../http.ts';
import type { LocalNetwork, LocalOptions, LocalPost } from '../local.ts';
import { ofPublic } from '../public/of-public.ts';
import { timelinePage } from '../timeline.ts';
import { appTokens, isBearer } from './app-token.ts';
import { prices as boostPrices, boostsOf } from './boosts.ts';
import { callsOf, costOf, type Desk, prices, textOf } from './calls.ts';
import { countsOf } from './counts.ts';
import { heldBy } from './held.ts';
import { type Limit, limits, rateLimits } from './limits.ts';
import { mediaStore } from './media.ts';
import { mediaCallsOf } from './media-calls.ts';
import { openNeighbours } from './neighbours.ts';
import { madeUpCredentials, signatureCheck } from './oauth.ts';
import { appOnly, creditsDepleted, notFound, readOnly, type Spec, tooManyRequests, unauthorized } from './problems.ts';
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
  /** How many buckets a page of counts holds at the most; 31 days of hours when absent. */
  readonly bucketsAPage?: number;
};

export type LocalX = LocalNetwork & {
  /** US dollars, left and set anew. */
  readonly credits: { readonly left: () => number; readonly set: (dollars: number) => void };
  /** US dollars, since it was started. */
  readonly paid: () => number;
};

const user = {
  id: '1464900000000000006',
  username: 'rehearsal',
  name: 'Campaign rehearsal',
  description: 'Automated. The account of a rehearsal on this machine: nothing of it is on X.',
};

/** Who may make a call: the account with its signature, the app with its bearer token. */
type Who = 'account' | 'app' | 'both';

export const startLocalX = async (options: LocalXOptions): Promise<LocalX> => {
  const { now, faults, port, spec = '2.167', showAfter, access = 'read-write' } = options;
  const account = accountOf(user, now);
  const credentials = madeUpCredentials(user.id);
  const faultOf = signatureCheck(credentials);
  const app = appTokens(credentials);
  const neighbours = openNeighbours(options.public);
  const boosts = boostsOf(now);
  const take = rateLimits(now);
  const complaints: string[] = [];
  let credits = Math.round((options.credits ?? Number.POSITIVE_INFINITY) * 1000);
  let paid = 0;

  const complain: Desk['complain'] = (call, words) => {
    complaints.push(`${call.method} ${call.path}: ${words}`);
  };
  const refuse: Desk['refuse'] = (call, words, answer) => {
    complain(call, words);
    return answer;
  };
  const pay = (thousandths: number): void => {
    credits -= thousandths;
    paid += thousandths;
  };

  /** Signature, limits and money stand before every call; the limits' headers on every answer behind them. */
  const guarded =
    (asked: readonly Limit[], price: (call: Call) => number, handle: Handler, who: Who = 'account'): Handler =>
    async (call) => {
      neighbours.crowd.advance(now().epochMilliseconds);
      const bearer = isBearer(call);
      const fault = bearer ? app.faultOf(call) : faultOf(call);
      if (fault) return refuse(call, fault, unauthorized());
      if (bearer ? who === 'account' : who === 'app') {
        return refuse(call, 'the wrong kind of access for this call', bearer ? unauthorized() : appOnly(spec));
      }
      // An app's limits are its own: what the account uses up is still there for it.
      const { within, headers } = take(...asked.map((one) => (bearer ? { ...one, name: `${one.name} (app)` } : one)));
      const admit = () => {
        const allowed = asked.map(({ most, minutes }) => `${most} in ${minutes} minutes`).join(', ');
        if (!within) return refuse(call, `more often than X allows: ${allowed}`, tooManyRequests());
        if (access === 'read' && call.method !== 'GET') return readOnly();
        if (price(call) > credits) return creditsDepleted(spec);
        return handle(call);
      };
      const answer = await admit();
      const level: Record<string, string> = bearer ? {} : { 'x-access-level': access };
      return { ...answer, headers: { ...answer.headers, ...headers, ...level } };
    };

  const media = mediaStore(now, options.processing ?? 0);
  const desk: Desk = { account, spec, now, showAfter, pay, refuse, complain, media, neighbours, boosts };
  const calls = callsOf(desk);
  const pictures = mediaCallsOf(desk);
  const toPublish = (call: Call) => costOf(textOf(call) ?? '');
  const toBoost = () => boostPrices.boost;
  const toRead = () => prices.read;
  const toLookUp = () => prices.user;
  const toCount = () => prices.counts;
  const counts = countsOf({ ...desk, bucketsAPage: options.bucketsAPage ?? 31 * 24 });
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
      'POST /oauth2/token': (call) => {
        const { answer, words } = app.give(call);
        return words === undefined ? answer : refuse(call, words, answer);
      },
      'GET /2/tweets/counts/recent': guarded([limits.counts], toCount, counts, 'app'),
      'GET /2/tweets': guarded([limits.posts], toRead, calls.several, 'both'),
      'GET /2/tweets/:id': guarded([limits.post], toRead, calls.single, 'both'),
      'DELETE /2/tweets/:id': guarded([limits.delete], nothing, calls.retract),
      'POST /2/users/:id/retweets': guarded([limits.boost, limits.createLong], toBoost, calls.boost),
      'DELETE /2/users/:id/retweets/:source': guarded([limits.unboost], nothing, calls.unboost),
      'POST /2/media/upload/initialize': guarded([limits.initialize], nothing, pictures.initialize),
      'POST /2/media/upload/:id/append': guarded([limits.append], nothing, pictures.append),
      'POST /2/media/upload/:id/finalize': guarded([limits.finalize], nothing, pictures.finalize),
      'GET /2/media/upload': guarded([limits.status], nothing, pictures.status),
      'POST /2/media/metadata': guarded([limits.metadata], nothing, pictures.describe),
      'GET /2/users/me': guarded([limits.me], toLookUp, calls.profile),
      'GET /2/users/by/username/:username': guarded([limits.user], toLookUp, calls.profile, 'both'),
      'GET /2/users/:id/tweets': guarded([limits.timeline], toRead, calls.timeline, 'both'),
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
    // A post that is gone takes its boosts along.
    boosts: () => boosts.all().filter(({ of }) => account.find(of) ?? (neighbours.find(of) || neighbours.hides(of))),
    complaints: () => [...complaints],
    timeline,
    credits: {
      left: () => credits / 1000,
      set: (dollars) => {
        credits = Math.round(dollars * 1000);
      },
    },
    paid: () => paid / 1000,
    ...ofPublic(neighbours.crowd),
    held: () => heldBy(account, neighbours),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};
