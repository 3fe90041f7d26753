import twitter from 'twitter-text';

/*
 * Where Mastodon sees a link or a mention in a plain text. It counts both shorter than they are written, and shows them
 * shorter too, so counting (rules.ts) and recognising our own posts (plain-text.ts) start here.
 *
 * Mastodon takes Twitter's rule for hosts (known top-level domains only: a link to `localhost` is just text) and its own
 * for what follows: any letter may stand in a path, which Twitter allows for a few scripts only.
 */

export type Entity = {
  readonly kind: 'url' | 'mention';
  readonly start: number;
  readonly end: number;
  readonly shown: string;
};

// Not among the library's types, but part of what it exports.
const host = (twitter as unknown as { regexen: { validDomain: RegExp } }).regexen.validDomain.source;

const inPath = '[^\\s<>()?]';
const brackets = `\\((?:${inPath}+|${inPath}*\\(${inPath}+\\)${inPath}*)\\)`;
const endsPath = `(?:[^\\s()?!*"'「」<>;:=,.$%\\[\\]~&|@]|${brackets})`;
const path = `(?:/(?:${inPath}*(?:${brackets}${inPath}*)*${endsPath}|${inPath}+/)*)`;
const query =
  "(?:\\?(?:[a-z0-9!?*'();:&=+$/%#\\[\\]\\-_.,~|@^]|[^\\x00-\\xa0\\s])*(?:[a-z0-9_&=#/\\-]|[^\\x00-\\xa0\\s]))";
const url = new RegExp(
  `(?<![A-Za-z0-9@＠$#＃\\uFFFE\\uFEFF\\uFFFF])https?://${host}(?::[0-9]+)?${path}?${query}?`,
  'gi',
);

const word = '[\\p{L}\\p{M}\\p{N}\\p{Pc}]';
const mention = new RegExp(
  `(?<!${word}|[=/])@(?<local>[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)(?:@${word}+(?:[.-]+${word}+)*)?(?![@＠]|://)`,
  'giu',
);

/** Links and mentions in the order of the text, none over another. `shown` is the link, or the mention without its server. */
export const entities = (text: string): readonly Entity[] => {
  const found: Entity[] = [
    ...text.matchAll(url).map((m) => entity('url', m, m[0])),
    ...text.matchAll(mention).map((m) => entity('mention', m, `@${m.groups?.local}`)),
  ].sort((a, b) => a.start - b.start);
  let end = 0;
  return found.filter((one) => {
    if (one.start < end) return false;
    end = one.end;
    return true;
  });
};

const entity = (kind: Entity['kind'], match: RegExpExecArray, shown: string): Entity => ({
  kind,
  start: match.index,
  end: match.index + match[0].length,
  shown,
});

/** The text with each link and mention replaced by what `replace` makes of it. */
export const rewrite = (text: string, replace: (entity: Entity) => string): string => {
  let result = '';
  let done = 0;
  for (const one of entities(text)) {
    result += text.slice(done, one.start) + replace(one);
    done = one.end;
  }
  return result + text.slice(done);
};
