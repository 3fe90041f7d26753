import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { Unreachable } from '../../src/errors.ts';
import { jetstreamLines } from '../../src/network/bluesky/jetstream.ts';
import { nobody, soon, thrownBy } from './small-server.ts';

/** A server of the stream that greets each connection as the test says. */
const jetstream = async (greet: (socket: WebSocket, request: IncomingMessage) => void, refuse?: number) => {
  const asked: URL[] = [];
  const http = createServer((_, response) => response.writeHead(404).end());
  const ws = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket: Socket, head) => {
    asked.push(new URL(request.url ?? '', 'ws://127.0.0.1'));
    if (refuse) return socket.end(`HTTP/1.1 ${refuse} No\r\nconnection: close\r\n\r\n`);
    ws.handleUpgrade(request, socket, head, (one) => greet(one, request));
  });
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(http.address() as AddressInfo).port}`;
  return {
    host,
    url: `ws://${host}/subscribe`,
    asked,
    connections: ws.clients,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        for (const one of ws.clients) one.terminate();
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
};

/** A reader of lines that keeps them. */
const keep = () => {
  const lines: string[] = [];
  const hosts: string[] = [];
  return { lines, hosts, opened: (host: string) => hosts.push(host), line: (line: string) => lines.push(line) };
};

const event = (n: number) => JSON.stringify({ did: 'did:plc:somebody', time_us: n, kind: 'commit' });

