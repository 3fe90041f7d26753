import { type Handler, page, serveLocal } from '../http.ts';
import type { LocalNetwork, LocalOptions } from '../local.ts';
import { timelinePage } from '../timeline.ts';
import { openInside, ours, post } from './inside.ts';
import { asLocalPost } from './local-post.ts';
import { reads } from './reads.ts';
import { Refusal } from './refusal.ts';
import { account, sessionView } from './views.ts';
import { writes } from './writes.ts';

/*
 * A local Bluesky: one PDS with one account, and the few answers of the AppView that the program reads.
 * Where a real PDS lets something pass that followers would see as a mistake, it answers as that one does and complains.
 */

export type LocalBluesky = LocalNetwork & {
  /** Ends every session, as the owner of an account can from elsewhere. */
  readonly endSessions: () => void;
};

// What a good client meets in its life. A blob that never was here is told apart in blobs.ts.
const lifes = new Set(['ExpiredToken', 'InvalidSwap', 'RecordNotFound', 'BlobNotFound']);
const password = 'made-up-just-here'; // in the form of an app password

export const startLocalBluesky = async ({ now, faults, port }: LocalOptions): Promise<LocalBluesky> => {
  const inside = openInside(now);
  const { repo, blobs, session, limit, complaints } = inside;

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
        return await handler(call);
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

  const server = await serveLocal({
    port,
    faults,
    complain: (words) => complaints.push(words),
    routes: Object.fromEntries<Handler>([
      ...routes('POST', { ...sessions.POST, ...writes(inside) }),
      ...routes('GET', { ...sessions.GET, ...reads(inside) }),
      ['GET /xrpc/_health', () => ({ status: 200, body: { version: 'rehearsal' } })],
      ['GET /', () => page(timeline())],
    ]),
    fallback: speaking(({ path }) => {
      if (path.startsWith('/xrpc/')) throw new Refusal(501, 'MethodNotImplemented', 'Method Not Implemented');
      return { status: 404, body: 'not found' };
    }),
  });

  return {
    name: 'bluesky',
    url: server.url,
    environment: {
      BLUESKY_SERVICE: server.url,
      BLUESKY_IDENTIFIER: account.handle,
      BLUESKY_APP_PASSWORD: password,
    },
    posts,
    complaints: () => [...complaints],
    timeline,
    endSessions: session.endAll,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};
