import { createHash } from 'node:crypto';

/*
 * Content identifiers: CIDv1 by SHA-256, in base32, of a record's DAG-CBOR or of a blob's bytes, as atproto asks
 * (atproto.com/specs/data-model). Equal content, equal cid: `putRecord` turns on that.
 */

const [cbor, raw] = [0x71, 0x55]; // codecs

export const cidOf = (record: unknown): string => cid(cbor, encode(record));

export const cidOfBlob = (bytes: Uint8Array): string => cid(raw, bytes);

const cid = (codec: number, bytes: Uint8Array): string => {
  const hash = createHash('sha256').update(bytes).digest();
  // version 1, the codec, hash sha2-256 0x12 of 32 bytes
  return `b${base32(Buffer.concat([Buffer.from([0x01, codec, 0x12, 0x20]), hash]))}`;
};

const encode = (value: unknown): Buffer => {
  if (value === null) return Buffer.from([0xf6]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4]);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error('atproto has no numbers but integers');
    return value < 0 ? head(1, -1 - value) : head(0, value);
  }
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return Buffer.concat([head(3, bytes.length), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(encode)]);
  const { $link, $bytes } = value as { $link?: unknown; $bytes?: unknown };
  // JSON's way to write a link and bytes; in CBOR a link is tag 42 over a zero and the cid.
  if (typeof $link === 'string') {
    const link = Buffer.concat([Buffer.from([0]), fromBase32($link.slice(1))]);
    return Buffer.concat([Buffer.from([0xd8, 42]), head(2, link.length), link]);
  }
  if (typeof $bytes === 'string') {
    const bytes = Buffer.from($bytes, 'base64');
    return Buffer.concat([head(2, bytes.length), bytes]);
  }
  const entries = Object.entries(value as Record<string, unknown>).filter(([, held]) => held !== undefined);
  // DAG-CBOR's order of keys: the shorter first, then by bytes.
  const keyed = entries.map(([key, held]) => ({ key: Buffer.from(key), text: key, held }));
  keyed.sort((a, b) => a.key.length - b.key.length || Buffer.compare(a.key, b.key));
  return Buffer.concat([head(5, keyed.length), ...keyed.flatMap(({ text, held }) => [encode(text), encode(held)])]);
};

/** The major type and the size of what follows, in as few bytes as hold it. */
const head = (major: number, size: number): Buffer => {
  const type = major << 5;
  if (size < 24) return Buffer.from([type | size]);
  if (size < 0x100) return Buffer.from([type | 24, size]);
  const bytes = Buffer.alloc(size < 0x10000 ? 3 : size < 0x100000000 ? 5 : 9);
  bytes[0] = type | (bytes.length === 3 ? 25 : bytes.length === 5 ? 26 : 27);
  if (bytes.length === 9) bytes.writeBigUInt64BE(BigInt(size), 1);
  else bytes.writeUIntBE(size, 1, bytes.length - 1);
  return bytes;
};

const letters = 'abcdefghijklmnopqrstuvwxyz234567';

const base32 = (bytes: Buffer): string => {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += letters[(held >> (bits - 5)) & 31];
    held &= 31; // what is not yet written is less than five bits
  }
  return bits > 0 ? text + letters[(held << (5 - bits)) & 31] : text;
};

const fromBase32 = (text: string): Buffer => {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    held = (held << 5) | letters.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(held >> bits);
      held &= (1 << bits) - 1;
    }
  }
  return Buffer.from(bytes);
};
