/*
 * The beginning of a line, read without parsing. Servers write `did`, `time_us` and `kind` first, and in a commit `rev`, `operation`, `collection` and
 * `rkey` before the record; newer ones add a `cursor`. Other orders, escapes in these words and lines cut short are left to whoever asks.
 *
 * The expressions are sticky and only say how far they reach: with groups each would take several times as long, and every line passes here.
 */

export type Head = {
  readonly timeUs: number;
  readonly what: 'nothing of a post' | 'account' | 'post created' | 'post changed';
};

const key = (name: string) => String.raw`\s*"${name}"\s*:\s*`;
const cursor = String.raw`(?:${key('cursor')}\d+\s*,)?`;
const word = String.raw`"[^"\\]*"\s*,`;

const toTime = new RegExp(String.raw`\s*\{${cursor}${key('did')}${word}${cursor}${key('time_us')}`, 'y');
const toKind = new RegExp(String.raw`\d{1,16}\s*,${cursor}${key('kind')}"`, 'y');
const account = /account"/y;
const identity = /identity"/y;
const toOperation = new RegExp(
  String.raw`commit"\s*,${cursor}${key('commit')}\{(?:${key('rev')}${word})?${key('operation')}"`,
  'y',
);
const create = /create"/y;
const toCollection = new RegExp(String.raw`(?:create|update|delete)"\s*,${key('collection')}`, 'y');
const ofPosts = /"app\.bsky\.feed\.post"/y;
const ofOthers = /"[^"\\]*"/y;

/** Behind what the expression finds right here; -1 where it finds nothing. */
const behind = (expression: RegExp, line: string, at: number): number => {
  if (at < 0) return -1;
  expression.lastIndex = at;
  return expression.test(line) ? expression.lastIndex : -1;
};

/** Undefined where only parsing can tell. */
export const readHead = (line: string): Head | undefined => {
  if (!endsWithBrace(line)) return undefined;
  const time = behind(toTime, line, 0);
  const kind = behind(toKind, line, time);
  if (kind < 0) return undefined;
  const timeUs = Number.parseInt(line.slice(time, time + 16), 10);
  const operation = behind(toOperation, line, kind);
  if (operation < 0) {
    if (behind(account, line, kind) >= 0) return { timeUs, what: 'account' };
    return behind(identity, line, kind) >= 0 ? { timeUs, what: 'nothing of a post' } : undefined;
  }
  const collection = behind(toCollection, line, operation);
  if (behind(ofPosts, line, collection) >= 0) {
    return { timeUs, what: behind(create, line, operation) >= 0 ? 'post created' : 'post changed' };
  }
  return behind(ofOthers, line, collection) >= 0 ? { timeUs, what: 'nothing of a post' } : undefined;
};

/** A line cut short does not: parsing will say what is wrong with it. */
export const endsWithBrace = (text: string, to = text.length): boolean => {
  let end = to - 1;
  while (end > 0 && text.charCodeAt(end) <= 0x20) end--;
  return text.charCodeAt(end) === 0x7d;
};

const text = String.raw`"([^"\\]*)"\s*,`;
const changed = new RegExp(
  String.raw`\s*\{${cursor}${key('did')}${text}${cursor}${key('time_us')}\d+\s*,${cursor}${key('kind')}"commit"\s*,${cursor}${key('commit')}\{` +
    String.raw`(?:${key('rev')}${word})?${key('operation')}"([a-z]*)"\s*,${key('collection')}${word}${key('rkey')}"([^"\\]*)"\s*[,}]`,
  'y',
);

/** Of a line that begins as readHead knows it: which post was changed, and how; undefined where only parsing can tell. */
export const readChange = (line: string): { did: string; rkey: string; operation: string } | undefined => {
  changed.lastIndex = 0;
  const found = changed.exec(line);
  return found ? { did: found[1]!, operation: found[2]!, rkey: found[3]! } : undefined;
};
