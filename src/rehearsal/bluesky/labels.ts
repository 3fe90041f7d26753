import { invalid } from './refusal.ts';

/* The labels that an author gives to its own post (com.atproto.label.defs#selfLabels). A PDS takes any word. */

const known = new Set(['!hide', '!warn', '!no-unauthenticated', 'porn', 'sexual', 'nudity', 'graphic-media', 'bot']);

export const checkLabels = (labels: unknown): string[] => {
  if (labels === undefined) return [];
  const no = (words: string) => invalid(`Invalid app.bsky.feed.post record: ${words} at $.record.labels`);
  const { $type, values } = (labels ?? {}) as { $type?: unknown; values?: unknown };
  if ($type !== 'com.atproto.label.defs#selfLabels') throw no('Expected com.atproto.label.defs#selfLabels');
  if (!Array.isArray(values)) throw no('Missing required key "values"');
  if (values.length > 10) throw no(`array too big (maximum 10, got ${values.length})`);
  const words = values.map((value) => (value as { val?: unknown } | null)?.val);
  if (!words.every((word) => typeof word === 'string' && word.length <= 128)) throw no('Expected val');
  return words
    .filter((word) => !known.has(word as string))
    .map((word) => `the label “${word}” means nothing to anybody`);
};
