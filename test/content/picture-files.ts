import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/* Pictures of the tests' own, made in memory: with sharp, and byte by byte where sharp would not make such a thing. */

type Colour = { readonly r: number; readonly g: number; readonly b: number; readonly alpha?: number };
export const red: Colour = { r: 220, g: 20, b: 20 };
export const blue: Colour = { r: 20, g: 20, b: 220 };

export const plain = (width: number, height: number, background: Colour = red) =>
  sharp({ create: { width, height, channels: background.alpha === undefined ? 3 : 4, background } });

/** What no encoder can make small. */
export const noise = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: red, noise: { type: 'gaussian', mean: 128, sigma: 40 } } });

/** 90 × 60, red with a blue upper left corner. */
export const cornered = async () =>
  plain(90, 60).composite([{ input: await plain(30, 20, blue).png().toBuffer(), left: 0, top: 0 }]);

/** The colour at a point, as whoever opens the file sees it. */
export const colourAt = async (bytes: Uint8Array, left: number, top: number): Promise<readonly number[]> => [
  ...(await sharp(bytes).toColourspace('srgb').extract({ left, top, width: 1, height: 1 }).raw().toBuffer()),
];

export const chunk = (name: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
};

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** A grey PNG that claims any size; `rows` of it are really there, and compress to next to nothing. */
export const pngOf = (width: number, height: number, rows: number, before: readonly Buffer[] = []): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    ...before,
    chunk('IDAT', deflateSync(Buffer.alloc((width + 1) * rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

/** 1 × 1, of `frames` frames. */
export const gifOf = (frames: number): Buffer => {
  const frame = '21f904000a0000002c000000000100010000020244010 0'.replace(' ', '');
  return Buffer.from(`47494638396101000100800000000000ffffff${frame.repeat(frames)}3b`, 'hex');
};

/** The names of a PNG's chunks, or the markers of a JPEG up to its pixels, in hex. */
export const partsOf = (bytes: Uint8Array): string[] => {
  const buffer = Buffer.from(bytes);
  const parts: string[] = [];
  if (buffer.subarray(0, 8).equals(signature)) {
    for (let at = 8; at < buffer.length; at += 12 + buffer.readUInt32BE(at))
      parts.push(buffer.toString('latin1', at + 4, at + 8));
    return parts;
  }
  for (let at = 2; buffer[at] === 0xff && buffer[at + 1] !== 0xda; at += 2 + buffer.readUInt16BE(at + 2))
    parts.push(buffer.toString('hex', at + 1, at + 2));
  return parts;
};

/** EXIF of a phone: where, with what, and turned by a quarter. */
export const phoneExif = {
  IFD0: { Make: 'Secret Phone', ImageDescription: 'who was there' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 54/1 12/1', GPSLongitudeRef: 'E', GPSLongitude: '35/1 12/1 8/1' },
};
