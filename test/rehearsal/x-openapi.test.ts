import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import addFormats from 'ajv-formats';
import { OpenAPIBackend } from 'openapi-backend';
import { TwitterApi } from 'twitter-api-v2';
import { describe, expect, it } from 'vitest';
import type { Accompaniment, Attempt, DeliveryId } from '../../src/model.ts';
import { xNetwork } from '../../src/network/x/adapter.ts';
import { connectionTo } from '../../src/network/x/connection.ts';
import { type LocalXOptions, startLocalX } from '../../src/rehearsal/x/server.ts';
import { boostAttempt, partnerWorld, refOf } from '../network/boosting.ts';
import { png } from './small-pictures.ts';
import { smallPublic } from './small-public.ts';

/*
 * The adapter's requests and the local X's answers against X's own OpenAPI documents, where they are at hand: a proxy
 * between the two looks at everything that passes.
 */

const fileOf = (spec: string) =>
  fileURLToPath(new URL(`../../../shared/specs/x-openapi-${spec}.json`, import.meta.url));

const readSpec = async (spec: string): Promise<OpenAPIBackend> => {
  const definition = JSON.parse(readFileSync(fileOf(spec), 'utf8'));
  // The validator reads application/json only, and X's refusals are problem+json.
  for (const path of Object.values<
    Record<string, { responses?: Record<string, { content?: Record<string, unknown> }> }>
  >(definition.paths)) {
    for (const { responses } of Object.values(path)) {
      const content = responses?.default?.content;
      if (content?.['application/problem+json']) content['application/json'] = content['application/problem+json'];
    }
  }
  const api = new OpenAPIBackend({
    definition,
    quick: true,
    ajvOpts: { strict: false },
    customizeAjv: (ajv) => {
      addFormats.default(ajv);
      for (const name of ['integer', 'long']) ajv.addFormat(name, true); // names of number types that no validator knows
      return ajv;
    },
  });
  await api.init();
  return api;
};

/** A form as the object that the spec describes; all that it holds is text or bytes, a number too. */
const fieldsOf = async ({ headers }: IncomingMessage, bytes: Buffer): Promise<object | undefined> => {
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return undefined;
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const plain = async (value: File | string) => (typeof value === 'string' ? value : value.bytes().then(String));
  const fields = await Promise.all([...form].map(async ([name, value]) => [name, await plain(value)] as const));
  return Object.fromEntries(fields.map(([name, value]) => [name, name === 'segment_index' ? Number(value) : value]));
};

