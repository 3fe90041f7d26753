import { Rejected } from '../errors.ts';
import type { Picture, PictureRules } from '../model.ts';
import { encode, fitting } from './encode.ts';
import { kindOf, type PictureType } from './picture-kind.ts';
import { longestSide, mostPixels, withSharp } from './sharp.ts';

/*
 * Pictures as people make them: what may be sent, and the same picture made fit for a network. It is always decoded and
 * written anew, so that nothing of the file but its pixels goes out: no position, no camera, no name, no thumbnail.
 */

/** 20 MB: four times what any of the networks shows; also the most that is read into memory. */
export const mostBytes = 20_000_000;

export type Look =
  | { readonly problem: string }
  /** As it is seen, upright. */
  | { readonly width: number; readonly height: number; readonly notes: readonly string[] };

/** A side of this many pixels is a thumbnail. */
const small = 64;
/** Wider than 5 : 1 no network shows a picture whole in its timeline. */
const extreme = 5;

const size = ({ width, height }: { width: number; height: number }): string =>
  `${width.toLocaleString('en')} × ${height.toLocaleString('en')}`;

const sizeProblem = (one: { width: number; height: number }): string | undefined => {
  const { width, height } = one;
  if (Math.max(width, height) > longestSide)
    return `the picture is ${size(one)} pixels, and no side may be longer than ${longestSide.toLocaleString('en')}; make it smaller`;
  if (width * height > mostPixels)
    return `the picture is ${size(one)} pixels, more than ${mostPixels / 1e6} megapixels; make it smaller`;
  if (Math.min(width, height) < 2) return `the picture is ${size(one)} pixels: nothing can be seen; use another one`;
  return undefined;
};

function* notesOn(one: { width: number; height: number }): Iterable<string> {
  const [short, long] = [Math.min(one.width, one.height), Math.max(one.width, one.height)];
  if (short < small) yield `the picture is ${size(one)} pixels, which is very small; use a larger one`;
  if (long / short > extreme)
    yield `the picture is ${size(one)} pixels: networks show only a part of so long a picture; cut it to a usual shape`;
}

const broken = (error: unknown): string =>
  error instanceof Error && /timeout/i.test(error.message)
    ? 'the picture takes more than a minute to decode; save it anew, smaller'
    : 'the picture is broken or cut short and cannot be shown; save it anew';

type Measured = { readonly type: PictureType; readonly width: number; readonly height: number };

/** Header only: cheap, and whatever size is claimed, nothing is decoded. */
const measure = async (bytes: Uint8Array): Promise<Measured | { readonly problem: string }> => {
  if (bytes.length > mostBytes)
    return { problem: `the file is larger than ${mostBytes / 1e6} MB; make the picture smaller` };
  const kind = kindOf(bytes);
  if ('problem' in kind) return kind;
  try {
    const claimed = await withSharp((_open, sharp) => sharp(bytes, { limitInputPixels: false }).metadata());
    const { width, height } = claimed.autoOrient;
    const problem = sizeProblem({ width, height });
    return problem === undefined ? { type: kind.type, width, height } : { problem };
  } catch (error) {
    return { problem: broken(error) };
  }
};

/** What is to be said of a picture to the person who put it there. Decodes it whole, line by line. */
export const lookAt = async (bytes: Uint8Array): Promise<Look> => {
  const measured = await measure(bytes);
  if ('problem' in measured) return measured;
  try {
    // The result is thrown away; a cubic kernel and no shrinking on load, so that every line is really read.
    await withSharp((open) => open(bytes).resize(16, 16, { fit: 'fill', fastShrinkOnLoad: false }).raw().toBuffer());
  } catch (error) {
    return { problem: broken(error) };
  }
  const { width, height } = measured;
  return { width, height, notes: [...notesOn(measured)] };
};

/**
 * The picture as a network takes it: upright, in sRGB, without metadata. The same bytes and rules always give the same
 * bytes. Throws Rejected when it cannot be: `check` says so beforehand.
 */
export const preparePicture = async (bytes: Uint8Array, rules: PictureRules): Promise<Omit<Picture, 'alt'>> => {
  const measured = await measure(bytes);
  if ('problem' in measured) throw new Rejected(measured.problem);
  const { width, height } = fitting(measured, rules.pixels);
  return withSharp(async (open, sharp) => {
    const { data, info } = await open(bytes)
      .autoOrient()
      .resize(width, height, { fit: 'fill' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    // What is transparent stays so as long as it can.
    const keepPng = measured.type === 'image/png' || info.channels === 4;
    return encode(sharp, { data, width, height, channels: info.channels }, rules, keepPng);
  }).catch((error: unknown) => {
    throw error instanceof Rejected ? error : new Rejected(broken(error));
  });
};
