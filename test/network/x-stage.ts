import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, createServer as createTcpServer } from 'node:net';
import type { Accompaniment, Attempt, DeliveryId } from '../../src/model.ts';
import { type XSettings, xNetwork } from '../../src/network/x/adapter.ts';
import type { Fault, LocalNetwork } from '../../src/rehearsal/local.ts';
import { type LocalXOptions, startLocalX } from '../../src/rehearsal/x/server.ts';
import { contractNow } from './contract.ts';

/*
 * What the tests of the adapter of X stand on: a local X, and a server that answers as it is told.
 */

export const settingsOf = ({ environment }: LocalNetwork): Omit<XSettings, 'now'> => ({
  apiUrl: environment.X_API_URL,
  appKey: environment.X_APP_KEY ?? '',
  appSecret: environment.X_APP_SECRET ?? '',
  accessToken: environment.X_ACCESS_TOKEN ?? '',
  accessSecret: environment.X_ACCESS_SECRET ?? '',
});

let count = 0;
export const attempt = (text: string, createdAt = contractNow, more: Accompaniment = {}): Attempt => {
  count += 1;
  const delivery = `d${count}` as DeliveryId;
  return { id: count, delivery, step: 0, text, lang: 'en', hash: '', key: '', createdAt, with: more };
};
export const soon = () => AbortSignal.timeout(10_000);
export const thrownBy = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'nothing',
    (error: unknown) => error,
  );

/** `faultAt`: what goes wrong with the first request of that method and path. */
type StageOptions = Partial<LocalXOptions> & { readonly faultAt?: Readonly<Record<string, Fault>> };

/** A local X whose clock can be moved, whose requests are counted, and the adapter that speaks to it. */
export const stage = async ({ faultAt = {}, ...options }: StageOptions = {}) => {
  let time = contractNow;
  let fault: Fault | undefined;
  const requests: string[] = [];
  const now = () => time;
  const local = await startLocalX({
    now,
    faults: ({ method, path }) => {
      const request = `${method} ${path}`;
      const planned = requests.includes(request) ? fault : (fault ?? faultAt[request]);
      requests.push(request);
      fault = undefined;
      return planned;
    },
    ...options,
  });
  return {
    local,
    requests,
    network: xNetwork({ ...settingsOf(local), now }),
    later: (span: Temporal.DurationLike) => {
      time = time.add(span);
    },
    failNext: (next: Fault) => {
      fault = next;
    },
    [Symbol.asyncDispose]: () => local[Symbol.asyncDispose](),
  };
};

export const lost: Fault = { when: 'after', what: { kind: 'close' } };

/** A server that answers as it is told, and the adapter that speaks to it. */
export const bare = async (respond: (request: IncomingMessage, response: ServerResponse) => void) => {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    request.resume().on('end', () => respond(request, response));
  });
  const url = await listening(server);
  const settings = { appKey: 'key', appSecret: 'appsecret', accessToken: '1-token', accessSecret: 'tokensecret' };
  return {
    seen,
    url,
    at: (apiUrl: string) => xNetwork({ ...settings, apiUrl, now: () => contractNow }),
    [Symbol.asyncDispose]: () => closed(server),
  };
};

export const listening = async (server: Server | ReturnType<typeof createTcpServer>): Promise<string> => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

export const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
