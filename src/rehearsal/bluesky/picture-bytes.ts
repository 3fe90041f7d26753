/*
 * What the bytes of a picture say of themselves: type, size, and whether they carry what a camera or a program wrote into
 * them (Exif, XMP, IPTC), where a position may stand. JPEG: ITU-T T.81, annex B; PNG: w3.org/TR/png-3, section 11.
 */

export type Seen = {
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly metadata: readonly string[];
};

/** Undefined: none of the kinds known here, or broken before its size is told. */
export const look = (bytes: Buffer): Seen | undefined => {
  try {
    if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return lookAtJpeg(bytes);
    if (bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))) return lookAtPng(bytes);
    if (/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) {
      return { type: 'image/gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8), metadata: [] };
    }
    return undefined;
  } catch {
    return undefined; // it ends where a number should be
  }
};

const lookAtJpeg = (bytes: Buffer): Seen | undefined => {
  const metadata = new Set<string>();
  let size: { width: number; height: number } | undefined;
  for (let at = 2; at < bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xff) {
      at += 1; // padding
      continue;
    }
    if (marker === 0xda || marker === 0xd9) break; // the picture itself begins, or there is none
    const length = bytes.readUInt16BE(at + 2);
    const segment = bytes.subarray(at + 4, at + 2 + length);
    const starts = (words: string) => segment.toString('latin1', 0, words.length) === words;
    if (marker === 0xe1 && starts('Exif\0')) metadata.add('Exif');
    if (marker === 0xe1 && starts('http://ns.adobe.com/x')) metadata.add('XMP'); // xap/1.0, and xmp/extension
    if (marker === 0xed && starts('Photoshop 3.0')) metadata.add('IPTC');
    // Start of frame, of whatever coding; c4, c8 and cc are something else.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      size = { height: segment.readUInt16BE(1), width: segment.readUInt16BE(3) };
    }
    at += 2 + length;
  }
  return size && { type: 'image/jpeg', ...size, metadata: [...metadata] };
};

const lookAtPng = (bytes: Buffer): Seen => {
  const metadata = new Set<string>();
  for (let at = 8; at + 8 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const kind = bytes.toString('latin1', at + 4, at + 8);
    const begins = bytes.toString('latin1', at + 8, at + 8 + 20);
    if (kind === 'eXIf') metadata.add('Exif');
    if (/^[tiz][TX]/.test(kind) && begins.startsWith('XML:com.adobe.xmp')) metadata.add('XMP');
    if (/^[tiz][TX]/.test(kind) && begins.startsWith('Raw profile type ')) metadata.add('a raw profile');
  }
  return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), metadata: [...metadata] };
};
