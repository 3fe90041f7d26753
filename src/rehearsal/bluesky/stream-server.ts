import { type WebSocket, WebSocketServer } from 'ws';
import type { Upgrade } from '../upgrades.ts';
import type { Entry, StreamLog } from './stream-log.ts';

/*
 * A Jetstream: the log as lines over WebSocket, to whoever asks, filtered as asked.
 * (bluesky-social/jetstream, README and internal/subscribe)
 */

/** What a rehearsal does to a stream. */
export type LocalStream = {
  readonly url: string;
  readonly subscribers: () => number;
  /** Ends every connection, without a word. */
  readonly drop: () => void;
  /** Until it is called with false, nobody gets in. */
  readonly refuse: (on: boolean) => void;
};

export type StreamServer = {
  readonly upgrade: Upgrade;
  readonly subscribers: () => number;
  readonly drop: () => void;
  readonly refuse: (on: boolean) => void;
};

const mostCollections = 100;
const mostDids = 10_000;

export const streamServer = (log: StreamLog, nowMs: () => number, complain: (words: string) => void): StreamServer => {
  const server = new WebSocketServer({ noServer: true });
  const open = new Set<WebSocket>();
  let refusing = false;

  const serve = (socket: WebSocket, wants: Wants, from: number | undefined): void => {
    const hear = (entry: Entry): void => {
      if (wants(entry)) socket.send(log.line(entry));
    };
    // First what was, then what comes: nothing happens in between, as this is one turn of the loop.
    if (from !== undefined) for (const entry of log.after(from)) hear(entry);
    const stop = log.listen(hear);
    open.add(socket);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      stop();
      open.delete(socket);
    });
  };

  return {
    upgrade: (request, socket, head) => {
      if (refusing) return void socket.destroy();
      const url = new URL(request.url ?? '/', 'http://localhost');
      const asked = url.pathname === '/subscribe' ? askedIn(url.searchParams) : undefined;
      if (!asked || 'words' in asked) {
        complain(`GET ${url.pathname}: ${asked?.words ?? 'there is no stream'}`);
        const status = asked ? `400 Bad Request` : '404 Not Found';
        return void socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n${asked?.words ?? ''}`);
      }
      const { wants, cursor } = asked;
      server.handleUpgrade(request, socket, head, (opened) => {
        serve(opened, wants, cursor === undefined ? undefined : log.from(cursor, nowMs()));
      });
    },
    subscribers: () => open.size,
    drop: () => {
      for (const socket of open) socket.terminate();
    },
    refuse: (on) => {
      refusing = on;
    },
  };
};

type Wants = (entry: Entry) => boolean;
type Asked = { readonly wants: Wants; readonly cursor?: number } | { readonly words: string };

const askedIn = (query: URLSearchParams): Asked => {
  const collections = new Set(query.getAll('wantedCollections'));
  const dids = new Set(query.getAll('wantedDids'));
  const wrong = [...collections].find((one) => !/^[a-z][a-z0-9-]*(\.[a-zA-Z0-9-]+)*(\.\*|\.[a-zA-Z]+)$/.test(one));
  if (wrong !== undefined) return { words: `invalid collection: ${wrong}` };
  if (collections.size > mostCollections) return { words: `too many wanted collections: > ${mostCollections}` };
  if ([...dids].some((did) => !/^did:[a-z]+:[a-zA-Z0-9._:%-]+$/.test(did))) return { words: 'invalid DID' };
  if (dids.size > mostDids) return { words: `too many wanted DIDs: ${dids.size} > ${mostDids}` };
  const raw = query.get('cursor') ?? '';
  if (!/^\d{0,18}$/.test(raw)) return { words: `invalid cursor: ${raw}` };
  if (query.get('compress') === 'true') return { words: 'compressed lines are not served here' };
  const prefixes = [...collections].filter((one) => one.endsWith('.*')).map((one) => one.slice(0, -1));
  const wants: Wants = ({ did, collection }) =>
    (dids.size === 0 || dids.has(did)) &&
    (collection === undefined || // identity and account events, whatever the collections
      collections.size === 0 ||
      collections.has(collection) ||
      prefixes.some((prefix) => collection.startsWith(prefix)));
  return { wants, ...(raw !== '' && { cursor: Number(raw) }) };
};
