import type { ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Ambiguous, Blocked, Rejected, Throttled, Unreachable, UsageError } from '../../src/errors.ts';
import { xNetwork } from '../../src/network/x/adapter.ts';
import type { Fault } from '../../src/rehearsal/local.ts';
import { startLocalX } from '../../src/rehearsal/x/server.ts';
import { contract, contractNow, throttledUntil } from './contract.ts';
import { attempt, bare, json, listening, lost, settingsOf, soon, stage, thrownBy } from './x-stage.ts';

const publishes = ({ method, path }: { method: string; path: string }) => method === 'POST' && path === '/2/tweets';
const throttled: Fault = {
  when: 'before',
  what: {
    kind: 'answer',
    status: 429,
    headers: {
      'x-rate-limit-limit': '100',
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': String(throttledUntil.epochMilliseconds / 1000),
    },
    body: '{"title":"Too Many Requests","detail":"Too Many Requests","type":"about:blank","status":429}',
  },
};

describe.each(['2.167', '2.159'] as const)('with a server of spec %s', (spec) => {
  contract('x', {
    start: async (options) => {
      const local = await startLocalX({ ...options, spec });
      const network = xNetwork({ ...settingsOf(local), now: options.now });
      return { local, network, [Symbol.asyncDispose]: () => local[Symbol.asyncDispose]() };
    },
    publishes,
    boosts: ({ method, path }) => method === 'POST' && path.endsWith('/retweets'),
    throttled,
  });
});

