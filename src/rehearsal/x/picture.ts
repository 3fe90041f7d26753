/*
 * What the bytes of a picture say of themselves: kind, size, and whether they carry what belongs to nobody else (where
 * and with what it was taken, by whom, by which program it was written).
 */

export type Seen = {
  readonly type: 'image/jpeg' | 'image/png';
  readonly width: number;
  readonly height: number;
  /** Names of what was found that should have been taken out. */
  readonly metadata: readonly string[];
};

/** Undefined when the bytes are neither a JPEG nor a PNG, or end too early. */
export const look = (bytes: Buffer): Seen | undefined => {
  try {
    if (bytes.subarray(0, 8).equals(pngMark)) return lookAtPng(bytes);
    if (bytes.subarray(0, 3).equals(jpegMark)) return lookAtJpeg(bytes);
  } catch {
    // RangeError: read past the end.
  }
  return undefined;
};

const pngMark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const jpegMark = Buffer.from([0xff, 0xd8, 0xff]);

// PNG (W3C, third edition): chunks of length, name, data and checksum; IHDR comes first, IEND last.
const telling: Readonly<Record<string, string>> = {
  eXIf: 'Exif',
  tEXt: 'text',
  zTXt: 'text',
  iTXt: 'text',
  tIME: 'time',
};

const lookAtPng = (bytes: Buffer): Seen | undefined => {
  const found: string[] = [];
  let at = pngMark.length;
  for (let name = ''; name !== 'IEND'; ) {
    const length = bytes.readUInt32BE(at);
    name = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (at === pngMark.length && name !== 'IHDR') return undefined;
    if (data.length < length) return undefined;
    const told = telling[name];
    if (told) found.push(data.toString('latin1', 0, 17) === 'XML:com.adobe.xmp' ? 'XMP' : told);
    at += 12 + length;
  }
  return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), metadata: found };
};

// JPEG (ITU T.81): segments of marker and length, until the picture itself begins (SOS, 0xDA).
const lookAtJpeg = (bytes: Buffer): Seen | undefined => {
  const found: string[] = [];
  let size: { width: number; height: number } | undefined;
  for (let at = 2; ; ) {
    if (bytes.readUInt8(at) !== 0xff) return undefined;
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xda) break;
    const length = bytes.readUInt16BE(at + 2);
    const begins = bytes.toString('latin1', at + 4, at + 33);
    if (marker === 0xe1)
      found.push(begins.startsWith('Exif') ? 'Exif' : begins.startsWith('http://ns.adobe') ? 'XMP' : 'APP1');
    if (marker === 0xed) found.push('IPTC');
    if (marker === 0xfe) found.push('comment');
    // SOF0 to SOF15, but for DHT (C4), JPG (C8) and DAC (CC), which share the row.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      size = { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    at += 2 + length;
  }
  return size && { type: 'image/jpeg', ...size, metadata: found };
};
