import { Rejected } from '../errors.ts';
import type { Picture, PictureRules } from '../model.ts';

/*
 * Pixels → a file that a network takes: PNG while that fits, else JPEG of falling quality, else a smaller picture.
 */

type Size = { readonly width: number; readonly height: number };
export type Pixels = Size & { readonly data: Buffer; readonly channels: 1 | 2 | 3 | 4 };
type Sharp = typeof import('sharp')['default'];
type Made = Omit<Picture, 'alt'>;

/** X shows at most 4,096 × 4,096, and takes no side above 8,192; the other two show less. */
const shownPixels = 4_096 * 4_096;
const shownSide = 8_192;

const qualities = [90, 80, 70, 60] as const;

/** The same shape with at most so many pixels; never larger than it is. */
export const fitting = ({ width, height }: Size, pixels = Number.POSITIVE_INFINITY): Size => {
  const area = Math.min(pixels, shownPixels);
  const scale = Math.min(1, shownSide / Math.max(width, height), Math.sqrt(area / (width * height)));
  return scale === 1 ? { width, height } : scaled({ width, height }, scale);
};

const scaled = ({ width, height }: Size, scale: number): Size => ({
  width: Math.max(1, Math.floor(width * scale)),
  height: Math.max(1, Math.floor(height * scale)),
});

const asPng = async (sharp: Sharp, pixels: Pixels, size: Size): Promise<Made> => {
  const bytes = await raw(sharp, pixels, size).png({ compressionLevel: 9, palette: false }).toBuffer();
  return { ...size, bytes, type: 'image/png' };
};

const asJpeg = async (sharp: Sharp, pixels: Pixels, size: Size, quality: number): Promise<Made> => {
  const bytes = await raw(sharp, pixels, size)
    .flatten({ background: '#ffffff' }) // JPEG knows nothing transparent; pages are white where it matters
    .jpeg({ quality, chromaSubsampling: quality === 90 ? '4:4:4' : '4:2:0' })
    .toBuffer();
  return { ...size, bytes, type: 'image/jpeg' };
};

const raw = (sharp: Sharp, { data, width, height, channels }: Pixels, size: Size) => {
  const whole = sharp(data, { raw: { width, height, channels } });
  return size.width === width && size.height === height
    ? whole
    : whole.resize(size.width, size.height, { fit: 'fill' });
};

/** From the best to the last, as `types` allow; undefined is a PNG, a number the quality of a JPEG. */
const ways = (keepPng: boolean, types: readonly string[]): readonly (number | undefined)[] => {
  const jpeg = types.includes('image/jpeg');
  const png = types.includes('image/png') && (keepPng || !jpeg);
  return [...(png ? [undefined] : []), ...(jpeg ? qualities : [])];
};

export const encode = async (sharp: Sharp, pixels: Pixels, rules: PictureRules, keepPng: boolean): Promise<Made> => {
  if (!rules.types.includes('image/jpeg') && !rules.types.includes('image/png'))
    throw new Rejected(`the network takes neither JPEG nor PNG (${rules.types.join(', ') || 'no pictures'})`);
  const whole: Size = { width: pixels.width, height: pixels.height };
  for (let size = whole; ; ) {
    let smallest = Number.POSITIVE_INFINITY;
    for (const quality of ways(keepPng && size === whole, rules.types)) {
      const made =
        quality === undefined ? await asPng(sharp, pixels, size) : await asJpeg(sharp, pixels, size, quality);
      if (made.bytes.length <= rules.bytes) return made;
      smallest = Math.min(smallest, made.bytes.length);
    }
    if (size.width === 1 && size.height === 1) break;
    // Bytes follow the area; a tenth less than that, and at least a fifth less each time, so that it ends soon.
    size = scaled(size, Math.min(0.8, 0.9 * Math.sqrt(rules.bytes / smallest)));
  }
  throw new Rejected(`the network takes pictures of ${rules.bytes} bytes only, and no picture is so small`);
};
