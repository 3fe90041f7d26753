import { type LocalMastodonOptions, startLocalMastodon } from '../../src/rehearsal/mastodon/server.ts';

export const noon = Temporal.Instant.from('2026-11-29T12:00:00Z');

/** A local Mastodon whose clock the test moves, and calls to it as any client could make them. */
export const localWorld = async (options: Partial<LocalMastodonOptions> = {}) => {
  let shown = noon;
  const local = await startLocalMastodon({ now: () => shown, ...options });
  const token = local.environment.MASTODON_ACCESS_TOKEN ?? '';
  const call = async (
    method: string,
    path: string,
    more: { body?: unknown; headers?: Record<string, string>; token?: string } = {},
  ) => {
    const form = more.body instanceof URLSearchParams || more.body instanceof FormData;
    const response = await fetch(local.url + path, {
      method,
      headers: {
        ...(more.token === '' ? {} : { authorization: `Bearer ${more.token ?? token}` }),
        ...(more.body === undefined || form ? {} : { 'content-type': 'application/json' }),
        ...more.headers,
      },
      body: more.body === undefined ? null : form ? (more.body as URLSearchParams) : JSON.stringify(more.body),
    });
    const text = await response.text();
    // The shape of an answer is the business of mastodon-openapi.test.ts.
    // biome-ignore lint/suspicious/noExplicitAny: read freely here
    const json: any = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, text, json };
  };
  let count = 0;
  const post = (status: string, more: Record<string, unknown> = {}, headers: Record<string, string> = {}) => {
    count += 1;
    const body = { status, language: 'en', visibility: 'public', ...more };
    return call('POST', '/api/v1/statuses', { body, headers: { 'idempotency-key': `key-${count}`, ...headers } });
  };
  const upload = (bytes: Buffer, more: { type?: string; description?: string } = {}) => {
    const body = new FormData();
    body.set('file', new Blob([new Uint8Array(bytes)], { type: more.type ?? 'image/png' }), 'picture');
    body.set('description', more.description ?? 'Six lamps');
    return call('POST', '/api/v2/media', { body });
  };
  return {
    local,
    call,
    post,
    upload,
    pass: (duration: Temporal.DurationLike) => {
      shown = shown.add(duration);
    },
    [Symbol.asyncDispose]: () => local[Symbol.asyncDispose](),
  };
};

export type LocalWorld = Awaited<ReturnType<typeof localWorld>>;
