import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/* A server that answers as a test tells it, on loopback. */

export type Seen = {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};
export type Respond = (request: Seen, response: ServerResponse) => void;

export const smallServer = async (respond: Respond) => {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const one = { method: request.method ?? '', url, headers: request.headers, body: Buffer.concat(chunks).toString() };
    seen.push(one);
    respond(one, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    paths: () => seen.map(({ url }) => url.pathname),
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

export const json = (
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

export const html = (response: ServerResponse, status = 200): void =>
  void response.writeHead(status, { 'content-type': 'text/html' }).end('<html><title>Hello</title></html>');

export const soon = () => AbortSignal.timeout(10_000);
export const noon = Temporal.Instant.from('2026-11-29T12:00:00Z');
export const thrownBy = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'nothing',
    (error: unknown) => error,
  );

/** A port on which nobody listens. */
export const nobody = async (): Promise<string> => {
  await using server = await smallServer(() => undefined);
  return server.url;
};
