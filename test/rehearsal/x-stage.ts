import { createHmac, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { realNow } from '../../src/clock.ts';
import type { LocalNetwork } from '../../src/rehearsal/local.ts';
import { type LocalXOptions, startLocalX } from '../../src/rehearsal/x/server.ts';

/*
 * What the tests of the local X stand on: one that is started for a test, and requests signed by hand.
 */

export const noon = Temporal.Instant.from('2026-11-29T12:00:00.750Z');

export type Sent = {
  method?: string;
  target: string;
  body?: unknown;
  host?: string;
  tweak?: Record<string, string>;
  secret?: string;
  signed?: string;
  signedMethod?: string;
};
// biome-ignore lint/suspicious/noExplicitAny: what X answers is looked at field by field
export type Got = { status: number; headers: Record<string, string | string[] | undefined>; body: any };

const percent = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** A request signed by RFC 5849, written for this test alone; `tweak` changes what is signed, `secret` spoils the key. */
export const send = (
  local: LocalNetwork,
  { method = 'GET', target, body, host = 'api.x.com', tweak, secret, signed = target, signedMethod = method }: Sent,
): Promise<Got> => {
  const env = local.environment;
  const oauth: Record<string, string> = {
    oauth_consumer_key: env.X_APP_KEY!,
    oauth_token: env.X_ACCESS_TOKEN!,
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(Math.floor(realNow() / 1000)),
    oauth_nonce: randomUUID(),
    oauth_version: '1.0',
    ...tweak,
  };
  const [path = '', query = ''] = signed.split('?');
  const pairs = [...Object.entries(oauth), ...new URLSearchParams(query)].map(
    ([k, v]) => `${percent(k)}=${percent(v)}`,
  );
  const base = [signedMethod, `https://api.x.com${path}`, pairs.sort().join('&')].map(percent).join('&');
  const signature = createHmac('sha1', `${percent(env.X_APP_SECRET!)}&${percent(secret ?? env.X_ACCESS_SECRET!)}`);
  oauth.oauth_signature = signature.update(base).digest('base64');
  const authorization = `OAuth ${Object.entries(oauth)
    .map(([k, v]) => `${percent(k)}="${percent(v)}"`)
    .join(', ')}`;
  const { port } = new URL(local.url);
  return new Promise((resolve, reject) => {
    const type = isForm(body) ? body.type : body === undefined ? undefined : 'application/json';
    const headers = { host, authorization, ...(type && { 'content-type': type }) };
    const call = request({ host: '127.0.0.1', port, path: target, method, headers, agent: false }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: text.startsWith('{') ? JSON.parse(text) : text,
      });
    });
    call.on('error', reject).end(isForm(body) ? body.bytes : body === undefined ? undefined : JSON.stringify(body));
  });
};

/** The form in which a part of a picture is sent. */
export const form = (fields: Readonly<Record<string, string | Buffer>>): Form => {
  const boundary = 'a-line-that-no-picture-holds';
  const parts = Object.entries(fields).flatMap(([name, value]) => [
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n`),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
  const bytes = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
  return { type: `multipart/form-data; boundary=${boundary}`, bytes };
};
export type Form = { readonly type: string; readonly bytes: Buffer };
const isForm = (body: unknown): body is Form => typeof body === 'object' && body !== null && 'bytes' in body;

export const stage = async (options: Partial<LocalXOptions> = {}) => {
  let time = noon;
  const local = await startLocalX({ now: () => time, ...options });
  const me = local.environment.X_ACCESS_TOKEN!.split('-')[0]!;
  return {
    local,
    me,
    later: (span: Temporal.DurationLike) => {
      time = time.add(span);
    },
    send: (sent: Sent) => send(local, sent),
    get: (target: string) => send(local, { target }),
    post: (text: unknown) => send(local, { method: 'POST', target: '/2/tweets', body: { text } }),
    [Symbol.asyncDispose]: () => local[Symbol.asyncDispose](),
  };
};