describe('X, in what is its own', () => {
  it('gives a receipt with the id, an address and the time', async () => {
    await using s = await stage();
    const receipt = await s.network.publish(attempt('Stand with the six.'), soon());
    const id = s.local.posts()[0]?.id;
    expect(receipt).toEqual({ remoteId: id, url: `https://x.com/i/web/status/${id}`, at: contractNow });
    await s.network.account(soon());
    const next = await s.network.publish(attempt('Stand with all six.'), soon());
    expect(next.url).toBe(`https://x.com/rehearsal/status/${next.remoteId}`);
  });

  const looks = (s: Awaited<ReturnType<typeof stage>>) =>
    s.requests.filter((request) => request === 'GET /2/users/me').length;

  it('asks who we are when it is told to, and remembers it to look for a lost post: every look costs money', async () => {
    await using s = await stage();
    expect(await s.network.account(soon())).toMatchObject({
      handle: 'rehearsal',
      bio: expect.stringContaining('Automated'),
    });
    await s.network.recall(attempt('never sent'), soon());
    await s.network.recall(attempt('never sent'), soon());
    expect(looks(s)).toBe(1);
    expect(s.network.price.account).toBe(0.01);
  });

  it('asks nobody who we are when another process has', async () => {
    await using s = await stage();
    const { id, handle } = await s.network.account(soon());
    const remembered = async () => ({ id, username: handle });
    const again = xNetwork({ ...settingsOf(s.local), now: () => contractNow, remembered });
    expect((await again.publish(attempt('Hello'), soon())).url).toMatch(/^https:\/\/x\.com\/rehearsal\/status\//);
    await again.recall(attempt('never sent'), soon());
    expect(looks(s)).toBe(1);
  });

  it('publishes also when it cannot be remembered who we are', async () => {
    await using s = await stage();
    const remembered = () => Promise.reject(new Error('the store is locked'));
    const network = xNetwork({ ...settingsOf(s.local), now: () => contractNow, remembered });
    expect((await network.publish(attempt('Hello'), soon())).url).toContain('/i/web/status/');
  });

  it('finds a lost post although this machine’s clock was minutes ahead, and takes none that has a receipt', async () => {
    await using s = await stage();
    const sent = attempt('Once & once only', contractNow.add({ minutes: 4 }));
    s.failNext(lost);
    await thrownBy(s.network.publish(sent, soon()));
    s.later({ seconds: 15 });
    const [post] = s.local.posts();
    const ours = { before: new Set<string>(), after: new Set<string>() };
    expect(await s.network.recall(sent, soon(), ours)).toMatchObject({
      kind: 'found',
      receipt: { remoteId: post?.id },
    });
    const taken = { ...ours, before: new Set([post!.id]) };
    expect(await s.network.recall(sent, soon(), taken)).toMatchObject({ kind: 'absent' });
  });

  it('asks again who we are when the first answer was lost', async () => {
    await using s = await stage();
    s.failNext(lost);
    expect(await thrownBy(s.network.account(soon()))).toBeInstanceOf(Unreachable);
    expect(await s.network.account(soon())).toMatchObject({ handle: 'rehearsal' });
  });

  it('finds a post that X shows late, at a later look', async () => {
    await using s = await stage({ showAfter: Temporal.Duration.from({ seconds: 45 }) });
    const sent = attempt('وقّعوا العريضة & شاركوا: https://example.org/petition?a=1&b=2\n\n#StandWithThe6');
    s.failNext(lost);
    expect(await thrownBy(s.network.publish(sent, soon()))).toBeInstanceOf(Ambiguous);
    const looks: string[] = [];
    for (const after of s.network.recallAfter) {
      s.later(contractNow.add(after).since(contractNow));
      looks.push((await s.network.recall(sent, soon())).kind);
    }
    expect(looks).toEqual(['absent', 'found', 'found']);
    expect(s.local.complaints()).toEqual([]);
  });

  it('never says that sending again is safe', async () => {
    await using s = await stage();
    expect(await s.network.recall(attempt('never sent'), soon())).toMatchObject({ kind: 'absent', resend: false });
  });

  it('does not take an older post with the same text for the lost one', async () => {
    await using s = await stage();
    await s.network.publish(attempt('The same words.'), soon());
    s.later({ hours: 30 });
    const again = attempt('The same words.', contractNow.add({ hours: 30 }));
    expect(await s.network.recall(again, soon())).toMatchObject({ kind: 'absent' });
  });

  it('says so when there are more posts since than it looks at', async () => {
    await using s = await stage();
    for (let i = 0; i < 11; i += 1) await s.network.publish(attempt(`Post ${i}`), soon());
    const recall = await s.network.recall(attempt('never sent'), soon());
    expect(recall).toMatchObject({ kind: 'absent', why: expect.stringContaining('there are more') });
  });

  it('takes a refused duplicate as a hint that the first try landed, and finds it', async () => {
    await using s = await stage();
    const sent = attempt('Once & once only: https://example.org/a');
    s.failNext(lost);
    await thrownBy(s.network.publish(sent, soon()));
    expect(await thrownBy(s.network.publish(sent, soon()))).toBeInstanceOf(Ambiguous);
    expect(await s.network.recall(sent, soon())).toMatchObject({ kind: 'found' });
    expect(s.local.posts()).toHaveLength(1);
  });

  it('is blocked when the money is gone, and nothing goes out', async () => {
    await using s = await stage({ credits: 0.1 });
    const thrown = await thrownBy(s.network.publish(attempt('A link costs more: https://example.org'), soon()));
    expect(thrown).toBeInstanceOf(Blocked);
    expect((thrown as Error).message).toContain('credits');
    expect(await s.network.publish(attempt('Words are cheaper.'), soon())).toMatchObject({ at: contractNow });
  });

  it("waits until the end of X's own window after a hundred posts in it", async () => {
    await using s = await stage();
    for (let i = 0; i < 100; i += 1) await s.network.publish(attempt(`Post ${i}`), soon());
    const thrown = await thrownBy(s.network.publish(attempt('One too many'), soon()));
    expect(thrown).toBeInstanceOf(Throttled);
    expect((thrown as Throttled).until.toString()).toBe(contractNow.add({ minutes: 15 }).toString());
  });

  it('learns once which of the two specs the server keeps to', async () => {
    await using s = await stage({ spec: '2.159' });
    await s.network.publish(attempt('A post.'), soon());
    for (let i = 0; i < 3; i += 1) await s.network.recall(attempt('never sent'), soon());
    const looks = s.requests.filter((request) => request.endsWith('/tweets') && request.startsWith('GET'));
    expect(looks).toHaveLength(4);
  });
});

describe('the way to X', () => {
  it('addresses api.x.com wherever the bytes go, on a connection of its own for each call', async () => {
    await using s = await bare((_request, response) => json(response, 201, { data: { id: '1', text: '' } }));
    await s.at(s.url).publish(attempt('Hello'), soon());
    const { headers, url } = s.seen[0]!;
    expect(headers).toMatchObject({ host: 'api.x.com', connection: 'close' });
    expect(headers.authorization).toMatch(/^OAuth /);
    expect(url).toBe('/2/tweets');
  });

  it.each([
    ['', '/2/tweets'],
    ['/', '/2/tweets'],
    ['/2', '/2/tweets'],
    ['/2/', '/2/tweets'],
    ['/proxy', '/proxy/2/tweets'],
    ['/proxy/2/', '/proxy/2/tweets'],
  ])('keeps the path of the base URL: %j', async (path, target) => {
    await using s = await bare((_request, response) => json(response, 201, { data: { id: '1', text: '' } }));
    await s.at(s.url + path).publish(attempt('Hello'), soon());
    expect(s.seen[0]?.url).toBe(target);
  });

  it.each(['nonsense', 'ftp://127.0.0.1'])('refuses %j as an address before anything is sent', (apiUrl) => {
    expect(() =>
      xNetwork({ apiUrl, appKey: 'a', appSecret: 'b', accessToken: 'c', accessSecret: 'd', now: () => contractNow }),
    ).toThrow(UsageError);
  });

  it('does not follow a redirect, which would carry the credentials away', async () => {
    await using elsewhere = await bare((_request, response) => json(response, 201, { data: { id: '1', text: '' } }));
    await using s = await bare((_request, response) =>
      response.writeHead(307, { location: `${elsewhere.url}/2/tweets` }).end(),
    );
    expect(await thrownBy(s.at(s.url).publish(attempt('Hello'), soon()))).toBeInstanceOf(Ambiguous);
    expect(elsewhere.seen).toEqual([]);
  });

  it.each<[string, (response: ServerResponse) => unknown]>([
    ['a page with status 200', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
    [
      'nothing at all with status 201',
      (response) => response.writeHead(201, { 'content-type': 'application/json' }).end(),
    ],
    ['JSON that is not an answer of X', (response) => json(response, 201, { ok: true })],
    ['errors only, with status 200', (response) => json(response, 200, { errors: [{ title: 'Oops' }] })],
    ['an id that is no id', (response) => json(response, 201, { data: { id: 'x', text: '' } })],
    [
      'bytes that only claim to be compressed',
      (response) =>
        response.writeHead(201, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end('no gzip'),
    ],
    [
      'a compressed answer that nobody asked for',
      (response) =>
        response.writeHead(201, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync('{}')),
    ],
    ['no HTTP', (response) => response.socket?.end('hello\r\n')],
  ])('does not take %s for a receipt', async (_what, respond) => {
    await using s = await bare((_request, response) => void respond(response));
    expect(await thrownBy(s.at(s.url).publish(attempt('Hello'), soon()))).toBeInstanceOf(Ambiguous);
    expect(await thrownBy(s.at(s.url).account(soon()))).toBeInstanceOf(Unreachable);
  });

  it('never rejects a text because a read was refused', async () => {
    await using s = await bare((request, response) =>
      request.url?.startsWith('/2/users/me')
        ? json(response, 200, { data: { id: '1', username: 'us' } })
        : json(response, 400, { title: 'Invalid Request', errors: [{ message: 'no such parameter' }] }),
    );
    const thrown = await thrownBy(s.at(s.url).recall(attempt('Hello'), soon()));
    expect(thrown).toBeInstanceOf(Blocked);
    expect(thrown).not.toBeInstanceOf(Rejected);
  });

  it('asks a server that silently ignores the new names by the old ones', async () => {
    await using s = await bare((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
      if (pathname === '/2/users/me') return json(response, 200, { data: { id: '1', username: 'us' } });
      const plain = { id: '7', text: 'Sign https://t.co/1' };
      const urls = [{ start: 5, end: 19, url: 'https://t.co/1', expanded_url: 'https://example.org/p' }];
      const asked = searchParams.get('tweet.fields')?.includes('entities');
      const post = asked ? { ...plain, created_at: contractNow.toString(), entities: { urls } } : plain;
      return json(response, 200, { data: [post], meta: { result_count: 1 } });
    });
    const recall = await s.at(s.url).recall(attempt('Sign https://example.org/p'), soon());
    expect(recall).toMatchObject({ kind: 'found', receipt: { remoteId: '7', url: 'https://x.com/us/status/7' } });
  });

  it('looks at the time itself when a server ignores the start it was given', async () => {
    const old = { id: '7', text: 'The same words.', created_at: contractNow.subtract({ hours: 5 }).toString() };
    await using s = await bare((request, response) =>
      request.url?.startsWith('/2/users/me')
        ? json(response, 200, { data: { id: '1', username: 'us' } })
        : json(response, 200, { data: [old], meta: { result_count: 1 } }),
    );
    expect(await s.at(s.url).recall(attempt('The same words.'), soon())).toMatchObject({ kind: 'absent' });
  });

  it.each(['note_post', 'note_tweet'])('reads the whole of a long post in its %s', async (name) => {
    const long = `${'Long words. '.repeat(40)}The end.`;
    await using s = await bare((request, response) =>
      request.url?.startsWith('/2/users/me')
        ? json(response, 200, { data: { id: '1', username: 'us' } })
        : json(response, 200, {
            data: [{ id: '8', text: 'Long words. Long…', created_at: contractNow.toString(), [name]: { text: long } }],
            meta: {},
          }),
    );
    expect(await s.at(s.url).recall(attempt(long), soon())).toMatchObject({ kind: 'found' });
  });

  it('sends nothing when its time was over before it began', async () => {
    await using s = await bare((_request, response) => json(response, 201, { data: { id: '1', text: '' } }));
    const thrown = await thrownBy(s.at(s.url).publish(attempt('Hello'), AbortSignal.abort()));
    expect(thrown).toBeInstanceOf(Unreachable);
    expect(s.seen).toEqual([]);
  });

  it('cuts the connection when its time is over, also in the middle of an answer', async () => {
    let gone: () => void = () => {};
    const left = new Promise<void>((resolve) => {
      gone = resolve;
    });
    await using s = await bare((_request, response) => {
      response.on('close', gone);
      response
        .writeHead(201, { 'content-type': 'application/json', 'content-length': '100' })
        .write('{"data":{"id":"1"');
    });
    expect(await thrownBy(s.at(s.url).publish(attempt('Hello'), AbortSignal.timeout(200)))).toBeInstanceOf(Ambiguous);
    await left;
  });

  it('knows that nothing went out when the handshake fails', async () => {
    await using s = await bare((_request, response) => json(response, 201, { data: { id: '1', text: '' } }));
    const thrown = await thrownBy(s.at(s.url.replace('http:', 'https:')).publish(attempt('Hello'), soon()));
    expect(thrown).toBeInstanceOf(Unreachable);
    expect(s.seen).toEqual([]);
  });

  it('knows that nothing went out when the handshake never ends', async () => {
    const silent = createTcpServer((socket) => socket.on('error', () => {}).resume());
    const url = await listening(silent);
    const network = xNetwork({
      apiUrl: url.replace('http:', 'https:'),
      appKey: 'a',
      appSecret: 'b',
      accessToken: 'c',
      accessSecret: 'd',
      now: () => contractNow,
    });
    expect(await thrownBy(network.publish(attempt('Hello'), AbortSignal.timeout(200)))).toBeInstanceOf(Unreachable);
    await new Promise((resolve) => silent.close(resolve)); // closes only when the adapter has left
  });
});
