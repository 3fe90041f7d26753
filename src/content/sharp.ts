import type { Sharp } from 'sharp';

/*
 * The one place that loads sharp. It costs 25 MB and a tenth of a second, so it is loaded when the first picture is
 * decoded. One picture at a time and no cache: three networks may want theirs in the same second, on a small machine.
 */

/** What may be decoded: a phone's 48 megapixels pass; sides as JPEG and WebP at most allow, nearly. */
export const mostPixels = 50_000_000;
export const longestSide = 16_384;

/** Real seconds for one picture; a picture of 50 megapixels takes a few on a slow machine. */
const SECONDS = 60;

type Open = (bytes: Uint8Array) => Sharp;

const load = async () => {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1); // as many threads a picture; also makes the same input give the same bytes
  return sharp;
};

let loaded: ReturnType<typeof load> | undefined;
let last: Promise<unknown> = Promise.resolve();

/** Does `work` when the pictures before it are done. Whatever a file holds, `error` is what stops it, not `warning`. */
export const withSharp = async <T>(
  work: (open: Open, sharp: Awaited<ReturnType<typeof load>>) => Promise<T>,
): Promise<T> => {
  loaded ??= load();
  const sharp = await loaded;
  const open: Open = (bytes) =>
    sharp(bytes, { failOn: 'error', sequentialRead: true, limitInputPixels: mostPixels }).timeout({ seconds: SECONDS });
  const turn = last.then(() => work(open, sharp));
  last = turn.catch(() => undefined);
  return turn;
};
