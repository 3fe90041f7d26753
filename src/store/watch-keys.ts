import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import type { NetworkName, Source } from '../model.ts';

/*
 * What is kept of other people's posts is hashed or sealed under subkeys of CAMPAIGN_KEY (HKDF-SHA256, RFC 5869), which is never in the data
 * folder or a backup. Each use has a subkey of its own, and authors have another one every week: of two weeks' hashes nobody can tell
 * without the key whether they are of one person (docs/privacy.md).
 */

export type WatchKeys = {
  /** Of a post's own address. */
  readonly post: (network: NetworkName, uri: string) => string;
  /** Of a post's id on one server. */
  readonly place: (source: Source, remoteId: string) => string;
  /** Of an author, for one week and one network. */
  readonly author: (network: NetworkName, author: string, weekAt: number) => string;
  readonly seal: (text: string) => string;
  /** Undefined when it was sealed under another key, or is damaged. */
  readonly unseal: (sealed: string) => string | undefined;
  /** The same for the same key; tells nothing of it. */
  readonly check: string;
};

/** 128 bits: a chance of 10^-18 that two of 10 million posts share a hash. */
const HASH_BYTES = 16;

/** Sealed texts are filled up to a multiple of this, so that their lengths do not tell one server or account from another. */
const PADDING = 128;

const NONCE = 12; // AES-GCM's own length, NIST SP 800-38D
const TAG = 16;

/** Weeks whose subkeys are kept at hand: the running one, the one that is being closed, and late posts'. */
const WEEKS_KEPT = 16;

/** Random bytes are asked for by the hundred: each question costs as much as sealing. */
const nonceSource = () => {
  let pool = Buffer.alloc(0);
  let used = 0;
  return (): Buffer => {
    if (used >= pool.length) [pool, used] = [randomBytes(NONCE * 256), 0];
    used += NONCE;
    return pool.subarray(used - NONCE, used);
  };
};

export const watchKeys = (campaignKey: string): WatchKeys => {
  const subkey = (use: string) =>
    Buffer.from(hkdfSync('sha256', campaignKey, '', `campaign-amplifier watch ${use}`, 32));
  const hashing = (use: string) => {
    const key = createSecretKey(subkey(use));
    return (text: string): string =>
      createHmac('sha256', key).update(text).digest().subarray(0, HASH_BYTES).toString('base64url');
  };
  const posts = hashing('posts');
  const places = hashing('places');
  const weeks = new Map<number, (text: string) => string>();
  const ofWeek = (weekAt: number) => {
    const known = weeks.get(weekAt);
    if (known) return known;
    const made = hashing(`authors ${weekAt}`);
    if (weeks.size >= WEEKS_KEPT) weeks.clear();
    weeks.set(weekAt, made);
    return made;
  };
  const links = createSecretKey(subkey('links'));
  const nonces = nonceSource();
  return {
    post: (network, uri) => posts(`${network} ${uri}`),
    place: (source, remoteId) => places(`${source} ${remoteId}`),
    author: (network, author, weekAt) => ofWeek(weekAt)(`${network} ${author}`),
    seal: (text) => {
      const nonce = nonces();
      const cipher = createCipheriv('aes-256-gcm', links, nonce);
      // JSON and numbers end where the filling of zeros begins.
      const length = Buffer.byteLength(text);
      const filled = Buffer.alloc(Math.max(1, Math.ceil(length / PADDING)) * PADDING);
      filled.write(text);
      return Buffer.concat([nonce, cipher.update(filled), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    unseal: (sealed) => {
      try {
        const bytes = Buffer.from(sealed, 'base64url');
        const decipher = createDecipheriv('aes-256-gcm', links, bytes.subarray(0, NONCE), {
          authTagLength: TAG,
        });
        decipher.setAuthTag(bytes.subarray(-TAG));
        const text = decipher.update(bytes.subarray(NONCE, -TAG));
        return Buffer.concat([text, decipher.final()]).toString('utf8').replace(/\0+$/, '');
      } catch {
        return undefined;
      }
    },
    check: hashing('check')('this key'),
  };
};
