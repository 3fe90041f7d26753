import { WebSocket } from 'ws';
import { Unreachable } from '../../errors.ts';
import type { LineStream } from '../reading.ts';

/*
 * Jetstream: the posts of the whole network, a line of JSON each. Any of its servers shows the same, under the same times, so the one
 * after the one that failed takes over with the same cursor. How long to rest between tries is the caller's affair.
 *
 * `maxMessageSizeBytes` is not sent: the server would leave out larger posts without a word. Its compression is not asked for either:
 * zstd costs more than parsing, and posts alone are some 60 kB/s.
 *
 * Not Node's own WebSocket: `close()` there waits for the other side, for ever when that side is dead, and keeps the process from ending
 * (seen with Node 26.10); and it tells no reason when a server refuses. `terminate()` of ws ends the socket.
 */

export type Jetstream = {
  /** Tried in turn. */
  readonly urls: readonly string[];
  readonly collections?: readonly string[];
  /** Real milliseconds without any message after which the connection is taken for dead: posts come every few milliseconds. */
  readonly silenceMs?: number;
  /** Real milliseconds to connect in. */
  readonly connectMs?: number;
};

// A record is at most 1 MiB of CBOR; as JSON, with escapes, a few times that.
const largestMessage = 16 * 1024 * 1024;

export const jetstreamLines = ({
  urls,
  collections = ['app.bsky.feed.post'],
  silenceMs = 60_000,
  connectMs = 10_000,
}: Jetstream): LineStream => {
  let next = 0;
  return {
    read: async ({ cursor, opened, line }, signal) => {
      const failed: string[] = [];
      while (failed.length < urls.length && !signal.aborted) {
        const address = addressOf(urls[next] ?? '', collections, cursor);
        const host = address.host;
        const told = { opened: () => opened(host), line };
        const end = await listen(address, told, { silenceMs, connectMs }, signal);
        if (signal.aborted) return;
        // Whatever ended it, the next server is as good.
        next = (next + 1) % urls.length;
        if (end === 'was open') return;
        failed.push(`${host}: ${end.why}`);
      }
      if (!signal.aborted) throw new Unreachable(`no server of the stream answers (${failed.join('; ')})`);
    },
  };
};

const addressOf = (text: string, collections: readonly string[], cursor: string | undefined): URL => {
  const url = new URL(text.replace(/^http/i, 'ws'));
  if (url.pathname === '/') url.pathname = '/subscribe';
  for (const collection of collections) url.searchParams.append('wantedCollections', collection);
  if (cursor !== undefined) url.searchParams.set('cursor', cursor);
  return url;
};

type Told = { readonly opened: () => void; readonly line: (line: string) => void };
type Patience = { readonly silenceMs: number; readonly connectMs: number };

/** One connection, until it ends; rejects only with what the reader of the lines threw. */
const listen = (
  address: URL,
  { opened, line }: Told,
  { silenceMs, connectMs }: Patience,
  signal: AbortSignal,
): Promise<'was open' | { readonly why: string }> =>
  new Promise((resolve, reject) => {
    let open = false;
    let over = false;
    let why = 'it closed the connection';
    let silence: NodeJS.Timeout | undefined;
    const socket = new WebSocket(address, {
      handshakeTimeout: connectMs,
      maxPayload: largestMessage,
      perMessageDeflate: false,
      headers: { 'user-agent': 'campaign-amplifier' },
    });

    const end = (fault?: { readonly error: unknown }) => {
      if (over) return;
      over = true;
      clearTimeout(silence);
      signal.removeEventListener('abort', leave);
      socket.terminate();
      if (fault) reject(fault.error);
      else resolve(open ? 'was open' : { why });
    };
    const leave = () => end();
    const telling = (tell: () => void) => {
      if (over) return; // what had come before the end, and was not handed on: the next connection brings it again
      try {
        tell();
      } catch (error) {
        end({ error });
      }
    };

    socket.on('open', () => {
      open = true;
      silence = setTimeout(leave, silenceMs);
      telling(opened);
    });
    socket.on('message', (data, isBinary) => {
      silence?.refresh();
      if (!isBinary) telling(() => line(data.toString()));
    });
    socket.on('error', (error) => {
      why = reasonOf(error);
      end();
    });
    socket.on('close', leave);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) end();
  });

/** `connect ECONNREFUSED …`, `Unexpected server response: 503`; of a host with several addresses only the code is told. */
const reasonOf = (error: Error & { readonly code?: unknown }): string =>
  error.message || (typeof error.code === 'string' ? error.code : 'no connection');
