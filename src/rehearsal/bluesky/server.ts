import { type Handler, page, serveLocal } from '../http.ts';
import type { LocalNetwork, LocalOptions } from '../local.ts';
import { ofPublic } from '../public/of-public.ts';
import { timelinePage } from '../timeline.ts';
import { appView } from './app-view.ts';
import { heldBy } from './held.ts';
import { openInside, ours, post } from './inside.ts';
import { asLocalPost } from './local-post.ts';
import { reads } from './reads.ts';
import { Refusal } from './refusal.ts';
import { asLocalBoost, repostCollection } from './reposts.ts';
import type { StreamOptions } from './stream-log.ts';
import { type LocalStream, type StreamServer, streamServer } from './stream-server.ts';
import { account, sessionView } from './views.ts';
import { writes } from './writes.ts';

/*
 * A local Bluesky: one PDS with one account, and the few answers of the AppView that the program reads.
 * Where a real PDS lets something pass that followers would see as a mistake, it answers as that one does and complains.
 */

export type LocalBluesky = LocalNetwork & {
  /** Ends every session, as the owner of an account can from elsewhere. */
  readonly endSessions: () => void;
  /** The hosts of the stream; the first is at the network's own address. */
  readonly streams: readonly LocalStream[];
};

export type LocalBlueskyOptions = LocalOptions & {
  /** How many hosts tell the stream; 1 when absent. */
  readonly streams?: number;
  readonly stream?: StreamOptions;
};

// What a good client meets in its life. A blob that never was here is told apart in blobs.ts.
const lifes = new Set([
  'ExpiredToken',
  'InvalidSwap',
  'RecordNotFound',
  'BlobNotFound',
  'BlockedByActor',
  'AccountTakedown',
]);
const password = 'made-up-just-here'; // in the form of an app password

export const startLocalBluesky = async (options: LocalBlueskyOptions): Promise<LocalBluesky> => {
  const { now, faults, port, streams = 1, stream = {} } = options;
  await using opened = new AsyncDisposableStack();
  const inside = openInside(now, { public: options.public, streams, stream });
  const { repo, blobs, session, limit, complaints, neighbours } = inside;
  const { crowd } = neighbours;
  const complain = (words: string) => void complaints.push(words);
  const nowMs = () => now().epochMilliseconds;
  const [first, ...others] = inside.logs.map((log) => {
    const server = streamServer(log, nowMs, complain);
    const upgrade: StreamServer['upgrade'] = (...asked) => {
      crowd.advance(nowMs()); // what was before is not told as if it came just now
      server.upgrade(...asked);
    };
    return { ...server, upgrade };
  });

  const sessions: Record<'POST' | 'GET', Record<string, Handler>> = {
    POST: {
      'com.atproto.server.createSession': (call) => {
        const headers = limit.login(1);
        const given = (call.json() ?? {}) as { identifier?: unknown; password?: unknown };
        if (!ours(given.identifier) || given.password !== password) {
          throw new Refusal(401, 'AuthenticationRequired', 'Invalid identifier or password');
        }
        return { status: 200, headers, body: { ...session.create(), ...sessionView(server.url) } };
      },
      'com.atproto.server.refreshSession': (call) => ({
        status: 200,
        body: { ...session.refresh(call), ...sessionView(server.url) },
      }),
      'com.atproto.server.deleteSession': (call) => {
        session.end(call);
        return { status: 200 };
      },
    },
    GET: {
      'com.atproto.server.getSession': (call) => {
        session.check(call);
        return { status: 200, body: sessionView(server.url) };
      },
    },
  };

  /** A refusal becomes XRPC's error. Those that a good client meets in its life are no reason to complain. */
  const speaking =
    (handler: Handler): Handler =>
    async (call) => {
      try {
        crowd.advance(nowMs());
        const headers = limit.ask(1);
        const answer = await handler(call);
        return { ...answer, headers: { ...headers, ...answer.headers } };
      } catch (refusal) {
        if (!(refusal instanceof Refusal)) throw refusal;
        const { status, error, message, headers } = refusal;
        if (!lifes.has(error)) {
          complaints.push(`${call.method} ${call.path}: ${status} ${error}: ${message}`);
        }
        return { status, headers, body: { error, message } };
      }
    };
  const routes = (method: string, handlers: Readonly<Record<string, Handler>>) =>
    Object.entries(handlers).map(([nsid, handler]) => [`${method} /xrpc/${nsid}`, speaking(handler)] as const);

  const posts = () => repo.all(post).map((stored) => asLocalPost(stored, blobs));
  const timeline = () => {
    const profile = { name: account.displayName, handle: `@${account.handle}`, automated: true };
    return timelinePage({ network: 'bluesky', account: profile, posts: posts() });
  };

  const server = opened.use(
    await serveLocal({
      port,
      faults,
      complain,
      upgrade: first?.upgrade,
      routes: Object.fromEntries<Handler>([
        ...routes('POST', { ...sessions.POST, ...writes(inside) }),
        ...routes('GET', { ...sessions.GET, ...reads(inside), ...appView(inside) }),
        ['GET /xrpc/_health', () => ({ status: 200, body: { version: 'rehearsal' } })],
        ['GET /', () => page(timeline())],
      ]),
      fallback: speaking(({ path }) => {
        if (path.startsWith('/xrpc/')) throw new Refusal(501, 'MethodNotImplemented', 'Method Not Implemented');
        return { status: 404, body: 'not found' };
      }),
    }),
  );
  const hosts: LocalStream[] = first ? [{ ...first, url: streamUrl(server.url) }] : [];
  for (const one of others) {
    const host = opened.use(await serveLocal({ faults, complain, routes: {}, upgrade: one.upgrade }));
    hosts.push({ ...one, url: streamUrl(host.url) });
  }
  const all = opened.move();

  return {
    name: 'bluesky',
    url: server.url,
    environment: {
      BLUESKY_SERVICE: server.url,
      BLUESKY_IDENTIFIER: account.handle,
      BLUESKY_APP_PASSWORD: password,
      ...(hosts.length > 0 && { JETSTREAM_URL: hosts.map(({ url }) => url).join(',') }),
    },
    posts,
    boosts: () => repo.all(repostCollection).map(asLocalBoost),
    complaints: () => [...complaints],
    timeline,
    endSessions: session.endAll,
    streams: hosts,
    ...ofPublic(crowd),
    held: () => heldBy(inside),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
};

const streamUrl = (url: string): string => `${url.replace(/^http/, 'ws')}/subscribe`;
