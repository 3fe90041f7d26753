import type { NetworkName } from '../../model.ts';
import type { Fault, LocalPost, LocalRequest as Request } from '../local.ts';

/*
 * A witness at the door of the local networks. Bluesky keeps a second sending under one key to itself, Mastodon answers it with
 * the first post: counting posts does not show that a program sends blindly. So here it is noted when a post that the network
 * holds already is sent again, and nobody had looked for it since.
 */

/** How a request to publish, and a look for a post, are told from the rest. A key names one post. */
type Signs = {
  readonly publishes: (request: Request) => { readonly key: string; readonly text: string } | undefined;
  /** The key that is looked for; `every`: all that was posted lately. */
  readonly looks: (request: Request) => string | undefined;
};

const every = '*';

const bodyOf = ({ text }: Request): Record<string, unknown> => {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
};

const words = (value: unknown): string => (typeof value === 'string' ? value : '');

const signs: Record<NetworkName, Signs> = {
  bluesky: {
    publishes: (request) => {
      if (!request.path.endsWith('.putRecord')) return undefined;
      const { rkey, record } = bodyOf(request);
      return { key: words(rkey), text: words((record as { text?: unknown } | undefined)?.text) };
    },
    looks: ({ path, query }) => (path.endsWith('.getRecord') ? (query.get('rkey') ?? undefined) : undefined),
  },
  mastodon: {
    publishes: (request) => {
      if (request.method !== 'POST' || request.path !== '/api/v1/statuses') return undefined;
      return { key: words(request.headers['idempotency-key']), text: words(bodyOf(request).status) };
    },
    looks: ({ method, path }) =>
      method === 'GET' && /^\/api\/v1\/accounts\/[^/]+\/statuses$/.test(path) ? every : undefined,
  },
  x: {
    publishes: (request) => {
      if (request.method !== 'POST' || request.path !== '/2/tweets') return undefined;
      const text = words(bodyOf(request).text);
      return { key: text, text };
    },
    looks: ({ method, path }) => (method === 'GET' && /^\/2\/users\/[^/]+\/tweets$/.test(path) ? every : undefined),
  },
};

export const publishes = (network: NetworkName, request: Request): boolean =>
  signs[network].publishes(request) !== undefined;

/** Whether a request asks for a boost. */
export const boosts = (network: NetworkName, request: Request): boolean => {
  const { method, path } = request;
  if (method !== 'POST') return false;
  switch (network) {
    case 'bluesky':
      return path.endsWith('.putRecord') && bodyOf(request).collection === 'app.bsky.feed.repost';
    case 'mastodon':
      return /^\/api\/v1\/statuses\/[^/]+\/reblog$/.test(path);
    case 'x':
      return /^\/2\/users\/[^/]+\/retweets$/.test(path);
    default:
      return network satisfies never;
  }
};

/** X has no keys: the same words come again a day later at the earliest, and are another post then. */
const SAME_POST_MS = 12 * 3_600_000;

type Sent = { readonly at: number; readonly heldBefore: number; looked: boolean };

export type SentAgain = { readonly network: NetworkName; readonly text: string };

export const openWitness = (now: () => number, posts: (network: NetworkName) => readonly LocalPost[]) => {
  const sent = new Map<string, Sent>();
  const again: SentAgain[] = [];
  const held = (network: NetworkName, text: string): number =>
    posts(network).filter((post) => post.text === text).length;
  return {
    /** Told of each request, and of what befalls it: a look that is spoilt has seen nothing. */
    saw: (network: NetworkName, request: Request, fault: Fault | undefined): void => {
      const post = signs[network].publishes(request);
      if (post) {
        const place = `${network} ${post.key}`;
        const before = sent.get(place);
        const same = before !== undefined && now() - before.at < SAME_POST_MS;
        const there = held(network, post.text);
        if (same && !before.looked && there > before.heldBefore) again.push({ network, text: post.text });
        sent.set(place, { at: now(), heldBefore: same ? before.heldBefore : there, looked: false });
        return;
      }
      const key = fault ? undefined : signs[network].looks(request);
      if (key === undefined) return;
      for (const [place, one] of sent)
        if (place.startsWith(`${network} `) && (key === every || place === `${network} ${key}`)) one.looked = true;
    },
    /** Posts that were there already, and were sent again unasked. */
    sentAgain: (): readonly SentAgain[] => again,
  };
};

export type Witness = ReturnType<typeof openWitness>;
