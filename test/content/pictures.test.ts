import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { lookAt, preparePicture } from '../../src/content/pictures.ts';
import { Rejected } from '../../src/errors.ts';
import type { PictureRules } from '../../src/model.ts';
import {
  blue,
  chunk,
  colourAt,
  cornered,
  gifOf,
  noise,
  partsOf,
  phoneExif,
  plain,
  pngOf,
  red,
} from './picture-files.ts';

const rules: PictureRules = {
  most: 4,
  bytes: 2_000_000,
  types: ['image/png', 'image/jpeg'],
  altLength: 1_000,
};

const animatedWebp = async () =>
  sharp([await plain(30, 30).png().toBuffer(), await plain(30, 30, blue).png().toBuffer()], {
    join: { animated: true },
  })
    .webp()
    .toBuffer();

const cutShort = async (whole: Promise<Buffer>) => whole.then((bytes) => bytes.subarray(0, bytes.length / 2));

describe('a picture that cannot be sent is refused, whatever its name', () => {
  it.each<readonly [string, () => Buffer | Promise<Buffer>, RegExp]>([
    ['a text', () => Buffer.from('This is called .png.\n'), /^the file is not a picture, whatever its name says/],
    ['nothing', () => Buffer.alloc(0), /^the file is empty/],
    ['an animated GIF', () => gifOf(3), /^animated pictures are not supported; use a still one/],
    ['a still GIF', () => gifOf(1), /^the file is a GIF picture, which is not taken; save it as PNG, JPEG or WebP/],
    ['a GIF cut short', () => gifOf(3).subarray(0, 20), /^the file is a GIF picture/],
    [
      'an animated PNG',
      () => pngOf(90, 60, 60, [chunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]))]),
      /^animated pictures are not supported/,
    ],
    ['an animated WebP', animatedWebp, /^animated pictures are not supported/],
    ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /^the file is an SVG drawing/],
    [
      'an SVG under an XML declaration',
      () => Buffer.from('\ufeff<?xml version="1.0"?>\n<!-- a lamp -->\n<svg/>'),
      /^the file is an SVG drawing/,
    ],
    ['a TIFF', () => plain(20, 20).tiff().toBuffer(), /^the file is a TIFF picture, which is not taken/],
    ['a HEIC', () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0'), /^the file is a HEIC picture/],
    ['a PDF', () => Buffer.from('%PDF-1.7\n'), /^the file is a PDF document/],
    ['a PNG cut short', () => cutShort(noise(200, 200).png().toBuffer()), /^the picture is broken or cut short/],
    ['a JPEG cut short', () => cutShort(noise(200, 200).jpeg().toBuffer()), /^the picture is broken or cut short/],
    ['a WebP cut short', () => cutShort(noise(200, 200).webp().toBuffer()), /^the picture is broken or cut short/],
    ['only the signature of a PNG', () => pngOf(9, 9, 9).subarray(0, 8), /^the picture is broken or cut short/],
    ['1 × 1', () => plain(1, 1).png().toBuffer(), /^the picture is 1 × 1 pixels: nothing can be seen/],
    ['a line', () => plain(500, 1).png().toBuffer(), /^the picture is 500 × 1 pixels: nothing can be seen/],
    ['a side too long', () => pngOf(20_000, 10, 10), /^the picture is 20,000 × 10 pixels, and no side may be longer/],
    ['a bomb of 10 million sides', () => pngOf(10_000_000, 10_000_000, 0), /^the picture is/],
    ['a bomb of 144 megapixels', () => pngOf(12_000, 12_000, 12_000), /more than 50 megapixels; make it smaller/],
    ['21 MB', () => Buffer.concat([pngOf(9, 9, 9), Buffer.alloc(21_000_000)]), /^the file is larger than 20 MB/],
  ])('%s', async (_, make, expected) => {
    const bytes = await make();
    expect(await lookAt(bytes)).toEqual({ problem: expect.stringMatching(expected) });
    const sent = preparePicture(bytes, rules);
    await expect(sent).rejects.toBeInstanceOf(Rejected);
    await expect(sent).rejects.toThrow(expected);
  });
});

