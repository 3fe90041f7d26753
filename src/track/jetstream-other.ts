import { endsWithBrace } from './jetstream-head.ts';

/*
 * Lines whose keys are in an order that readHead does not know (a recording may have been sorted): which of them need no parsing.
 */

/**
 * The time of a commit that cannot be a post with the hashtag, nor an update or a deletion of one; undefined where only parsing can tell.
 * `mayHold` is asked about posts alone.
 */
export const timeOfOther = (line: string, mayHold: (line: string) => boolean): number | undefined => {
  if (!endsWithBrace(line) || hidden.test(line)) return undefined;
  const time = onlyAfter(line, '"time_us"');
  if (!time || !/^\d{1,16}[\s,}]/.test(time) || !onlyAfter(line, '"kind"')?.startsWith('"commit"')) return undefined;
  if (line.includes('"app.bsky.feed.post"')) {
    if (line.includes('"update"') || line.includes('"delete"') || mayHold(line)) return undefined;
  }
  return Number.parseInt(time, 10);
};

/** What begins behind a key and its colon; undefined when the key is there twice: a record may have one of the same name. */
const onlyAfter = (line: string, key: string): string | undefined => {
  const found = line.indexOf(key);
  if (found < 0 || line.includes(key, found + 1)) return undefined;
  const [colon] = /^\s*:\s*/.exec(line.slice(found + key.length, found + key.length + 20)) ?? [];
  if (colon === undefined) return undefined;
  const start = found + key.length + colon.length;
  return line.slice(start, start + 20);
};

/** An escape that may hide a letter, a dot or a `_` of the words looked for. */
const hidden = /\\u00(?:2[eE]|5[fF]|[46][1-9a-fA-F]|[57][0-9aA])/;
