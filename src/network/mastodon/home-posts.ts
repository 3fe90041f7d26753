import { z } from 'zod';
import type { PartnerPost } from '../../model.ts';
import { instantFrom } from '../lenient.ts';
import { type Item, readBack } from '../newest-first.ts';
import { postOf } from './partner-post.ts';
import { type ReadServer, readServer } from './read-server.ts';
import type { Exchange, Server } from './transport.ts';

/*
 * What a partner's own server shows of it that ours has not heard of. Our server is asked to fetch each such post (`search` with `resolve`),
 * and only what it then has can be boosted. A server that shows nothing to strangers, or does not answer, takes nothing away: then there is
 * what came to us.
 */

/** How other servers are read; undefined: that one is not. */
export type Homes = (host: string) => ReadServer | undefined;

export type AtHome = (
  asked: {
    readonly handle: string;
    readonly from: { readonly cursor?: string; readonly notBefore: Temporal.Instant; readonly originalsOnly?: boolean };
    /** What our own server shows. */
    readonly here: readonly PartnerPost[];
  },
  signal: AbortSignal,
) => Promise<{ readonly posts: readonly PartnerPost[]; readonly cursor?: string } | undefined>;

// As for our own server (partner-posts.ts).
const overlap = Temporal.Duration.from({ hours: 1 });

// Each costs our server a request to the other one; what is left comes with the next call.
const mostFetched = 30;

export const homePosts = (exchange: Exchange, ownHost: string, homes: Homes): AtHome => {
  const servers = new Map<string, ReadServer | undefined>();
  const ids = new Map<string, string>();
  const fetched = new Set<string>();

  const serverOf = (host: string): ReadServer | undefined => {
    if (!servers.has(host)) servers.set(host, homes(host));
    return servers.get(host);
  };

  /** A post as our own server has it, once it has been asked to fetch it. */
  const resolve = async (address: string, signal: AbortSignal): Promise<PartnerPost | undefined> => {
    const search = new URLSearchParams({ q: address, resolve: 'true', type: 'statuses', limit: '1' });
    const request = { method: 'GET', path: '/api/v2/search', search: search.toString() };
    const answer = await exchange(request, 'repeatable', JSON.parse, signal);
    return results
      .parse(answer.data)
      .statuses.map(postOf)
      .find((post) => post !== undefined);
  };

  const read = async (
    server: ReadServer,
    name: string,
    { from, here }: Parameters<AtHome>[0],
    signal: AbortSignal,
  ): ReturnType<AtHome> => {
    const { host } = server;
    const id =
      ids.get(`${name}@${host}`) ??
      account.parse(await server.ask('/api/v1/accounts/lookup', new URLSearchParams({ acct: name }), signal)).id;
    ids.set(`${name}@${host}`, id);
    const addresses = new Map<PartnerPost, string>();
    const found = await readBack(
      async (before) => {
        const search = new URLSearchParams({ limit: '40', exclude_reblogs: 'true' });
        if (from.originalsOnly) search.set('exclude_replies', 'true');
        if (before) search.set('max_id', before);
        const path = `/api/v1/accounts/${encodeURIComponent(id)}/statuses`;
        const statuses = page.parse(await server.ask(path, search, signal));
        const items = statuses.flatMap((wire): Item[] => {
          const post = postOf(wire);
          const told = addressed.safeParse(wire).data;
          const at = instantFrom(told?.created_at);
          if (post && told) addresses.set(post, told.uri);
          return at ? [{ at, ...(post && post.kind !== 'boost' ? { post } : {}) }] : [];
        });
        const last = addressed.safeParse(statuses.at(-1)).data?.id;
        return { items, ...(last ? { next: last } : {}) };
      },
      { ...(from.cursor ? { cursor: from.cursor } : {}), notBefore: from.notBefore, overlap },
    );
    const shownHere = new Set(here.map(({ url }) => url));
    const posts: PartnerPost[] = [];
    let asked = 0;
    for (const post of found.posts) {
      const address = addresses.get(post) ?? '';
      if (shownHere.has(post.url) || fetched.has(address) || !address.startsWith('http')) continue;
      // What is not for everybody is not fetched for us either.
      if (post.visibility !== 'public' && post.visibility !== 'unlisted') continue;
      if (asked >= mostFetched) return { posts, cursor: post.at.toString() };
      asked += 1;
      const resolved = await resolve(address, signal);
      if (resolved) posts.push(resolved);
      if (fetched.size >= mostRemembered) fetched.clear();
      fetched.add(address);
    }
    return { posts, ...(found.cursor ? { cursor: found.cursor } : {}) };
  };

  return async (asked, signal) => {
    const [name = '', host = ''] = asked.handle.replace(/^@/u, '').split('@');
    if (host === '' || host === ownHost) return undefined;
    const server = serverOf(host);
    if (!server || server.room().calls === 0) return undefined;
    return read(server, name, asked, signal).catch(() => undefined);
  };
};

const mostRemembered = 5_000;

const account = z.object({ id: z.string().min(1) });
const page = z.array(z.unknown()).catch([]);
const addressed = z.object({ id: z.string(), uri: z.string(), created_at: z.string() });
const results = z.object({ statuses: z.array(z.unknown()) });

/** Whoever has its own server on this machine is in a rehearsal, and reads nothing beyond this machine. */
export const homesOf = ({ url, now, fetch, homes }: Server & { readonly homes?: Homes }): Homes =>
  homes ??
  ((host) => {
    const common = { now, host, ...(fetch ? { fetch } : {}) };
    if (!isLoopback(new URL(url).host)) return readServer({ ...common, url: `https://${host}` });
    return isLoopback(host) ? readServer({ ...common, url: `http://${host}` }) : undefined;
  });

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/u.test(host);
