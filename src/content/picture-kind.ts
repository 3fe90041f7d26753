/*
 * What kind of file some bytes are, by the bytes themselves: a name can say anything.
 */

export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp';

/** The mend for everything that is no such picture. */
const mend = 'save it as PNG, JPEG or WebP';
const animated = `animated pictures are not supported; use a still one`;

const text = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, end);

/** A still PNG has no `acTL` before its first `IDAT` (PNG, third edition, 11.3.6). */
const isAnimatedPng = (bytes: Uint8Array): boolean => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // After the 8 bytes of the signature, chunks of length, name, data and 4 bytes of checksum.
  for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) {
    const name = text(bytes, at + 4, at + 8);
    if (name === 'acTL') return true;
    if (name === 'IDAT') return false;
  }
  return false;
};

/** The bit ANIM of the chunk VP8X, which comes first in every WebP file that has more than one picture (RFC 9649). */
const isAnimatedWebp = (bytes: Uint8Array): boolean => text(bytes, 12, 16) === 'VP8X' && ((bytes[20] ?? 0) & 2) !== 0;

/** `....` are bytes that may be anything; `s` lets a dot be a line break too. */
const others: readonly (readonly [RegExp, string])[] = [
  [/^(?:II\*\0|MM\0\*)/, 'a TIFF picture'],
  [/^BM....\0\0\0\0/s, 'a BMP picture'],
  [/^....ftypavi/s, 'an AVIF picture'],
  [/^....ftyp(?:hei|hev|mif|msf)/s, 'a HEIC picture, as some phones take them'],
  [/^(?:....ftyp|.E\xdf\xa3)/s, 'a film'],
  [/^%PDF-/, 'a PDF document'],
  [/^(?:\xef\xbb\xbf)?\s*<(?:\?xml.*?<svg|!DOCTYPE svg|!--.*?<svg|svg)\b/is, 'an SVG drawing'],
];

/** The type of a picture that we take, or in words why it is none. GIFs are refused whole, so they need no decoder. */
export const kindOf = (bytes: Uint8Array): { readonly type: PictureType } | { readonly problem: string } => {
  const head = text(bytes, 0, 1024);
  if (head.startsWith('\x89PNG\r\n\x1a\n')) {
    return isAnimatedPng(bytes) ? { problem: animated } : { type: 'image/png' };
  }
  if (head.startsWith('\xff\xd8\xff')) return { type: 'image/jpeg' };
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') {
    return isAnimatedWebp(bytes) ? { problem: animated } : { type: 'image/webp' };
  }
  if (/^GIF8[79]a/.test(head)) {
    return { problem: frames(bytes) > 1 ? animated : `the file is a GIF picture, which is not taken; ${mend}` };
  }
  const other = others.find(([start]) => start.test(head))?.[1];
  if (other !== undefined) return { problem: `the file is ${other}, which is not taken; ${mend}` };
  if (bytes.length === 0) return { problem: 'the file is empty; put a picture there (PNG, JPEG or WebP)' };
  return {
    problem: 'the file is not a picture, whatever its name says; put a picture there (PNG, JPEG or WebP)',
  };
};

/** How many frames a GIF shows (GIF89a, sections 18 to 25); stops counting at the second. */
const frames = (bytes: Uint8Array): number => {
  const table = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + table(bytes[10] ?? 0);
  let count = 0;
  const skipBlocks = () => {
    while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at]!;
    at += 1;
  };
  while (at < bytes.length && count < 2) {
    if (bytes[at] === 0x2c) {
      count += 1;
      at += 11 + table(bytes[at + 9] ?? 0); // the frame's own colours, and the size of its smallest code
    } else if (bytes[at] === 0x21) at += 2;
    else break;
    skipBlocks();
  }
  return count;
};
