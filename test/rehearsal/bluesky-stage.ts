import { jsonToLex, lexicons } from '@atproto/api';
import { expect } from 'vitest';
import { type LocalBlueskyOptions, startLocalBluesky } from '../../src/rehearsal/bluesky/server.ts';

/* A local Bluesky with a client that logs in, and checks that every answer is in the words of the lexicon. */

export const start = Temporal.Instant.from('2026-11-29T12:00:00Z');
export const key = (n: number) =>
  `3lc2ylbuk${String(n)
    .padStart(4, '2')
    .replaceAll(/[0189]/g, 'a')}`;
export const record = (text = 'Stand with the six.', more: object = {}) => ({
  $type: 'app.bsky.feed.post',
  text,
  langs: ['en'],
  createdAt: '2026-11-29T12:00:00.000Z',
  ...more,
});
export const facet = (byteStart: number, byteEnd: number, feature: object) => ({
  index: { byteStart, byteEnd },
  features: [feature],
});
export const tag = (name: string) => ({ $type: 'app.bsky.richtext.facet#tag', tag: name });
export const link = (uri: string) => ({ $type: 'app.bsky.richtext.facet#link', uri });

export type Json = Record<string, unknown>;

export const stage = async (options: Partial<LocalBlueskyOptions> = {}) => {
  let now = start;
  const local = await startLocalBluesky({ now: () => now, ...options });
  const { BLUESKY_IDENTIFIER: identifier, BLUESKY_APP_PASSWORD: password } = local.environment;
  let token: string | undefined;

  const ask = async (nsid: string, input: Json | undefined, query = '', bearer = token) => {
    const response = await fetch(`${local.url}/xrpc/${nsid}${query}`, {
      ...(input ? { method: 'POST', body: JSON.stringify(input) } : {}),
      headers: { 'content-type': 'application/json', ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) },
    });
    const text = await response.text();
    const body = (text === '' ? undefined : JSON.parse(text)) as Json;
    // Whatever it says, it says in the words of the lexicon.
    if (response.ok) lexicons.assertValidXrpcOutput(nsid, body);
    else expect(body).toEqual({ error: expect.any(String), message: expect.any(String) });
    return { status: response.status, body, headers: response.headers };
  };
  const get = (nsid: string, query: Json = {}, bearer?: string) => {
    const pairs = Object.entries(query).flatMap(([key, value]) => [value].flat().map((one) => [key, String(one)]));
    return ask(nsid, undefined, `?${new URLSearchParams(pairs)}`, bearer);
  };
  const post = (nsid: string, input: Json = {}, bearer?: string) => ask(nsid, input, '', bearer);
  const login = async () => {
    const { body } = await post('com.atproto.server.createSession', { identifier, password });
    token = body.accessJwt as string;
    return { did: body.did as string, access: token, refresh: body.refreshJwt as string };
  };
  const upload = async (bytes: Uint8Array, type?: string) => {
    const response = await fetch(`${local.url}/xrpc/com.atproto.repo.uploadBlob`, {
      method: 'POST',
      body: Buffer.from(bytes),
      headers: { authorization: `Bearer ${token}`, ...(type ? { 'content-type': type } : {}) },
    });
    const body = (await response.json()) as Json;
    if (response.ok) lexicons.assertValidXrpcOutput('com.atproto.repo.uploadBlob', jsonToLex(body));
    return { status: response.status, body, headers: response.headers };
  };
  const put = (rkey: string, value: Json = record(), more: Json = { swapRecord: null }) =>
    post('com.atproto.repo.putRecord', {
      repo: identifier,
      collection: 'app.bsky.feed.post',
      rkey,
      record: value,
      ...more,
    });
  return {
    local,
    get,
    post,
    login,
    put,
    upload,
    logout: () => {
      token = undefined;
    },
    now: () => now,
    pass: (duration: Temporal.DurationLike) => {
      now = now.add(duration);
    },
    [Symbol.asyncDispose]: () => local[Symbol.asyncDispose](),
  };
};

export const said = ({ status, body }: { status: number; body: Json }) => `${status} ${body.error}`;
