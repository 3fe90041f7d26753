import type { Seen, Sight, Source } from '../model.ts';
import { fields, list, momentOf, textIn } from './fields.ts';
import type { HashtagMatcher } from './hashtag.ts';
import { textOf } from './html-text.ts';
import { primaryLanguage } from './language.ts';

/*
 * Statuses as Mastodon and the servers that speak its API show them: alone, in a list, or in an event of a stream.
 */

export type FromServer = {
  /** The server that was asked: its own accounts are named without it. */
  readonly host: string;
  readonly source: Source;
  readonly matcher: HashtagMatcher;
};

/** The posts with the hashtag among what a server shows. */
export const readStatuses = (statuses: readonly unknown[], from: FromServer): Seen[] =>
  statuses.flatMap((status) => readStatus(status, from) ?? []);

/** Undefined: no status, a boost, not for everybody, or without the hashtag. */
export const readStatus = (value: unknown, { host, source, matcher }: FromServer): Seen | undefined => {
  const status = fields(value);
  if (status.reblog !== null && status.reblog !== undefined) return undefined;
  if (status.visibility === 'private' || status.visibility === 'direct') return undefined;
  const [uri, id, at, author] = [
    textIn(status.uri),
    textIn(status.id),
    momentOf(status.created_at),
    authorOf(status.account, host),
  ];
  if (uri === '' || id === '' || at === undefined || author === undefined) return undefined;
  const text = textOf(textIn(status.content));
  const named = list(status.tags).some((tag) => matcher.isTag(textIn(fields(tag).name)));
  if (!named && !matcher.inText(text)) return undefined;
  const lang = primaryLanguage(status.language);
  return { network: 'mastodon', uri, author, at, lang, text, source, remoteId: id };
};

/** `user@server` in lower case. A server names its own accounts without itself; a recording may not say whose it is, but their pages do. */
const authorOf = (value: unknown, host: string): string | undefined => {
  const account = fields(value);
  const acct = textIn(account.acct).toLowerCase();
  if (acct === '' || acct.includes('@')) return acct || undefined;
  const url = textIn(account.url);
  return `${acct}@${(host || (URL.canParse(url) ? new URL(url).host : '')).toLowerCase()}`;
};

/** An event of a stream: `payload` is JSON in a string, of a deletion an id. */
export const readStreamEvent = (value: unknown, from: FromServer): Sight | undefined => {
  const { event, payload } = fields(value);
  if (event === 'delete') {
    const remoteId = typeof payload === 'number' ? String(payload) : textIn(payload);
    return remoteId === '' ? undefined : { kind: 'gone there', source: from.source, remoteId };
  }
  if (event !== 'update' && event !== 'status.update') return undefined;
  const status = typeof payload === 'string' ? parsed(payload) : payload;
  const post = readStatus(status, from);
  if (post) return { kind: 'post', post };
  // Changed so that it has no hashtag any more.
  const uri = textIn(fields(status).uri);
  return event === 'status.update' && uri !== '' ? { kind: 'gone', uri } : undefined;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