describe('the stream of Bluesky', () => {
  it('asks for posts after the cursor and hands on every line in order, until the connection ends', async () => {
    await using server = await jetstream((socket) => {
      for (let n = 0; n < 1_000; n += 1) socket.send(event(n));
      socket.close();
    });
    const { lines, hosts, ...told } = keep();
    const order: string[] = [];
    await jetstreamLines({ urls: [server.url] }).read(
      {
        cursor: '1732880000000000',
        opened: (host) => order.push(host) && told.opened(host),
        line: (line) => order.push('line') && told.line(line),
      },
      soon(),
    );
    expect(lines).toEqual(Array.from({ length: 1_000 }, (_, n) => event(n)));
    expect(hosts).toEqual([server.host]);
    expect(order[0]).toBe(server.host);
    expect(server.asked[0]?.pathname).toBe('/subscribe');
    expect([...(server.asked[0]?.searchParams ?? [])]).toEqual([
      ['wantedCollections', 'app.bsky.feed.post'],
      ['cursor', '1732880000000000'],
    ]);
  });

  it.each([
    ['without a path', (host: string) => `ws://${host}`, '/subscribe?wantedCollections=a&wantedCollections=b'],
    ['as http', (host: string) => `http://${host}/`, '/subscribe?wantedCollections=a&wantedCollections=b'],
    [
      'with a path and a query',
      (host: string) => `ws://${host}/x?k=1`,
      '/x?k=1&wantedCollections=a&wantedCollections=b',
    ],
  ])('finds a server that is named %s', async (_how, named, target) => {
    await using server = await jetstream((socket) => socket.close());
    await jetstreamLines({ urls: [named(server.host)], collections: ['a', 'b'] }).read(keep(), soon());
    expect(server.asked.map(({ pathname, search }) => pathname + search)).toEqual([target]);
  });

  it('goes on to the next server when one does not answer or refuses', async () => {
    await using refusing = await jetstream(() => undefined, 503);
    await using working = await jetstream((socket) => {
      socket.send('here');
      socket.close();
    });
    const told = keep();
    const urls = [(await nobody()).replace('http', 'ws'), refusing.url, working.url];
    await jetstreamLines({ urls }).read(told, soon());
    expect(told.hosts).toEqual([working.host]);
    expect(told.lines).toEqual(['here']);
  });

  it('begins with the next server after one whose connection ended', async () => {
    const servers = [await jetstream((socket) => socket.close()), await jetstream((socket) => socket.terminate())];
    await using one = servers[0]!;
    await using other = servers[1]!;
    const stream = jetstreamLines({ urls: [one.url, other.url] });
    const told = keep();
    for (const _time of [1, 2, 3]) await stream.read(told, soon());
    expect(told.hosts).toEqual([one.host, other.host, one.host]);
  });

  it('says of each server why it cannot be had', async () => {
    await using refusing = await jetstream(() => undefined, 429);
    const away = (await nobody()).replace('http', 'ws');
    const thrown = await thrownBy(jetstreamLines({ urls: [refusing.url, away] }).read(keep(), soon()));
    expect(thrown).toBeInstanceOf(Unreachable);
    expect((thrown as Error).message).toMatch(/429.*ECONNREFUSED/);
  });

  it('gives up a server that takes the connection and never answers', async () => {
    const silent = createTcpServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
    const url = `ws://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    try {
      const thrown = await thrownBy(jetstreamLines({ urls: [url], connectMs: 50 }).read(keep(), soon()));
      expect(thrown).toBeInstanceOf(Unreachable);
    } finally {
      silent.close();
    }
  });

  it('takes a connection for dead that shows nothing, and lets go of it though the other side does not', async () => {
    const sockets = new Set<Socket>();
    // Shakes hands, and then neither reads nor writes: what a server looks like whose machine is gone.
    const dead = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
      socket.once('data', (bytes) => {
        const key = /sec-websocket-key: (.*)\r\n/i.exec(bytes.toString())?.[1] ?? '';
        const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
        const head = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n';
        socket.write(`${head}sec-websocket-accept: ${accept}\r\n\r\n`);
      });
    });
    await new Promise<void>((resolve) => void dead.listen(0, '127.0.0.1', resolve));
    const { port } = dead.address() as AddressInfo;
    const told = keep();
    try {
      await jetstreamLines({ urls: [`ws://127.0.0.1:${port}`], silenceMs: 50 }).read(told, soon());
      expect(told.hosts).toEqual([`127.0.0.1:${port}`]);
      await vi.waitFor(() => expect(sockets.size).toBe(0));
    } finally {
      dead.close();
    }
  });

  it('stays while messages come, however long', async () => {
    let sent = 0;
    await using server = await jetstream((socket) => {
      const timer = setInterval(() => {
        socket.send(event(sent));
        sent += 1;
        if (sent < 25) return;
        clearInterval(timer);
        socket.close();
      }, 40);
    });
    const told = keep();
    await jetstreamLines({ urls: [server.url], silenceMs: 800 }).read(told, soon());
    expect(told.lines).toHaveLength(25);
  });

  it.each(['before it is connected', 'while lines come'])('ends at once when it is told to %s', async (when) => {
    await using server = await jetstream((socket) => {
      socket.send('one');
      socket.send('two');
    });
    const ending = new AbortController();
    const told = keep();
    if (when === 'before it is connected') ending.abort();
    const line = (text: string) => {
      told.line(text);
      ending.abort();
    };
    await jetstreamLines({ urls: [server.url, server.url] }).read({ ...told, line }, ending.signal);
    expect(told.lines).toEqual(when === 'while lines come' ? ['one'] : []);
    await vi.waitFor(() => expect(server.connections.size).toBe(0));
  });

  it('passes on what its reader throws, and lets go of the connection', async () => {
    await using server = await jetstream((socket) => socket.send('one'));
    const line = () => {
      throw new Error('the reader has a fault');
    };
    await expect(jetstreamLines({ urls: [server.url] }).read({ ...keep(), line }, soon())).rejects.toThrow(
      'the reader has a fault',
    );
    await vi.waitFor(() => expect(server.connections.size).toBe(0));
  });

  it('leaves out messages that are no text', async () => {
    await using server = await jetstream((socket) => {
      socket.send(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
      socket.send('text');
      socket.close();
    });
    const told = keep();
    await jetstreamLines({ urls: [server.url] }).read(told, soon());
    expect(told.lines).toEqual(['text']);
  });
});
