import { Agent } from 'node:https';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { UsageError } from '../../errors.ts';

/*
 * The library signs and addresses every request to https://api.x.com, and so it must (the signature covers the
 * address). Where the bytes really go is decided here, under it: one socket to the base URL, for one call.
 *
 * No keep-alive: a request written on a socket that the server is just closing gets a reset, and nobody could tell
 * whether it was read.
 */
export type Connection = {
  readonly agent: Agent;
  /** Whether TCP (and TLS) came about. Before that no byte of the request has left this process. */
  readonly established: () => boolean;
  /** Cuts the call off, also while it is still connecting. */
  readonly end: () => void;
};

export const connectionTo = (base: URL): Connection => {
  let established = false;
  let ended = false;
  const sockets = new Set<Socket>();
  const agent = new Agent({ keepAlive: false });

  agent.createConnection = () => {
    const socket = open(base, () => {
      established = true;
    });
    sockets.add(socket);
    if (ended) socket.destroy();
    return socket;
  };

  return {
    agent,
    established: () => established,
    end: () => {
      ended = true;
      for (const socket of sockets) socket.destroy();
      agent.destroy();
    },
  };
};

const open = (base: URL, established: () => void): Socket => {
  const host = base.hostname.replace(/^\[|\]$/gu, '');
  const secure = base.protocol === 'https:';
  const port = Number(base.port || (secure ? 443 : 80));
  if (!secure) return connectPlain({ host, port }).once('connect', established);
  // A server name may not be an address (RFC 6066). `secureConnect` comes after the certificate was checked.
  const servername = isIP(host) ? '' : host;
  return connectTls({ host, port, servername, ALPNProtocols: ['http/1.1'] }).once('secureConnect', established);
};

/** Where the API is: the server, and what its own path puts before `/2/…`. */
export type Place = { readonly base: URL; readonly lead: (url: URL) => void };

export const placeOf = (apiUrl: string | undefined): Place => {
  const base = URL.parse(apiUrl || 'https://api.x.com');
  if (!base || !/^https?:$/u.test(base.protocol)) throw new UsageError('X_API_URL must be an http or https address');
  // `https://host/prefix` and `https://host/prefix/2` are the same place: the library adds the `/2` itself.
  const prefix = base.pathname.replace(/\/+$/u, '').replace(/\/2$/u, '');
  return {
    base,
    lead: (url) => {
      url.pathname = prefix + url.pathname;
    },
  };
};
