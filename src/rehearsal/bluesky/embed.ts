import type { Blobs } from './blobs.ts';
import { invalid } from './refusal.ts';

/*
 * What goes with a post: pictures (app.bsky.embed.images) or a link card (app.bsky.embed.external). What the lexicons
 * forbid is refused; what they allow and people would miss is complained of: a picture without words, one shown squeezed.
 */

type Record_ = Readonly<Record<string, unknown>>;

const most = 4;
const largest = { picture: 2_000_000, thumb: 1_000_000 };

const no = (words: string) => invalid(`Invalid app.bsky.feed.post record: ${words}`);

export const checkEmbed = (embed: unknown, blobs: Blobs): string[] => {
  if (embed === undefined) return [];
  if (!isObject(embed) || typeof embed.$type !== 'string')
    throw no('Expected an object with a $type at $.record.embed');
  switch (embed.$type) {
    case 'app.bsky.embed.images':
      return checkPictures(embed.images, blobs);
    case 'app.bsky.embed.external':
      return checkCard(embed.external);
    default:
      return [`an embed of the kind ${embed.$type}, which this program never sends`];
  }
};

const checkPictures = (images: unknown, blobs: Blobs): string[] => {
  const at = '$.record.embed.images';
  if (!Array.isArray(images)) throw no(`Expected array at ${at}`);
  if (images.length > most) throw no(`array too big (maximum ${most}, got ${images.length}) at ${at}`);
  if (images.length === 0) return ['pictures without a picture'];
  return images.flatMap((image: unknown, i) => {
    if (!isObject(image)) throw no(`Expected object at ${at}[${i}]`);
    const { alt, aspectRatio } = image;
    if (typeof alt !== 'string') throw no(`Missing required key "alt" at ${at}[${i}]`);
    const cid = checkBlob(image.image, largest.picture, `${at}[${i}].image`);
    const complaints = alt.trim() === '' ? [`picture ${i + 1} has no alt text`] : [];
    if (aspectRatio === undefined)
      return [...complaints, `picture ${i + 1} has no aspectRatio: it is shown as a square`];
    const { width, height } = isObject(aspectRatio) ? aspectRatio : {};
    if (!isSize(width) || !isSize(height)) throw no(`Expected width and height at ${at}[${i}].aspectRatio`);
    const seen = blobs.get(cid)?.seen;
    // A ratio may be approximate; one of a picture that stands on its side is not.
    if (seen && Math.abs((width / height) * (seen.height / seen.width) - 1) > 0.02) {
      complaints.push(`picture ${i + 1} is ${seen.width}×${seen.height} and said to be ${width}×${height}`);
    }
    return complaints;
  });
};

const checkCard = (external: unknown): string[] => {
  const at = '$.record.embed.external';
  if (!isObject(external)) throw no(`Missing required key "external" at $.record.embed`);
  for (const key of ['uri', 'title', 'description']) {
    if (typeof external[key] !== 'string') throw no(`Missing required key "${key}" at ${at}`);
  }
  const { uri, title, thumb } = external as { uri: string; title: string; thumb?: unknown };
  if (!/^\w+:(?:\/\/)?[^\s/][^\s]*$/.test(uri)) throw no(`Invalid URI at ${at}.uri`);
  if (thumb !== undefined) checkBlob(thumb, largest.thumb, `${at}.thumb`);
  return [
    ...(/^https?:/.test(uri) ? [] : [`the card leads to ${uri}, which is no page`]),
    ...(title.trim() === '' ? ['the card has no title'] : []),
  ];
};

/** Its cid. Whether it is here is looked at when the record is written, as a PDS does. */
const checkBlob = (blob: unknown, most: number, at: string): string => {
  const { $type, ref, mimeType, size } = isObject(blob) ? blob : {};
  const cid = isObject(ref) ? ref.$link : undefined;
  if ($type !== 'blob' || typeof cid !== 'string' || typeof mimeType !== 'string' || !isSize(size)) {
    throw no(`Expected blob value at ${at}`);
  }
  if (!mimeType.startsWith('image/')) throw no(`Expected "image/*" mime type (got ${mimeType}) at ${at}`);
  if (size > most) throw no(`blob too big (maximum ${most}, got ${size}) at ${at}`);
  return cid;
};

const isObject = (value: unknown): value is Record_ => typeof value === 'object' && value !== null;
const isSize = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 1;