describe('a picture that can be sent', () => {
  it.each<readonly [string, () => Promise<Buffer>, number, number, RegExp | undefined]>([
    ['a PNG', () => plain(90, 60).png().toBuffer(), 90, 60, undefined],
    ['an interlaced PNG', () => noise(90, 64).png({ progressive: true }).toBuffer(), 90, 64, undefined],
    ['a PNG of 16 bits in grey', () => noise(90, 64).toColourspace('grey16').png().toBuffer(), 90, 64, undefined],
    ['a progressive JPEG', () => plain(90, 64).jpeg({ progressive: true }).toBuffer(), 90, 64, undefined],
    ['a CMYK JPEG', () => plain(90, 64).toColourspace('cmyk').jpeg().toBuffer(), 90, 64, undefined],
    ['a WebP', () => plain(90, 64).webp().toBuffer(), 90, 64, undefined],
    [
      'a lossless WebP',
      () =>
        plain(90, 64, { ...red, alpha: 0.5 })
          .webp({ lossless: true })
          .toBuffer(),
      90,
      64,
      undefined,
    ],
    ['a PNG of 12 MB', () => noise(2_100, 2_100).png().toBuffer(), 2_100, 2_100, undefined],
    ['a small one', () => plain(20, 20).png().toBuffer(), 20, 20, /very small/],
    ['10,000 × 100', () => noise(10_000, 100).png().toBuffer(), 10_000, 100, /^the picture is 10,000 × 100 pixels/],
    ['turned by a quarter', () => plain(90, 70).withMetadata({ orientation: 6 }).jpeg().toBuffer(), 70, 90, undefined],
  ])('is looked at: %s', async (_, make, width, height, note) => {
    const look = await lookAt(await make());
    expect(look).toMatchObject({ width, height });
    // 90 × 60 and the like are small too, and nothing else is said of them.
    const notes = 'notes' in look ? look.notes.filter((one) => note !== undefined || !/very small/.test(one)) : [];
    expect(notes).toEqual(note === undefined ? [] : [expect.stringMatching(note)]);
  });

  it('stays a PNG when it fits, with its transparency', async () => {
    const given = await plain(90, 60, { ...red, alpha: 0 })
      .png()
      .toBuffer();
    const { bytes, ...made } = await preparePicture(given, rules);
    expect(made).toEqual({ type: 'image/png', width: 90, height: 60 });
    expect((await colourAt(bytes, 45, 30))[3]).toBe(0);
    const webp = await plain(90, 60, { ...red, alpha: 0.5 })
      .webp()
      .toBuffer();
    expect((await preparePicture(webp, rules)).type).toBe('image/png');
  });

  it('of 12 MB becomes a JPEG within the limit, and the same each time', async () => {
    const given = await noise(2_100, 2_100).png().toBuffer();
    expect(given.length).toBeGreaterThan(12_000_000);
    const made = await preparePicture(given, rules);
    expect(made.type).toBe('image/jpeg');
    expect(made.bytes.length).toBeLessThanOrEqual(2_000_000);
    expect(await sharp(made.bytes).metadata()).toMatchObject({
      format: 'jpeg',
      width: made.width,
      height: made.height,
    });
    const again = await preparePicture(given, rules);
    expect(Buffer.compare(again.bytes, made.bytes)).toBe(0);
  });

  it('loses quality first and size after that', async () => {
    const given = await noise(400, 300).png().toBuffer();
    const made = async (bytes: number) => preparePicture(given, { ...rules, bytes });
    const [png, good, poor, small] = [await made(1e6), await made(150_000), await made(45_000), await made(15_000)];
    expect([png.type, good.type, poor.type, small.type]).toEqual([
      'image/png',
      'image/jpeg',
      'image/jpeg',
      'image/jpeg',
    ]);
    expect([good.width, poor.width]).toEqual([400, 400]);
    expect(poor.bytes.length).toBeLessThan(good.bytes.length);
    expect(small.width).toBeLessThan(400);
    expect(small.width / small.height).toBeCloseTo(4 / 3, 1);
    expect(small.bytes.length).toBeLessThanOrEqual(15_000);
  });

  it('is never larger than the network’s pixels, nor than anybody shows', async () => {
    const given = await plain(3_000, 1_000).png().toBuffer();
    const { width, height } = await preparePicture(given, { ...rules, pixels: 300_000 });
    expect(width * height).toBeLessThanOrEqual(300_000);
    expect(width / height).toBeCloseTo(3, 1);
    const long = await preparePicture(await plain(10_000, 100).png().toBuffer(), rules);
    expect([long.width, long.height]).toEqual([8_192, 81]);
  });

  it('comes in a type that the network takes', async () => {
    const given = await noise(300, 300).png().toBuffer();
    const only = async (...types: string[]) => preparePicture(given, { ...rules, types, bytes: 100_000 });
    expect(await only('image/jpeg')).toMatchObject({ type: 'image/jpeg', width: 300 });
    const png = await only('image/png', 'image/gif');
    expect(png.type).toBe('image/png');
    expect(png.bytes.length).toBeLessThanOrEqual(100_000);
    await expect(only('image/gif')).rejects.toThrow('takes neither JPEG nor PNG (image/gif)');
    await expect(preparePicture(given, { ...rules, bytes: 20 })).rejects.toThrow(/no picture is so small/);
  });

  it.each([
    [1, 0, 0],
    [2, 80, 0],
    [3, 80, 50],
    [4, 0, 50],
    [5, 0, 0],
    [6, 50, 0],
    [7, 50, 80],
    [8, 0, 80],
  ])('is upright, whatever its EXIF orientation (%i): the corner is where it is seen', async (orientation, x, y) => {
    const given = await (await cornered()).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
    const { bytes, width, height } = await preparePicture(given, rules);
    expect([width, height]).toEqual(orientation < 5 ? [90, 60] : [60, 90]);
    const [r, , b] = await colourAt(bytes, x + 5, y + 5);
    expect(b! - r!).toBeGreaterThan(150);
    const [r2, , b2] = await colourAt(bytes, width / 2, height / 2);
    expect(r2! - b2!).toBeGreaterThan(150);
  });

  it.each([
    ['JPEG', async () => plain(90, 60).withExif(phoneExif).jpeg().toBuffer(), ['e0', 'db', 'c0', 'c4']],
    ['PNG', async () => plain(90, 60).withExif(phoneExif).png().toBuffer(), ['IHDR', 'pHYs', 'IDAT', 'IEND']],
  ])('tells nobody where it was taken nor with what: %s', async (_, make, harmless) => {
    const given = await make();
    expect(given.toString('latin1')).toContain('Secret Phone');
    // Tag 0x8825 of EXIF leads to the position; in either order of bytes.
    expect((await sharp(given).metadata()).exif?.toString('latin1')).toMatch(/\x25\x88|\x88\x25/);
    const { bytes } = await preparePicture(given, rules);
    expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/Exif|eXIf|GPS|Secret|who was there|http|photoshop/i);
    expect(partsOf(bytes).filter((part) => !harmless.includes(part))).toEqual([]);
    expect(partsOf(bytes).length).toBeGreaterThan(2);
  });

  it('keeps no text, comment, time or profile of a PNG either', async () => {
    const given = pngOf(90, 60, 60, [
      chunk('tEXt', Buffer.from('Author\0Somebody')),
      chunk('tIME', Buffer.from([7, 234, 11, 24, 0, 0, 0])),
    ]);
    expect(partsOf(given)).toContain('tEXt');
    const made = await preparePicture(given, rules);
    expect(partsOf(made.bytes).filter((part) => !['IHDR', 'pHYs', 'IDAT', 'IEND'].includes(part))).toEqual([]);
  });

  it('of a printer’s colours, or a screen’s own, is seen in the colours that it had', async () => {
    const near = ([r = 0, g = 0, b = 0]: readonly number[], colour: typeof red) =>
      Math.max(Math.abs(r - colour.r), Math.abs(g - colour.g), Math.abs(b - colour.b));
    const print = await preparePicture(await plain(64, 64).toColourspace('cmyk').jpeg().toBuffer(), rules);
    expect(print.type).toBe('image/jpeg');
    expect((await sharp(print.bytes).metadata()).space).toBe('srgb');
    // A printer cannot print this red; it stays the red that it can.
    expect(near(await colourAt(print.bytes, 32, 32), red)).toBeLessThan(60);
    const screen = await preparePicture(await plain(64, 64).withIccProfile('p3').png().toBuffer(), rules);
    expect((await sharp(screen.bytes).metadata()).hasProfile).toBe(false);
    expect(near(await colourAt(screen.bytes, 32, 32), red)).toBeLessThan(4);
  });

  it('on white where it was transparent, when it must become a JPEG', async () => {
    const given = await plain(64, 64, { ...red, alpha: 0 })
      .png()
      .toBuffer();
    const { bytes } = await preparePicture(given, { ...rules, types: ['image/jpeg'] });
    expect(await colourAt(bytes, 32, 32)).toEqual([255, 255, 255]);
  });
});