/** Passes everything on to `target` and writes down what the spec says against it. */
const inspect = async (api: OpenAPIBackend, target: string) => {
  const faults: string[] = [];
  const refusedRequests: string[] = [];
  const passed: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const [path = '', query = ''] = (incoming.url ?? '').split('?');
    const asked = {
      method: incoming.method ?? '',
      path,
      query,
      body: (await fieldsOf(incoming, bytes)) ?? (bytes.toString() || undefined),
      headers: incoming.headers as Record<string, string>,
    };
    const operation = api.matchOperation(asked);
    const name = operation?.operationId ?? `${incoming.method} ${path}`;
    const verdict = operation && api.validator.validateRequest(asked, operation);
    const { port } = new URL(target);
    const onward = request(
      { host: '127.0.0.1', port, path: incoming.url, method: incoming.method, headers: incoming.headers },
      async (answer) => {
        let text = '';
        for await (const chunk of answer.setEncoding('utf8')) text += chunk;
        const status = answer.statusCode ?? 0;
        passed.push(`${name} ${status}`);
        outgoing.writeHead(status, answer.headers).end(text);
        if (path === '/oauth2/token') return; // older than the spec, which does not have it
        if (!verdict?.valid) refusedRequests.push(`${name} ${status}: ${JSON.stringify(verdict?.errors)}`);
        const said = operation && api.validator.validateResponse(JSON.parse(text), operation, status);
        if (!said?.valid) faults.push(`${name} ${status} ${text}: ${JSON.stringify(said?.errors)}`);
      },
    );
    onward.end(bytes);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    faults,
    refusedRequests,
    passed,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const specs = new Map<string, Promise<OpenAPIBackend>>();
const specOf = (spec: string): Promise<OpenAPIBackend> => {
  const api = specs.get(spec) ?? readSpec(spec);
  specs.set(spec, api);
  return api;
};

const now = Temporal.Instant.from('2026-11-29T12:00:00Z');

const stage = async (spec: '2.159' | '2.167', processing = 0, more: Partial<LocalXOptions> = {}) => {
  const local = await startLocalX({ now: () => now, spec, processing, ...more });
  const between = await inspect(await specOf(spec), local.url);
  const credentials = {
    appKey: local.environment.X_APP_KEY!,
    appSecret: local.environment.X_APP_SECRET!,
    accessToken: local.environment.X_ACCESS_TOKEN!,
    accessSecret: local.environment.X_ACCESS_SECRET!,
  };
  return {
    local,
    between,
    network: xNetwork({ apiUrl: between.url, ...credentials, now: () => now }),
    credentials,
    raw: new TwitterApi(credentials, { httpAgent: connectionTo(new URL(between.url)).agent, compression: false }).v2,
    [Symbol.asyncDispose]: async () => {
      await between[Symbol.asyncDispose]();
      await local[Symbol.asyncDispose]();
    },
  };
};

const soon = () => AbortSignal.timeout(10_000);
const attempt = (text: string, more: Accompaniment = {}): Attempt => {
  return {
    id: 1,
    delivery: 'd1' as DeliveryId,
    step: 0,
    text,
    lang: 'en',
    hash: '',
    key: '',
    createdAt: now,
    with: more,
  };
};

describe.each(['2.159', '2.167'] as const)("X's OpenAPI document %s", (spec) => {
  it.skipIf(!existsSync(fileOf(spec)))("has nothing against the adapter's requests and their answers", async () => {
    await using s = await stage(spec);
    const text = 'وقّعوا العريضة & شاركوا https://example.org/p?a=1&b=2 #StandWithThe6';
    await s.network.account(soon());
    await s.network.publish(attempt(text), soon());
    expect(await s.network.recall(attempt(text), soon())).toMatchObject({ kind: 'found' });
    expect(await s.network.recall(attempt('never sent'), soon())).toMatchObject({ kind: 'absent' });
    expect(s.between.faults).toEqual([]);
    // The names of the newer spec are tried first: an older server refuses them once, and is then asked by its own.
    expect(s.between.refusedRequests.map((words) => words.slice(0, 17))).toEqual(
      spec === '2.159' ? ['getUsersPosts 400'] : [],
    );
    expect(s.between.passed.filter((call) => call === 'getUsersPosts 200')).toHaveLength(2);
    expect(s.local.complaints()).toEqual([]);
  });

  it.skipIf(!existsSync(fileOf(spec)))('has nothing against pictures, threads and deletions', async () => {
    await using s = await stage(spec, 1);
    const bytes = png(40, 30, { ruNd: 'x'.repeat(1_200_000) });
    const alt = 'ستة مصابيح 🪔';
    const { remoteId } = await s.network.upload({ bytes, type: 'image/png', width: 40, height: 30, alt }, soon());
    const first = attempt('One. https://example.org/p', { pictures: [{ remoteId, width: 40, height: 30, alt }] });
    const root = await s.network.publish(first, soon());
    const second = attempt('Two.', { reply: { root, parent: root } });
    const reply = await s.network.publish(second, soon());
    expect(await s.network.recall(first, soon())).toMatchObject({ receipt: { remoteId: root.remoteId } });
    expect(await s.network.recall(second, soon())).toMatchObject({ receipt: { remoteId: reply.remoteId } });
    const all = 'attachments,conversation_id,entities,created_at';
    const asked = spec === '2.159' ? { 'tweet.fields': `${all},referenced_tweets` } : { 'post.fields': all };
    await s.raw.get('tweets', { ids: `${root.remoteId},${reply.remoteId}`, ...asked });
    await s.network.remove(reply.remoteId, soon());
    expect(s.between.passed.slice(0, 6)).toEqual([
      'initializeMediaUpload 200',
      'appendMediaUpload 200',
      'appendMediaUpload 200',
      'finalizeMediaUpload 200',
      'getMediaUploadStatus 200',
      'createMediaMetadata 200',
    ]);
    expect(s.between.faults).toEqual([]);
    expect(s.between.refusedRequests.every((words) => words.startsWith('getUsersPosts 400'))).toBe(true);
    expect(s.local.posts()).toMatchObject([{ pictures: [{ alt }] }]);
    expect(s.local.complaints()).toEqual([]);
    // What is refused about a picture is said in the spec's own words, too.
    const wrong = { media_type: 'image/png', media_category: 'tweet_image', total_bytes: 6_000_000 };
    const refused = [
      s.raw.post('media/upload/initialize', wrong),
      s.raw.post('tweets', { text: 'Hello', media: { media_ids: ['5'] } }),
    ];
    for (const one of await Promise.allSettled(refused)) expect(one.status).toBe('rejected');
    expect(s.between.faults).toEqual([]);
  });

  it.skipIf(!existsSync(fileOf(spec)))("has nothing against the local X's other answers", async () => {
    await using s = await stage(spec);
    const fields = {
      [spec === '2.159' ? 'tweet.fields' : 'post.fields']: 'public_metrics,created_at,entities,lang,conversation_id',
    };
    const everything = 'Sign 🪔 https://example.org/p and alhaq.org <now> #StandWithThe6';
    const { data } = await s.raw.post<{ data: { id: string } }>('tweets', { text: everything });
    await s.raw.post('tweets', { text: 'No entities here.' });
    for (let i = 0; i < 5; i += 1) await s.raw.post('tweets', { text: `post ${i}` });
    const me = await s.raw.get<{ data: { id: string } }>('users/me', {
      'user.fields': 'description,public_metrics,created_at,protected,verified',
    });
    const timeline = `users/${me.data.id}/tweets`;
    await s.raw.get(timeline, { max_results: 5, ...fields });
    await s.raw.get(timeline, { start_time: '2026-11-29T12:00:00Z', end_time: '2026-11-29T12:00:00Z' });
    await s.raw.get('users/999/tweets');
    await s.raw.get('users/by/username/rehearsal', { 'user.fields': 'description' });
    await s.raw.get('users/by/username/nobody');
    await s.raw.get('tweets', { ids: `${data.id},1`, ...fields });
    await s.raw.get('tweets', { ids: '1' });
    await s.raw.get(`tweets/${data.id}`, fields);
    await s.raw.get('tweets/1');
    await s.raw.delete(`tweets/${data.id}`);
    expect(s.between.refusedRequests).toEqual([]);
    // Beside the spec's own words for refusals stand the older ones (403, 429), which 2.167 no longer lists.
    const refused = [
      s.raw.post('tweets', { text: '' }),
      s.raw.post('tweets', { text: 'a'.repeat(281) }),
      s.raw.get(timeline, { max_results: 1 }),
    ];
    for (const one of await Promise.allSettled(refused)) expect(one.status).toBe('rejected');
    expect(s.between.faults).toEqual([]);
  });

  it.skipIf(!existsSync(fileOf(spec)))('has nothing against counts, and other people’s posts', async () => {
    const from = now.subtract({ hours: 50 });
    const public_ = smallPublic({ networks: ['x'], from, to: now.add({ hours: 5 }) });
    await using s = await stage(spec, 0, { public: public_, bucketsAPage: 20 });
    const { appKey, appSecret } = s.credentials;
    const agent = () => ({ httpAgent: connectionTo(new URL(s.between.url)).agent, compression: false });
    const app = await new TwitterApi({ appKey, appSecret }, agent()).appLogin();
    const path = 'tweets/counts/recent';
    const first = await app.v2.get<{ meta: { next_token: string } }>(path, { query: '#StandWithThe6 -is:retweet' });
    const next_token = first.meta.next_token;
    await app.v2.get(path, { query: '#StandWithThe6', granularity: 'day', 'search_count.fields': 'start,end' });
    await app.v2.get(path, { query: '#StandWithThe6 -is:retweet', next_token });
    s.local.advance(now);
    const [{ id = '', author = '' } = {}] = s.local.held();
    const fields = { [spec === '2.159' ? 'tweet.fields' : 'post.fields']: 'public_metrics,created_at,lang,entities' };
    await app.v2.get('tweets', { ids: id, ...fields });
    await app.v2.get(`tweets/${id}`, fields);
    await app.v2.get(`users/${author}/tweets`, { max_results: 50, ...fields });
    const person = public_.people.find((one) => one.id === author);
    await app.v2.get(`users/by/username/${person?.handle}`, { 'user.fields': 'public_metrics' });
    expect(s.between.passed.filter((call) => call === 'getPostsCountsRecent 200')).toHaveLength(3);
    expect(s.between.refusedRequests.filter((one) => !one.startsWith('POST /oauth2/token'))).toEqual([]);
    expect(s.between.faults).toEqual([]);
    expect(s.local.complaints()).toEqual([]);
    // Its refusals of a wrong question, and of a wrong kind of access, are in the spec's own words.
    const refused = [
      app.v2.get(path, { query: '#StandWithThe6', start_time: '2026-11-01T00:00:00Z' }),
      s.raw.get(path, { query: '#StandWithThe6' }),
    ];
    for (const one of await Promise.allSettled(refused)) expect(one.status).toBe('rejected');
    // As with the 403 of publishing: the newer spec no longer lists it.
    expect(s.between.faults.filter((one) => spec === '2.159' || !one.includes('unsupported-authentication'))).toEqual(
      [],
    );
  });

  it.skipIf(!existsSync(fileOf(spec)))('has nothing against boosts, and partners\u2019 posts', async () => {
    const given = partnerWorld('x', [
      { kind: 'post', in: -5 },
      { kind: 'post', in: -4, deletedAfter: 60 },
    ]);
    await using s = await stage(spec, 0, { public: given });
    s.local.advance(now.subtract({ minutes: 4 }));
    const gone = s.local.held().at(-1)!;
    s.local.advance(now);
    const partner = (await s.network.identify('partner_org', soon()))!;
    const { posts } = await s.network.partnerPosts(partner, { notBefore: now.subtract({ hours: 1 }) }, soon());
    const [post] = posts;
    const attempt = boostAttempt(s.network, refOf(post!));
    await s.network.publish(attempt, soon());
    await s.network.look(post!.remoteId, soon());
    expect(await s.network.look(gone.id, soon())).toMatchObject({ kind: 'gone' });
    expect(await s.network.recall(attempt, soon())).toMatchObject({ kind: 'found' });
    await s.network.unboost({ subject: refOf(post!), remoteId: post!.remoteId }, soon());
    await s.network.publish(boostAttempt(s.network, { remoteId: gone.id }), soon()).catch(() => {});
    const done = s.between.passed.filter((call) => /repost/iu.test(call));
    expect(done).toEqual(['repostPost 200', 'unrepostPost 200', 'repostPost 200']);
    expect(s.between.faults).toEqual([]);
    expect(s.between.refusedRequests.filter((words) => !/^getUsersPosts 400|^getPostsByIds 400/u.test(words))).toEqual(
      [],
    );
    expect(s.local.complaints()).toEqual([]);
  });
});
