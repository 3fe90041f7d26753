/*
 * What the bytes of a picture say: its kind, its size, and whether they still carry what a camera or a program wrote
 * into them (where and when it was taken, by whom, with what).
 */

export type PictureFile = {
  readonly type: 'image/jpeg' | 'image/png' | 'image/gif';
  readonly width: number;
  readonly height: number;
  /** Names of what is in it beside the picture: `Exif`, `XMP`, … */
  readonly metadata: readonly string[];
};

/** Undefined when the bytes are no picture of a kind that is known here, or end in its middle. */
export const readPicture = (bytes: Buffer): PictureFile | undefined => {
  try {
    if (bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n') return png(bytes);
    if (bytes.readUInt16BE(0) === 0xffd8) return jpeg(bytes);
    if (/^GIF8[79]a$/.test(bytes.subarray(0, 6).toString('latin1'))) {
      return { type: 'image/gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8), metadata: [] };
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // read past the end
  }
  return undefined;
};

const pngMetadata: Record<string, string> = {
  eXIf: 'Exif',
  tEXt: 'text',
  zTXt: 'text',
  iTXt: 'text or XMP',
  tIME: 'time',
};

const png = (bytes: Buffer): PictureFile | undefined => {
  const metadata: string[] = [];
  let size: { width: number; height: number } | undefined;
  for (let at = 8; ; ) {
    const length = bytes.readUInt32BE(at);
    const chunk = bytes.subarray(at + 4, at + 8).toString('latin1');
    if (chunk === 'IHDR') size = { width: bytes.readUInt32BE(at + 8), height: bytes.readUInt32BE(at + 12) };
    if (chunk === 'IEND') return size && { type: 'image/png', ...size, metadata };
    const name = pngMetadata[chunk];
    if (name) metadata.push(name);
    at += 12 + length; // length, kind and checksum around the data
  }
};

const jpeg = (bytes: Buffer): PictureFile | undefined => {
  const metadata: string[] = [];
  for (let at = 2; ; ) {
    if (bytes.readUInt8(at) !== 0xff) return undefined;
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xff) {
      at += 1; // padding
      continue;
    }
    const length = bytes.readUInt16BE(at + 2);
    const name = jpegMetadata(marker, bytes.subarray(at + 4, at + 2 + length).toString('latin1'));
    if (name) metadata.push(name);
    if (startsFrame(marker)) {
      return { type: 'image/jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5), metadata };
    }
    if (marker === 0xda || marker === 0xd9) return undefined; // the picture itself, or the end, before any size
    at += 2 + length;
  }
};

/** SOF0 … SOF15 without the three markers of that row that are something else. */
const startsFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

const jpegMetadata = (marker: number, data: string): string | undefined => {
  if (marker === 0xe1) return data.startsWith('Exif\0') ? 'Exif' : 'XMP';
  if (marker === 0xed) return 'IPTC';
  if (marker === 0xfe) return 'comment';
  return undefined;
};
