import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import formats from 'ajv-formats';
import { OpenAPIBackend } from 'openapi-backend';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt, DeliveryId } from '../../src/model.ts';
import { mastodonNetwork } from '../../src/network/mastodon/adapter.ts';
import { startLocalMastodon } from '../../src/rehearsal/mastodon/server.ts';

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

  /** A fetch that keeps what went each way. */
  const recorder = () => {
    const exchanges: Exchange[] = [];
    const go: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      const url = new URL(String(input));
      const { method = 'GET', body } = init ?? {};
      const headers = Object.fromEntries(new Headers(init?.headers));
      const sent = typeof body === 'string' ? JSON.parse(body) : undefined;
      const answer = await response.clone().json();
      exchanges.push({ method, path: url.pathname + url.search, headers, body: sent, status: response.status, answer });
      return response;
    };
    return { exchanges, go };
  };

  it('the adapter asks and the local server answers as described', async () => {
    await using local = await startLocalMastodon({ now: () => now });
    const { exchanges, go } = recorder();
    const { MASTODON_ACCESS_TOKEN: token = '' } = local.environment;
    const network = mastodonNetwork({ url: local.url, token, visibility: 'unlisted', now: () => now, fetch: go });
    const delivery = 'c0ffee' as DeliveryId;
    const text = 'تضامن https://example.org/a/long/way/to/the/petition\n\n#StandWithThe6 @alhaq';
    const attempt: Attempt = { id: 1, delivery, step: 0, text, lang: 'ar', hash: '', key: 'c0ffee-0', createdAt: now };
    const signal = AbortSignal.timeout(10_000);
    await network.account(signal);
    await network.rules(signal);
    await network.publish(attempt, signal);
    await network.recall(attempt, signal);
    await network.recall({ ...attempt, text: 'not there' }, signal);
    await network.publish({ ...attempt, key: 'c0ffee-1', text: '' }, signal).catch(() => {});
    const described = exchanges.filter(({ path }) => path.startsWith('/api/'));
    expect(described.map(({ path }) => path.split('?')[0])).toContain('/api/v1/accounts/109000000000000001/statuses');
    for (const exchange of described) expect([exchange.path, faults(exchange)]).toEqual([exchange.path, []]);
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
    const { id } = await call('POST', '/api/v1/statuses', { status: 'one', language: 'en', visibility: 'public' });
    await call('GET', `/api/v1/statuses/${id}`);
    await call('GET', `/api/v1/statuses?id[]=${id}`);
    await call('GET', '/api/v1/accounts/lookup?acct=campaign');
    await call('GET', '/api/v1/instance');
    await call('DELETE', `/api/v1/statuses/${id}`);
    await call('GET', `/api/v1/statuses/${id}`);
    await call('GET', '/api/v1/accounts/verify_credentials', undefined, {});
    expect(exchanges.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 404, 401]);
    for (const exchange of exchanges) expect([exchange.path, faults(exchange)]).toEqual([exchange.path, []]);
  });

  it('would notice a missing key', () => {
    const exchange = { method: 'GET', path: '/api/v1/statuses/1', headers: {}, status: 200, answer: { id: '1' } };
    expect(faults(exchange)).not.toEqual([]);
  });
});
