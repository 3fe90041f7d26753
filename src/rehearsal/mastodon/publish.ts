import type { Call } from '../http.ts';
import type { Held, Visibility } from './entities.ts';
import { countedLength, graphemes } from './html.ts';
import type { Limits } from './instance.ts';
import type { HeldMedia } from './media.ts';

/*
 * What a request to publish asks for, and what Mastodon would say against it.
 */

export type Wanted = {
  readonly text: string;
  readonly language: string;
  readonly visibility: Visibility;
  readonly spoiler: string;
  readonly sensitive: boolean;
  readonly replyTo?: string;
  readonly media: readonly string[];
  readonly key?: string;
};

const visibilities: readonly string[] = ['public', 'unlisted', 'private', 'direct'];

const known = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

const fieldsOf = (call: Call): Record<string, unknown> => {
  const type = call.headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const form = call.form();
    return { ...Object.fromEntries(form), media_ids: form.getAll('media_ids[]') };
  }
  const json = call.json();
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
};

/** Reads a request as Mastodon does, which takes parameters from anywhere, and complains of what no good client does. */
export const readWanted = (call: Call, complain: (words: string) => void): Wanted => {
  const fields = fieldsOf(call);
  const text = (name: string): string | undefined => {
    if (call.query.has(name)) complain(`${name} travelled in the query string, which servers log`);
    const value = fields[name] ?? call.query.get(name);
    return value === undefined || value === null ? undefined : String(value);
  };
  const header = call.headers['idempotency-key'];
  const key = Array.isArray(header) ? header[0] : header;
  if (!key) complain('a status without an Idempotency-Key');
  const language = text('language');
  if (!language) complain('a status without a language');
  else if (!isLanguage(language)) complain(`a status in a language that nobody knows: ${language}`);
  const visibility = text('visibility');
  if (!visibility) complain('a status without a visibility');
  const spoiler = (text('spoiler_text') ?? '').trim();
  const ids = fields.media_ids;
  if (text('scheduled_at') !== undefined) complain('a status with scheduled_at, which is not for us');
  return {
    text: (text('status') ?? '').trim(),
    // Mastodon falls back on the account's language without a word.
    language: language && isLanguage(language) ? language : 'en',
    visibility: (visibility ?? 'public') as Visibility,
    spoiler,
    // A post with a warning is sensitive, whatever it says of itself.
    sensitive: text('sensitive') === 'true' || spoiler !== '',
    replyTo: text('in_reply_to_id') || undefined,
    media: Array.isArray(ids) ? ids.map(String) : [],
    key,
  };
};

const isLanguage = (tag: string): boolean => {
  try {
    return known.of(tag) !== undefined;
  } catch {
    return false;
  }
};

export type Refusal = { readonly status: number; readonly words: string };

type There = {
  readonly post: (id: string) => Held | undefined;
  readonly freeMedia: (id: string) => HeldMedia | undefined;
};

/** Asked before everything else, even before the key. */
export const refusalOfReply = ({ replyTo }: Wanted, there: There): Refusal | undefined =>
  replyTo === undefined || there.post(replyTo)
    ? undefined
    : { status: 404, words: 'The post you are trying to reply to does not appear to exist.' };

/** Why Mastodon refuses, in its words; undefined when it would not. */
export const refusal = (wanted: Wanted, limits: Limits, there: There): Refusal | undefined => {
  const ofMedia = refusalOfMedia(wanted, limits.pictures.most, there);
  if (ofMedia !== undefined) return { status: 422, words: ofMedia };
  const invalid = invalidity(wanted, limits);
  return invalid === undefined ? undefined : { status: 422, words: `Validation failed: ${invalid}` };
};

const refusalOfMedia = ({ media }: Wanted, most: number, there: There): string | undefined => {
  if (media.length > most) return `Cannot attach more than ${most} files`;
  const missing = media.filter((id) => !there.freeMedia(id));
  if (missing.length > 0) return `Media ${missing.join(', ')} not found or already attached to another post`;
  if (media.some((id) => there.freeMedia(id)?.unfinished !== 0)) {
    return 'Cannot attach files that have not finished processing. Try again in a moment!';
  }
  return undefined;
};

const invalidity = (wanted: Wanted, limits: Limits): string | undefined => {
  if (wanted.text === '' && wanted.media.length === 0) return "Text can't be blank";
  if (!visibilities.includes(wanted.visibility)) return 'Visibility is not included in the list';
  // The warning is counted as it stands, without the discount for links.
  if (graphemes(wanted.spoiler) + countedLength(wanted.text, limits.perUrl) > limits.characters) {
    return `Text character limit of ${limits.characters} exceeded`;
  }
  return undefined;
};
