import { invalid } from './refusal.ts';

/*
 * What the lexicon app.bsky.feed.post makes a server refuse, and what it lets pass although followers would see a
 * hashtag or a link that is none. The first is an error; the second a complaint of the local network.
 */

type Range = { readonly start: number; readonly end: number };
type Record_ = Readonly<Record<string, unknown>>;

const type = 'app.bsky.feed.post';
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const datetime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,20})?(Z|[+-]\d{2}:\d{2})$/;

/** Throws what a server would answer; gives the complaints otherwise. */
export const checkPost = (record: Record_): readonly string[] => {
  const { text, langs, createdAt, facets } = record;
  const no = (words: string) => invalid(`Invalid ${type} record: ${words}`);
  if (record.$type !== type) throw no(`Expected $type "${type}" at $.record`);
  if (typeof text !== 'string') throw no('Missing required key "text" at $.record');
  const bytes = Buffer.byteLength(text);
  if (bytes > 3_000) throw no(`string too big (maximum 3000, got ${bytes}) at $.record.text`);
  const graphemes = [...segmenter.segment(text)].length;
  if (graphemes > 300) throw no(`grapheme too big (maximum 300, got ${graphemes}) at $.record.text`);
  if (createdAt === undefined) throw no('Missing required key "createdAt" at $.record');
  if (typeof createdAt !== 'string' || !datetime.test(createdAt) || Number.isNaN(Date.parse(createdAt))) {
    throw no('Invalid datetime at $.record.createdAt');
  }
  if (langs !== undefined) {
    if (!Array.isArray(langs)) throw no('Expected array at $.record.langs');
    if (langs.length > 3) throw no(`array too big (maximum 3, got ${langs.length}) at $.record.langs`);
    if (!langs.every((lang) => typeof lang === 'string' && /^(i|[a-z]{2,3})(-[a-z0-9-]+)?$/i.test(lang))) {
      throw no('Invalid language at $.record.langs');
    }
  }
  if (facets !== undefined && !Array.isArray(facets)) throw no('Expected array at $.record.facets');
  return checkFacets(text, (facets ?? []) as unknown[], no);
};

const checkFacets = (text: string, facets: readonly unknown[], no: (words: string) => Error): string[] => {
  const bytes = Buffer.from(text);
  const complaints: string[] = [];
  const covered: Range[] = [];
  for (const [i, facet] of facets.entries()) {
    const { index, features } = (facet ?? {}) as { index?: Record_; features?: unknown };
    const [start, end] = [index?.byteStart, index?.byteEnd];
    if (!isCount(start) || !isCount(end)) throw no(`Expected byteStart and byteEnd at $.record.facets[${i}].index`);
    if (!Array.isArray(features)) throw no(`Expected array at $.record.facets[${i}].features`);
    if (start >= end || end > bytes.length) {
      complaints.push(`facet ${start}–${end} lies outside a text of ${bytes.length} bytes`);
      continue;
    }
    if (!isBoundary(bytes, start) || !isBoundary(bytes, end)) {
      complaints.push(`facet ${start}–${end} cuts a character in two`);
      continue;
    }
    if (covered.some((other) => start < other.end && other.start < end)) {
      complaints.push(`facet ${start}–${end} overlaps another`);
    }
    covered.push({ start, end });
    const shown = bytes.subarray(start, end).toString();
    complaints.push(...features.flatMap((feature) => checkFeature(shown, feature as Record_, no)));
  }
  for (const { shown, start } of seen(text)) {
    const facet = covered.find((range) => range.start === start);
    if (!facet) complaints.push(`“${shown}” has no facet of its own: followers see plain text`);
    else if (/^[#＃]/u.test(shown) && facet.end < start + Buffer.byteLength(shown)) {
      complaints.push(`the facet of “${shown}” stops inside it`);
    }
  }
  return complaints;
};

const checkFeature = (shown: string, feature: Record_, no: (words: string) => Error): string[] => {
  const { $type, tag, uri } = feature;
  switch ($type) {
    case 'app.bsky.richtext.facet#tag':
      if (typeof tag !== 'string') throw no('Missing required key "tag" at $.record.facets');
      return shown === `#${tag}` || shown === `＃${tag}` ? [] : [`the facet of the tag “${tag}” covers “${shown}”`];
    case 'app.bsky.richtext.facet#link':
      if (typeof uri !== 'string') throw no('Missing required key "uri" at $.record.facets');
      return shown === uri ? [] : [`the facet of the link ${uri} covers “${shown}”`];
    case 'app.bsky.richtext.facet#mention':
      return [`the facet over “${shown}” mentions somebody: mentions are never automatic`];
    default:
      return [`a facet of the unknown kind ${String($type)}`];
  }
};

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

/** A byte that continues a character begins with the bits 10. */
const isBoundary = (bytes: Buffer, at: number): boolean => at === bytes.length || ((bytes[at] ?? 0) & 0xc0) !== 0x80;

/**
 * Where a reader takes something for a hashtag or a link. Only where it begins and, for a hashtag, that its facet does not
 * stop inside the word: where a link ends is the sender's affair.
 */
const seen = (text: string): readonly { readonly start: number; readonly shown: string }[] =>
  [...text.matchAll(/\S+/gu)].flatMap((word) => {
    const link = /https?:\/\/[\p{L}\p{N}]\S*/iu.exec(word[0]);
    const found = link
      ? [link]
      : [...word[0].matchAll(/(?<![\p{L}\p{M}\p{N}_&/#＃])[#＃](?=[\p{L}\p{N}_])[\p{L}\p{M}\p{N}_]*/gu)];
    return found
      .filter(([shown]) => /\p{L}/u.test(shown) && [...shown].length <= 65) // a tag of more than 64 letters is none
      .map((match) => ({ start: Buffer.byteLength(text.slice(0, word.index + match.index)), shown: match[0] }));
  });
