import type { Ours } from './own.ts';

/*
 * Traces of people in a piece of text: who they are, what they said, where it stands. Written for what the three networks call people and
 * posts; what these expressions do not know, they do not find (docs/privacy.md).
 */

/** `at`: where in the text. `value` never leaves src/store/seizure/ but masked. */
export type Trace = { readonly what: string; readonly value: string; readonly at: number };

/** Names and texts in JSON, as the three networks spell them. */
const SPELLED =
  'text|content|displayName|display_name|acct|username|screen_name|handle|did|author|author_id|account_id|user_id|spoiler_text|full_text|uri';
const inJson = new RegExp(`"(${SPELLED})"\\s*:\\s*"((?:[^"\\\\]|\\\\.){1,4000})"`, 'g');

const TEXTS = /text|content/;

/** At-rules of CSS and parts of npm packages look like mentions. */
const NO_MENTION =
  /^@(media|font|supports|keyframes|import|layer|page|container|charset|namespace|property|scope|starting|types|param|returns?|see|deprecated)\b/;

/** Paths on X and other sites that stand where a name would. */
const NO_PROFILE = /^(i|search|hashtag|intent|home|explore|share|settings|about|login|api|oauth2?|2)$/i;

type Kind = {
  readonly what: string;
  readonly pattern: RegExp;
  /** Only in files that are text: in random bytes it would be found by chance. */
  readonly textOnly?: boolean;
  readonly isOurs: (found: RegExpMatchArray, ours: Pick<Ours, 'account'>) => boolean;
};

const kinds: readonly Kind[] = [
  {
    what: 'the address of a post (at://)',
    pattern: /at:\/\/([^\s"'<>\\/?#\0]{3,80})[^\s"'<>\\\0]{0,120}/g,
    isOurs: ([, who = ''], ours) => ours.account(who),
  },
  {
    what: 'an account (DID)',
    pattern: /did:(?:plc:[a-z2-7]{24}|(?:plc|web|key):[A-Za-z0-9._:%-]{3,80})/g,
    isOurs: ([did], ours) => ours.account(did),
  },
  {
    what: 'the link to a post or profile',
    pattern:
      /https?:\/\/([\w.:-]{2,80})\/(?:(@|users\/|profile\/|web\/@|accounts\/)([^\s"'<>\\/?#]{1,80})|(?:notice|objects|statuses|activities)\/([\w-]{6,40})|([A-Za-z0-9_]{1,30})\/status(?:es)?\/\d{5,20})/g,
    isOurs: ([, host = '', , who, , onX], ours) => {
      const named = who ?? onX ?? '';
      return ours.account(named) || ours.account(`${named}@${host}`);
    },
  },
  {
    what: 'the link to a profile on X',
    pattern: /https?:\/\/(?:www\.|mobile\.)?(?:x|twitter)\.com\/([A-Za-z0-9_]{1,30})\b/g,
    isOurs: ([, who = ''], ours) => NO_PROFILE.test(who) || ours.account(who),
  },
  {
    what: 'an account (user@server)',
    pattern:
      /(?<![\w.+-])@?[A-Za-z0-9_][\w.+-]{1,60}@(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:[A-Za-z0-9][\w-]*\.)+[A-Za-z]{2,20})(?::\d{1,5})?/g,
    isOurs: ([who], ours) => ours.account(who),
  },
  {
    what: 'an account (Bluesky’s own handles)',
    pattern: /(?<![\w.-])@?[a-z0-9][a-z0-9-]{1,40}\.bsky\.(?:social|test)\b/g,
    isOurs: ([who], ours) => ours.account(who),
  },
  {
    what: 'a mention of an account',
    pattern: /(?<![\w@/.+-])@[A-Za-z0-9_][\w-]{1,30}(?:\.[A-Za-z0-9][\w-]*)*(?![\w@/])/g,
    textOnly: true,
    isOurs: ([who], ours) => NO_MENTION.test(who) || ours.account(who),
  },
];

/** Writings of the same thing: JSON's and HTML's escapes, and those of URLs. Undefined when there are none. */
const unescaped = (text: string): string | undefined => {
  if (!/\\\/|\\u00|%[234567][0-9a-f]|&#|&amp;|\\"/i.test(text)) return undefined;
  return text
    .replace(/\\\//g, '/')
    .replace(/\\"/g, '"')
    .replace(/(?:\\u00|%)([2-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/&#(x[2-7][0-9a-f]|\d{2,3});/gi, (_, code: string) =>
      String.fromCharCode(code.startsWith('x') ? Number.parseInt(code.slice(1), 16) : Number(code)),
    )
    .replace(/&amp;/g, '&');
};

const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

const unquoted = (quoted: string): string => {
  try {
    return JSON.parse(`"${quoted}"`) as string;
  } catch {
    return quoted;
  }
};

const inWriting = (text: string, ours: Ours, isText: boolean): Trace[] => {
  const traces: Trace[] = [];
  // In bytes that are no text, one column follows the other without a gap.
  const its = { account: isText ? ours.account : ours.accountWithin };
  for (const { what, pattern, textOnly, isOurs } of kinds) {
    if (textOnly && !isText) continue;
    for (const found of text.matchAll(pattern)) {
      if (isOurs(found, its) || ours.said(found[0])) continue;
      // The same place is told once, by the most that it tells.
      const at = found.index;
      if (traces.some((one) => at < one.at + one.value.length && one.at < at + found[0].length)) continue;
      traces.push({ what, value: found[0], at });
    }
  }
  for (const { 1: key = '', 2: quoted = '', index } of text.matchAll(inJson)) {
    const value = unquoted(utf8(quoted));
    const fine = ours.account(value) || ours.text(value) || (!TEXTS.test(key) && ownAddress(value, ours));
    if (fine || traces.some((one) => one.at >= index && one.at < index + quoted.length + key.length + 8)) continue;
    traces.push({ what: `what JSON calls “${key}”`, value, at: index });
  }
  return traces;
};

/** Addresses have been looked at as such. */
const ownAddress = (value: string, ours: Ours): boolean =>
  /^(at|https?):\/\//.test(value) && inWriting(`${value} `, ours, true).length === 0;

/** Everything that `text` (bytes as latin1) tells of others. */
export const traces = (text: string, ours: Ours, isText: boolean): Trace[] => {
  const plain = inWriting(text, ours, isText);
  const other = unescaped(text);
  if (other === undefined) return plain;
  const known = new Set(plain.map(({ value }) => value));
  return [...plain, ...inWriting(other, ours, isText).filter(({ value }) => !known.has(value))];
};
