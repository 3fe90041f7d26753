import type { Call } from '../http.ts';
import type { Visibility } from './entities.ts';
import { countedLength } from './html.ts';
import type { Limits } from './instance.ts';

/*
 * What a request to publish asks for, and what Mastodon would say against it.
 */

export type Wanted = {
  readonly text: string;
  readonly language: string;
  readonly visibility: Visibility;
  readonly spoiler: string;
  readonly sensitive: boolean;
  readonly key?: string;
};

const visibilities: readonly string[] = ['public', 'unlisted', 'private', 'direct'];

const known = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

const fieldsOf = (call: Call): Record<string, unknown> => {
  const type = call.headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(call.form());
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
  if (text('scheduled_at') !== undefined) complain('a status with scheduled_at, which is not for us');
  return {
    text: (text('status') ?? '').trim(),
    // Mastodon falls back on the account's language without a word.
    language: language && isLanguage(language) ? language : 'en',
    visibility: (visibility ?? 'public') as Visibility,
    spoiler: (text('spoiler_text') ?? '').trim(),
    sensitive: text('sensitive') === 'true',
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

/** Why Mastodon refuses, in its words; undefined when it would not. */
export const refusal = (wanted: Wanted, limits: Limits): string | undefined => {
  if (wanted.text === '') return "Text can't be blank";
  if (!visibilities.includes(wanted.visibility)) return 'Visibility is not included in the list';
  if (countedLength(wanted.spoiler + wanted.text, limits.perUrl) > limits.characters) {
    return `Text character limit of ${limits.characters} exceeded`;
  }
  return undefined;
};
