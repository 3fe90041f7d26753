import { createHmac, randomBytes } from 'node:crypto';
import { realNow } from '../../clock.ts';
import type { Call } from '../http.ts';

/*
 * OAuth 1.0a with HMAC-SHA1 (RFC 5849), from the server's side: every request is signed over its method, its address
 * at https://api.x.com and its parameters.
 */

export type Credentials = {
  readonly appKey: string;
  readonly appSecret: string;
  readonly accessToken: string;
  readonly accessSecret: string;
};

/** Made up anew for each local X, so that nothing can be mistaken for real ones; X's own tokens begin with the user's id. */
export const madeUpCredentials = (user: string): Credentials => ({
  appKey: `local${randomBytes(10).toString('hex')}`,
  appSecret: `local${randomBytes(20).toString('hex')}`,
  accessToken: `${user}-local${randomBytes(15).toString('hex')}`,
  accessSecret: `local${randomBytes(20).toString('hex')}`,
});

const host = 'api.x.com';
const tolerance = 5 * 60; // seconds of real time that a request's time stamp may be off

/** Gives a function that says what is wrong with a request's signature; undefined when nothing is. */
export const signatureCheck = ({ appKey, appSecret, accessToken, accessSecret }: Credentials) => {
  const seen = new Map<string, number>();

  return (call: Call): string | undefined => {
    if (call.headers.host !== host) return `the Host header is ${call.headers.host}, not ${host}`;
    const given = readHeader(call.headers.authorization ?? '');
    if (!given) return 'there is no OAuth 1.0a Authorization header';
    if (given.get('oauth_consumer_key') !== appKey) return 'the app key is not known';
    if (given.get('oauth_token') !== accessToken) return 'the access token is not known';
    if (given.get('oauth_signature_method') !== 'HMAC-SHA1') return 'the signature method is not HMAC-SHA1';
    if ((given.get('oauth_version') ?? '1.0') !== '1.0') return 'the OAuth version is not 1.0';

    const now = realNow() / 1000;
    const stamp = given.get('oauth_timestamp') ?? '';
    if (!/^\d+$/u.test(stamp) || Math.abs(Number(stamp) - now) > tolerance) return 'the time stamp is out of bounds';
    const nonce = given.get('oauth_nonce') ?? '';
    if (nonce === '') return 'there is no nonce';
    if (seen.has(`${stamp} ${nonce}`)) return 'the nonce was used before';

    const signature = sign(call, given, `${encoded(appSecret)}&${encoded(accessSecret)}`);
    if (given.get('oauth_signature') !== signature) return 'the signature is wrong';

    for (const [key, at] of seen) if (now - at > 2 * tolerance) seen.delete(key);
    seen.set(`${stamp} ${nonce}`, now);
    return undefined;
  };
};

const readHeader = (header: string): ReadonlyMap<string, string> | undefined => {
  if (!/^OAuth /iu.test(header)) return undefined;
  return new Map(
    [...header.matchAll(/([a-z_]+)="([^"]*)"/gu)].map(([, name, value]) => [name ?? '', decoded(value ?? '')]),
  );
};

const sign = (call: Call, header: ReadonlyMap<string, string>, key: string): string => {
  const form = /^application\/x-www-form-urlencoded\b/iu.test(call.headers['content-type'] ?? '')
    ? [...call.form()]
    : [];
  const parameters = [...header, ...call.query, ...form]
    .filter(([name]) => name !== 'oauth_signature' && name !== 'realm')
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? order(x, y) : order(a, b)))
    .map(([name, value]) => `${name}=${value}`);
  const base = [call.method, `https://${host}${call.path}`, parameters.join('&')].map(encoded).join('&');
  return createHmac('sha1', key).update(base).digest('base64');
};

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/gu, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
