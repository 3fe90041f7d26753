import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault, FaultSource } from './local.ts';
import { takeUpgrades, type Upgrade } from './upgrades.ts';

/*
 * The shell of a local network: routes, bodies and faults over node:http, on 127.0.0.1 and nowhere else.
 * A fault is applied here, so that no local network has to know how a connection is cut.
 */

export type Call = {
  readonly method: string;
  /** As it stood in the request line, without the query, not decoded. */
  readonly path: string;
  /** As it stood in the request line, with the query: what a signature was made over. */
  readonly target: string;
  /** The `:names` of the route, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON; undefined when it is not JSON, which no JSON document can be. */
  readonly json: () => unknown;
  /** The body as application/x-www-form-urlencoded. */
  readonly form: () => URLSearchParams;
};

/** `body`: a string or bytes are sent as they are, anything else as JSON, undefined as nothing. */
export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** In place of a body: called when the head is out, and writes for as long as it likes. */
  readonly stream?: (outlet: Outlet) => void;
};

/** An answer that goes on. `closed` is called once, when nobody reads any more. */
export type Outlet = {
  readonly write: (text: string) => void;
  readonly end: () => void;
  readonly closed: (then: () => void) => void;
};

export type Handler = (call: Call) => Answer | Promise<Answer>;

export type LocalServer = AsyncDisposable & { readonly url: string };

type Shell = {
  readonly port?: number;
  readonly faults?: FaultSource;
  /** `'GET /api/v1/statuses/:id'` to its handler; the first that fits is taken. */
  readonly routes: Readonly<Record<string, Handler>>;
  /** What no route takes; 404 in plain text without it. */
  readonly fallback?: Handler;
  /** Takes requests to go on as a WebSocket; without it they are refused. */
  readonly upgrade?: Upgrade;
  /** Told in words when a handler throws. */
  readonly complain?: (words: string) => void;
};

const largestBody = 20 * 1024 * 1024; // Mastodon takes pictures of 16 MB, and they travel in an envelope

export const page = (html: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: html,
});

export const serveLocal = async (shell: Shell): Promise<LocalServer> => {
  const routes = Object.entries(shell.routes).map(([pattern, handle]) => ({ match: matcher(pattern), handle }));

  const handle = async (call: Omit<Call, 'params'>): Promise<Answer> => {
    try {
      for (const route of routes) {
        const params = route.match(call.method, call.path);
        if (params) return await route.handle({ ...call, params });
      }
      if (shell.fallback) return await shell.fallback({ ...call, params: {} });
      return { status: 404, body: 'not found' };
    } catch (error) {
      shell.complain?.(`the local network failed at ${call.method} ${call.path}: ${String(error)}`);
      return { status: 500, body: 'the local network failed' };
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = readCall(request, await readBody(request));
    if (call.bytes.length > largestBody) return send(response, { status: 413, body: 'too large' });
    const fault = shell.faults?.(call);
    if (fault?.when === 'before') return spoil(response, fault, { status: 200, body: {} });
    const answer = await handle(call);
    if (fault) spoil(response, fault, answer);
    else send(response, answer);
  };

  const server = createServer((request, response) => {
    // What fails here is a request cut off by its sender, or a fault source of a test: nobody is left to answer.
    serve(request, response).catch(() => response.destroy());
  });
  const upgrades = takeUpgrades(server, shell, readCall);
  server.keepAliveTimeout = 60_000; // Node's 5 s closes sockets under a client that is just about to use them again
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(shell.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        upgrades.end();
      }),
  };
};

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size - chunk.length <= largestBody) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const readCall = (request: IncomingMessage, bytes: Buffer = Buffer.alloc(0)): Omit<Call, 'params'> => {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    target,
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers: request.headers,
    bytes,
    get text() {
      return bytes.toString('utf8');
    },
    json() {
      try {
        return JSON.parse(bytes.toString('utf8'));
      } catch {
        return undefined;
      }
    },
    form: () => new URLSearchParams(bytes.toString('utf8')),
  };
};

/** Turns `GET /users/:id` into a function that gives the params of a request it fits. */
const matcher = (pattern: string) => {
  const [method, path = ''] = pattern.split(' ');
  const wanted = path.split('/');
  return (asked: string, at: string): Record<string, string> | undefined => {
    const given = at.split('/');
    if (asked !== method || given.length !== wanted.length) return undefined;
    const params: Record<string, string> = {};
    for (const [i, part] of wanted.entries()) {
      const value = given[i] ?? '';
      if (!part.startsWith(':')) {
        if (part !== value) return undefined;
      } else {
        if (value === '') return undefined;
        params[part.slice(1)] = decode(value);
      }
    }
    return params;
  };
};

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

const render = (answer: Answer): { head: Record<string, string>; bytes: Buffer } => {
  const { body } = answer;
  const [type, bytes] =
    body === undefined
      ? [undefined, Buffer.alloc(0)]
      : typeof body === 'string'
        ? ['text/plain; charset=utf-8', Buffer.from(body)]
        : body instanceof Uint8Array
          ? ['application/octet-stream', Buffer.from(body)]
          : ['application/json; charset=utf-8', Buffer.from(JSON.stringify(body))];
  const head = { ...(type ? { 'content-type': type } : {}), ...answer.headers, 'content-length': String(bytes.length) };
  return { head, bytes };
};

const send = (response: ServerResponse, answer: Answer): void => {
  if (answer.stream) {
    response.writeHead(answer.status, answer.headers).flushHeaders();
    answer.stream({
      write: (text) => void response.write(text),
      end: () => void response.end(),
      closed: (then) => void response.once('close', then),
    });
    return;
  }
  const { head, bytes } = render(answer);
  response.writeHead(answer.status, head).end(bytes);
};

const spoil = (response: ServerResponse, { what }: Fault, answer: Answer): void => {
  switch (what.kind) {
    case 'close':
      response.destroy();
      return;
    case 'hang': {
      // Silence, then the connection ends; whoever gives up earlier ends it earlier.
      const timer = setTimeout(() => response.destroy(), what.milliseconds);
      response.once('close', () => clearTimeout(timer));
      return;
    }
    case 'half': {
      // The head promises everything; half of the body comes, and at least one byte is missing.
      const { head, bytes } = render({ ...answer, body: answer.body ?? '{}' });
      response.writeHead(answer.status, head);
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
      return;
    }
    case 'answer': {
      const type = what.body.trimStart().startsWith('{') ? 'application/json' : 'text/html; charset=utf-8';
      send(response, { status: what.status, headers: { 'content-type': type, ...what.headers }, body: what.body });
      return;
    }
    default:
      what satisfies never;
  }
};
