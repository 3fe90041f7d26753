import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import formats from 'ajv-formats';
import { OpenAPIBackend } from 'openapi-backend';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt, DeliveryId } from '../../src/model.ts';
import { mastodonNetwork } from '../../src/network/mastodon/adapter.ts';
import { grantedScopes } from '../../src/network/mastodon/granted.ts';
import { type Scope, scopes } from '../../src/network/mastodon/scopes.ts';
import { startLocalMastodon } from '../../src/rehearsal/mastodon/server.ts';

import { boostAttempt, partnerWorld } from '../network/boosting.ts';
import { png } from './small-pictures.ts';
import { smallPublic } from './small-public.ts';

/*
 * Both ends held against the API's own description, where it lies beside the repository.
 */

const file = fileURLToPath(new URL('../../../shared/specs/mastodon-openapi.json', import.meta.url));
const now = Temporal.Instant.from('2026-11-29T12:00:00Z');

type Exchange = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: unknown;
  status: number;
  answer: unknown;
};

describe.skipIf(!existsSync(file))('against the description of the API', () => {
  let api: OpenAPIBackend;
  beforeAll(async () => {
    const definition = JSON.parse(readFileSync(file, 'utf8'));
    // The description calls this header an object; the API's own documentation has it as any string.
    const parameters: { name: string; schema: object }[] = definition.paths['/api/v1/statuses'].post.parameters;
    for (const one of parameters) if (one.name === 'Idempotency-Key') one.schema = { type: 'string' };
    // Text with pictures is both a text status and a media status there, and may be only one of them.
    const sent = definition.paths['/api/v1/statuses'].post.requestBody.content['application/json'];
    sent.schema = { anyOf: sent.schema.oneOf };
    // A server answers an unfinished picture with its document; the description leaves 206 without one.
    const looks = definition.paths['/api/v1/media/{id}'].get.responses;
    looks['206'].content = looks['200'].content;
    // The description gives every 422 the details of a form; these two have none (api/base_controller.rb).
    for (const path of ['/api/v1/timelines/tag/{hashtag}', '/api/v1/statuses']) {
      const { responses } = definition.paths[path].get;
      responses['422'] = responses['401'];
    }
    api = new OpenAPIBackend({
      definition,
      quick: true,
      validate: true,
      ajvOpts: { strict: false },
      customizeAjv: (ajv) => {
        formats.default(ajv);
        ajv.addFormat('iso-639-1', /^[a-z]{2}$/);
        return ajv;
      },
    });
    await api.init();
  });

  const faults = ({ method, path, headers, body, status, answer }: Exchange): unknown => {
    const request = { method, path, headers, body };
    const operation = api.router.matchOperation(api.router.parseRequest(request));
    if (!operation) return `no operation for ${method} ${path}`;
    const asked = api.validateRequest(request, operation);
    const answered = api.validateResponse(answer, operation, status);
    return asked.valid && answered.valid ? [] : [asked.errors, answered.errors];
  };

  /** What the description says that a token needs for a call: one of these; none, when nothing is said. */
  const scopesFor = ({ method, path, headers }: Exchange): readonly string[] => {
    const operation = api.router.matchOperation(api.router.parseRequest({ method, path, headers }));
    const security = operation?.security as { OAuth2?: string[] }[] | undefined;
    return security?.flatMap(({ OAuth2 = [] }) => OAuth2) ?? [];
  };

  /** A fetch that keeps what went each way. */
  const recorder = () => {
    const exchanges: Exchange[] = [];
    const go: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      const url = new URL(String(input));
      const { method = 'GET', body } = init ?? {};
      const headers = Object.fromEntries(new Headers(init?.headers));
      const sent = typeof body === 'string' ? JSON.parse(body) : body instanceof FormData ? fields(body) : undefined;
      if (body instanceof FormData) headers['content-type'] = 'multipart/form-data';
      const answer = await response.clone().json();
      exchanges.push({ method, path: url.pathname + url.search, headers, body: sent, status: response.status, answer });
      return response;
    };
    return { exchanges, go };
  };

  const fields = (form: FormData) =>
    Object.fromEntries(form.entries().map(([key, value]) => [key, typeof value === 'string' ? value : 'bytes']));

  it('the adapter asks and the local server answers as described', async () => {
    await using local = await startLocalMastodon({ now: () => now, looksUntilReady: 2 });
    const { exchanges, go } = recorder();
    const { MASTODON_ACCESS_TOKEN: token = '' } = local.environment;
    const network = mastodonNetwork({ url: local.url, token, visibility: 'unlisted', now: () => now, fetch: go });
    const delivery = 'c0ffee' as DeliveryId;
    const text = 'تضامن https://example.org/a/long/way/to/the/petition\n\n#StandWithThe6 @alhaq';
    const common = { id: 1, delivery, lang: 'ar', hash: '', createdAt: now };
    const alt = 'Six lamps';
    const picture = { bytes: png(600, 400), type: 'image/png', width: 600, height: 400, alt } as const;
    const signal = AbortSignal.timeout(10_000);
    await network.account(signal);
    await network.rules(signal);
    const { remoteId } = await network.upload(picture, signal);
    const pictures = [{ remoteId, width: 600, height: 400, alt }];
    const first: Attempt = { ...common, step: 0, text, key: 'c0ffee-0', with: { pictures, contentWarning: 'سجن' } };
    const root = await network.publish(first, signal);
    const second: Attempt = { ...common, step: 1, text, key: 'c0ffee-1', with: { reply: { root, parent: root } } };
    await network.publish(second, signal);
    await network.recall(second, signal);
    await network.recall({ ...second, text: 'not there' }, signal);
    // Refused: the picture has its post already; then the post to be answered is gone; then there is no text.
    await network.publish({ ...first, key: 'c0ffee-2' }, signal).catch(() => {});
    await network.remove(root.remoteId, signal);
    await network.remove(root.remoteId, signal);
    await network.publish({ ...second, key: 'c0ffee-3' }, signal).catch(() => {});
    await network.publish({ ...second, key: 'c0ffee-4', text: '', with: {} }, signal).catch(() => {});
    await grantedScopes({ url: local.url, token, now: () => now, fetch: go }, signal);
    const described = exchanges.filter(({ path }) => path.startsWith('/api/'));
    expect(described.map(({ path }) => path.split('?')[0])).toContain('/api/v1/accounts/109000000000000001/statuses');
    for (const exchange of described) expect([exchange.path, faults(exchange)]).toEqual([exchange.path, []]);
    const seen = described.map(({ method, path, status }) => `${method} ${path.split(/[?\d]{2,}/)[0]} ${status}`);
    expect([...new Set(seen)].filter((one) => /media|\/statuses/.test(one)).sort()).toEqual([
      'DELETE /api/v1/statuses/ 200',
      'DELETE /api/v1/statuses/ 404',
      'GET /api/v1/media/ 200',
      'GET /api/v1/media/ 206',
      'GET /api/v1/media/ 404',
      'GET /api/v1/statuses/ 404',
      'POST /api/v1/statuses 200',
      'POST /api/v1/statuses 404',
      'POST /api/v1/statuses 422',
      'POST /api/v2/media 202',
    ]);
    for (const exchange of described) {
      const needed = scopesFor(exchange);
      if (needed.length > 0)
        expect([exchange.path, needed.some((one) => scopes.includes(one as Scope))]).toEqual([exchange.path, true]);
    }
    const used = new Set(described.flatMap(scopesFor));
    expect(scopes.filter((one) => !used.has(one))).toEqual([]);
    expect(exchanges.filter(({ path }) => !path.startsWith('/api/')).map(({ path }) => path)).toEqual([
      '/.well-known/nodeinfo',
      '/nodeinfo/2.0',
    ]);
  });

  it('the local server answers the rest as described', async () => {
    await using local = await startLocalMastodon({ now: () => now });
    const { exchanges, go } = recorder();
    const headers = {
      authorization: `Bearer ${local.environment.MASTODON_ACCESS_TOKEN}`,
      'content-type': 'application/json',
    };
    const call = async (method: string, path: string, body?: unknown, over: Record<string, string> = headers) => {
      const response = await go(local.url + path, {
        method,
        headers: over,
        body: body === undefined ? null : JSON.stringify(body),
      });
      return (await response.json()) as { id: string };
    };
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(png())], { type: 'image/png' }), 'picture.png');
    const uploaded = await go(`${local.url}/api/v2/media`, {
      method: 'POST',
      headers: { authorization: headers.authorization },
      body: form,
    });
    const picture = (await uploaded.json()) as { id: string };
    await call('PUT', `/api/v1/media/${picture.id}`, { description: 'Six lamps' });
    await call('GET', `/api/v1/media/${picture.id}`);
    await call('GET', '/api/v1/media/1');
    await call('POST', '/api/v2/media', {});
    const { id } = await call('POST', '/api/v1/statuses', { status: 'one', language: 'en', visibility: 'public' });
    await call('GET', `/api/v1/statuses/${id}`);
    await call('GET', `/api/v1/statuses?id[]=${id}`);
    await call('GET', '/api/v1/accounts/lookup?acct=campaign');
    await call('GET', '/api/v1/instance');
    await call('DELETE', `/api/v1/statuses/${id}`);
    await call('GET', `/api/v1/statuses/${id}`);
    await call('GET', '/api/v1/accounts/verify_credentials', undefined, {});
    expect(exchanges.map(({ status }) => status)).toEqual([
      200, 200, 200, 404, 422, 200, 200, 200, 200, 200, 200, 404, 401,
    ]);
    for (const exchange of exchanges) expect([exchange.path, faults(exchange)]).toEqual([exchange.path, []]);
  });

  it('the local server answers about other people as described', async () => {
    const public_ = smallPublic({ networks: ['mastodon'], from: now.subtract({ hours: 40 }), to: now });
    await using local = await startLocalMastodon({ now: () => now, public: public_, tagTimeline: 'token' });
    const { exchanges, go } = recorder();
    const headers = { authorization: `Bearer ${local.environment.MASTODON_ACCESS_TOKEN}` };
    const call = async (path: string, over: Record<string, string> = headers) =>
      (await (await go(local.url + path, { headers: over })).json()) as {
        id: string;
        account: { id: string; acct: string };
      }[];
    const statuses = await call('/api/v1/timelines/tag/standwiththe6?limit=40');
    expect(statuses).toHaveLength(40);
    await call('/api/v1/timelines/tag/standwiththe6', {});
    await call('/api/v1/timelines/tag/standwiththe6', { authorization: 'Bearer another' });
    await call(
      `/api/v1/statuses?${statuses
        .slice(0, 20)
        .map(({ id }) => `id[]=${id}`)
        .join('&')}`,
    );
    const [{ id = '', account = { id: '', acct: '' } } = {}] = statuses;
    await call(`/api/v1/statuses/${id}`);
    await call(`/api/v1/accounts/${account.id}`);
    await call(`/api/v1/accounts/${account.id}/statuses`);
    await call(`/api/v1/accounts/lookup?acct=${account.acct}`);
    await call(`/api/v2/search?q=@${account.acct}&type=accounts&resolve=true`);
    await call('/api/v2/instance');
    expect(exchanges.map(({ status }) => status)).toEqual([200, 422, 401, 200, 200, 200, 200, 200, 200, 200]);
    for (const exchange of exchanges) expect([exchange.path, faults(exchange)]).toEqual([exchange.path, []]);
  });

  it('boosts, and what partners do, are as described', async () => {
    const given = partnerWorld('mastodon', [
      { kind: 'post', in: -9 },
      { kind: 'post', in: -8, sensitiveAfter: 60 },
      { kind: 'moves', to: 'partner@new.test', in: -5 },
    ]);
    const scopes = ['write:statuses', 'read:accounts', 'read:statuses', 'read:search', 'read:follows'];
    await using local = await startLocalMastodon({ now: () => now, public: given, scopes });
    const { exchanges, go } = recorder();
    const { MASTODON_ACCESS_TOKEN: token = '' } = local.environment;
    const network = mastodonNetwork({ url: local.url, token, visibility: 'public', now: () => now, fetch: go });
    const signal = AbortSignal.timeout(20_000);
    local.advance(now.subtract({ minutes: 6 }));
    const partner = (await network.identify(`partner@${new URL(local.url).host}`, signal))!;
    const authorization = `Bearer ${token}`;
    const statuses = await go(`${local.url}/api/v1/accounts/${partner.id}/statuses`, { headers: { authorization } });
    const [{ id = '' } = {}] = (await statuses.json()) as { id: string }[];
    await network.look(id, signal);
    const attempt = boostAttempt(network, { remoteId: id }, now);
    await network.publish(attempt, signal);
    await network.publish(attempt, signal);
    expect(await network.recall(attempt, signal)).toMatchObject({ kind: 'found' });
    await network.unboost({ subject: { remoteId: id }, remoteId: id }, signal);
    await network.look('404', signal);
    local.advance(now);
    const page = await network.partnerPosts(partner, { notBefore: now.subtract({ hours: 1 }) }, signal);
    expect(page.problem?.kind).toBe('moved');
    await go(`${local.url}/api/v1/accounts/relationships?id[]=${partner.id}`, { headers: { authorization } });
    for (const exchange of exchanges) expect([exchange.path, faults(exchange)]).toEqual([exchange.path, []]);
    const paths = new Set(
      exchanges.map(({ method, path }) => `${method} ${path.replace(/\d{3,}/gu, ':id').split('?')[0]}`),
    );
    expect([...paths]).toEqual(
      expect.arrayContaining([
        'POST /api/v1/statuses/:id/reblog',
        'POST /api/v1/statuses/:id/unreblog',
        'GET /api/v1/accounts/relationships',
        'GET /api/v1/accounts/:id',
      ]),
    );
    expect(local.complaints()).toEqual([]);
  });

  it('would notice a missing key', () => {
    const exchange = { method: 'GET', path: '/api/v1/statuses/1', headers: {}, status: 200, answer: { id: '1' } };
    expect(faults(exchange)).not.toEqual([]);
  });
});
