import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a local network and lets every answer to a post come late. */
export const slowly = async (path: RegExp, milliseconds: number) => {
  let target = '';
  let asked = 0;
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', target);
    const onward = request(url, { method: incoming.method, headers: incoming.headers }, (answer) => {
      const late = incoming.method === 'POST' && path.test(url.pathname);
      if (late) asked += 1;
      setTimeout(
        () => {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(outgoing);
        },
        late ? milliseconds : 0,
      );
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    inFrontOf: (url: string) => {
      target = url;
    },
    asked: () => asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
