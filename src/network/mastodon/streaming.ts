import { Throttled } from '../../errors.ts';
import type { TagTimeline } from '../reading.ts';
import { fate } from './errors.ts';
import type { ReadServer } from './read-server.ts';
import { eventReader } from './server-sent-events.ts';
import { authorise } from './transport.ts';

/*
 * The stream of a hashtag, by server-sent events. It only tells that something happened: what is counted is read from the timeline,
 * which misses nothing. Since Mastodon 4.2 a stream is only for those who have an account on the server.
 */

export type HashtagStream = {
  readonly server: ReadServer;
  readonly hashtag: string;
  /** Mastodon shows that it is alive every 15 s. */
  readonly silenceMs?: number;
};

export const hashtagStream =
  ({ server, hashtag, silenceMs = 60_000 }: HashtagStream): TagTimeline['stream'] =>
  async ({ nudge, gone }, signal) => {
    const ending = new AbortController();
    const both = AbortSignal.any([signal, ending.signal]);
    const silence = setTimeout(() => ending.abort(), silenceMs);
    let opened = false;
    try {
      const path = `/api/v1/streaming/hashtag?${new URLSearchParams({ tag: hashtag })}`;
      const stream = await open(server, (await baseOf(server, both)) + path, both);
      if (!stream) return 'no stream';
      opened = true;
      const read = eventReader((event, data) => {
        if (event === 'update' || event === 'status.update') nudge();
        if (event === 'delete' && data.trim() !== '') gone(data.trim());
      });
      const decoder = new TextDecoder();
      for await (const piece of stream) {
        silence.refresh();
        read(decoder.decode(piece, { stream: true }));
        if (both.aborted) break;
      }
      return 'ended';
    } catch (error) {
      if (opened || signal.aborted) return 'ended';
      if (error instanceof Throttled) server.closed(error.until);
      throw server.told(error, 'stream of the hashtag');
    } finally {
      clearTimeout(silence);
      ending.abort();
    }
  };

/** The body of the stream; undefined where the server has none for us. */
const open = async (
  server: ReadServer,
  url: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array> | undefined> => {
  const headers = new Headers({ accept: 'text/event-stream', 'user-agent': 'campaign-amplifier' });
  if (server.token !== undefined) authorise(headers, server.token);
  let response: Response;
  try {
    response = await server.fetch(url, { headers, redirect: 'manual', signal });
  } catch (error) {
    throw fate({ kind: 'failure', error }, 'repeatable', server.now());
  }
  const { status, body } = response;
  const isStream = response.ok && /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');
  if (isStream && body) return body;
  await body?.cancel().catch(() => undefined);
  if (status === 429 || status >= 500) {
    throw fate({ kind: 'answer', status, headers: response.headers, body: '' }, 'repeatable', server.now());
  }
  return undefined;
};

/** Where the server says that its streams are; on the server itself when it does not say. */
const baseOf = async (server: ReadServer, signal: AbortSignal): Promise<string> => {
  const named = (await server.instance(signal))?.streaming ?? '';
  if (!/^(?:wss?|https?):\/\//i.test(named) || !URL.canParse(named)) return server.url;
  // What was read over TLS is not asked for without it: the token goes along.
  const scheme = /^(?:wss|https):/i.test(named) || server.url.startsWith('https:') ? 'https:' : 'http:';
  return named
    .replace(/^\w+:/, scheme)
    .replace(/[?#].*$/, '')
    .replace(/(?:\/api\/v1\/streaming)?\/*$/, '');
};
