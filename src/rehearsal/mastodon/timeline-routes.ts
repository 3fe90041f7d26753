import type { Answer, Call, Handler } from '../http.ts';
import type { Known, Neighbours } from './neighbours.ts';
import { failed } from './refusals.ts';
import type { Page } from './statuses.ts';
import { pageOfIds, tagName, tagsIn } from './tag-index.ts';

/*
 * The timeline of a hashtag and its stream, for whoever this server lets read them.
 * (mastodon/mastodon, app/controllers/api/v1/timelines/tag_controller.rb and streaming/index.js)
 */

/** `off`: the server shows no such timelines to anybody, and says so in its instance document only. */
export type TagAccess = 'open' | 'token' | 'off';
export type StreamAccess = 'token' | 'open' | 'none';

export type TimelineWorld = {
  readonly neighbours: Neighbours;
  /** The document of a status, whoever wrote it. */
  readonly show: (id: string) => object | undefined;
  readonly tagTimeline: TagAccess;
  readonly streaming: StreamAccess;
  readonly ours: (call: Call) => boolean;
  readonly server: () => string;
  readonly complain: (words: string) => void;
  readonly thumpMs: number;
};

const needsUser = failed(422, 'This method requires an authenticated user');
const badToken = failed(401, 'The access token is invalid');

export const timelineRoutes = (world: TimelineWorld) => {
  const { neighbours, show, tagTimeline, streaming, ours, server, complain, thumpMs } = world;
  const listening = new Set<{
    readonly tag: string;
    readonly send: (event: string, payload: string) => void;
    readonly end: () => void;
  }>();

  const tag: Handler = (call) => {
    const { authorization } = call.headers;
    if (authorization !== undefined && !ours(call)) {
      complain(`${call.path} with a token of another server`);
      return badToken;
    }
    if (tagTimeline === 'token' && authorization === undefined) return needsUser;
    if (tagTimeline === 'off') return { status: 200, body: [] };
    const wanted = pageIn(call, complain);
    const ids = pageOfIds(neighbours.tags.of(call.params.hashtag ?? ''), wanted);
    const found = ids.flatMap((id) => show(id) ?? []);
    return { status: 200, headers: links(server(), call, ids), body: found };
  };

  const stream: Handler = (call): Answer => {
    if (streaming === 'none') return failed(404, 'Not found');
    const token = call.headers.authorization ?? call.query.get('access_token');
    if (streaming === 'token' && !token) return failed(401, 'Missing access token');
    if (token && !ours(call)) return failed(401, 'Invalid access token');
    const wanted = call.query.get('tag');
    if (!wanted) return failed(400, 'Missing tag name parameter');
    return {
      status: 200,
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'private, no-store' },
      stream: ({ write, end, closed }) => {
        write(':)\n');
        const one = {
          tag: tagName(wanted),
          send: (event: string, payload: string) => write(`event: ${event}\ndata: ${payload}\n\n`),
          end,
        };
        const heart = setInterval(() => write(':thump\n'), thumpMs);
        listening.add(one);
        closed(() => {
          clearInterval(heart);
          listening.delete(one);
        });
      },
    };
  };

  return {
    tag,
    stream,
    health: (): Answer => ({ status: 200, body: 'OK' }),
    listeners: () => listening.size,
    drop: () => {
      for (const one of listening) one.end();
    },
    /** Tells who listens to one of these hashtags. */
    tell: (event: string, id: string, tags: readonly string[]): void => {
      const audience = [...listening].filter((one) => tags.includes(one.tag));
      if (audience.length === 0) return;
      const payload = event === 'delete' ? id : JSON.stringify(show(id));
      for (const one of audience) one.send(event, payload);
    },
  };
};

export const pageIn = (call: Call, complain: (words: string) => void): Page => {
  const asked = Number(call.query.get('limit') ?? 20);
  if (asked > 40) complain(`asked for ${asked} statuses a page; 40 is the most`);
  const id = (name: string) => call.query.get(name) ?? undefined;
  const limit = Math.min(40, Math.max(1, Math.floor(asked) || 20));
  return { limit, maxId: id('max_id'), sinceId: id('since_id'), minId: id('min_id') };
};

/** `ids`: of the page, newest first. */
export const links = (server: string, call: Call, ids: readonly string[]): Record<string, string> => {
  const to = (name: string, id = '') => {
    const query = new URLSearchParams(call.query);
    for (const key of ['max_id', 'since_id', 'min_id']) query.delete(key);
    query.set(name, id);
    return `<${server}${call.path}?${query}>`;
  };
  if (ids.length === 0) return {};
  return { link: `${to('max_id', ids.at(-1))}; rel="next", ${to('min_id', ids[0])}; rel="prev"` };
};

export const tagsOf = (known: Known): readonly string[] =>
  tagsIn(known.kind === 'abroad' ? known.abroad.held.text : known.living.text);
