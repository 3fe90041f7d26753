import { z } from 'zod';
import type { PartnerPost, ShownMedia } from '../../model.ts';
import { instantFrom, present, told } from '../lenient.ts';
import { readableText } from './plain-text.ts';

/*
 * Posts as Mastodon and servers that speak its API show them. What is not needed may be missing or strange.
 */

const text = z.string().nullish().catch(null);
const flag = z.boolean().nullish().catch(null);
const count = z.number().nullish().catch(null);

const account = z.object({ id: z.string(), acct: z.string().min(1), url: text, uri: text });
const attachment = z.object({ type: z.string(), description: text });
const base = z.object({
  id: z.string().min(1),
  uri: text,
  url: text,
  created_at: z.string(),
  edited_at: text,
  account,
  content: z.string(),
  visibility: text,
  sensitive: flag,
  spoiler_text: text,
  language: text,
  in_reply_to_id: text,
  in_reply_to_account_id: text,
  media_attachments: z.array(attachment.nullable().catch(null)).nullish().catch(null),
  tags: z
    .array(z.object({ name: z.string() }).nullable().catch(null))
    .nullish()
    .catch(null),
  poll: z
    .object({ options: z.array(z.object({ title: z.string() }).nullable().catch(null)) })
    .nullish()
    .catch(null),
  card: z.object({ url: text, title: text, description: text }).nullish().catch(null),
  favourites_count: count,
  reblogs_count: count,
  replies_count: count,
  quotes_count: count,
  reblogged: flag,
  // Mastodon's own, then what its relatives call it.
  quote: z.looseObject({}).nullish().catch(null),
  quote_id: text,
});
const status = base.extend({ reblog: base.nullish() });
type Status = z.infer<typeof base>;

const hostOf = (address: string | null | undefined): string | undefined => URL.parse(address ?? '')?.host || undefined;

/** `name@server`: a server leaves its own name out. */
const handleOf = ({ acct, url, uri }: Status['account']): string => {
  if (acct.includes('@')) return acct;
  const host = hostOf(url) ?? hostOf(uri);
  return host ? `${acct}@${host}` : acct;
};

const visibilities: Readonly<Record<string, PartnerPost['visibility']>> = {
  public: 'public',
  unlisted: 'unlisted',
  private: 'followers',
  direct: 'direct',
};

const kinds: Readonly<Record<string, ShownMedia['kind']>> = {
  image: 'picture',
  video: 'video',
  gifv: 'gif',
  audio: 'audio',
};

// From Mastodon 4.5 on a quote repeats its address in the text, for servers that do not know quotes.
const quoteInline = /<p class="quote-inline">.*?<\/p>/gsu;

const quotedAccount = ({ quote }: Status): string | undefined => {
  const found = z.object({ quoted_status: z.object({ account: z.object({ id: z.string() }) }) }).safeParse(quote);
  return found.data?.quoted_status.account.id;
};

/** One status; undefined when it is none, or has no date. */
export const postOf = (item: unknown): PartnerPost | undefined => {
  const found = status.safeParse(item).data;
  const at = instantFrom(found?.created_at);
  if (!found || at === undefined) return undefined;
  // A boost shows what it passes on.
  const shown = found.reblog ?? found;
  const reply = Boolean(found.in_reply_to_id || found.in_reply_to_account_id);
  const quote = Boolean(found.quote || found.quote_id);
  const concerned = found.reblog?.account.id ?? (reply ? found.in_reply_to_account_id : quotedAccount(found));
  const { card } = shown;
  return {
    network: 'mastodon',
    remoteId: found.id,
    at,
    langs: shown.language ? [shown.language] : [],
    text: readableText(shown.content.replace(quoteInline, '')),
    tags: present(shown.tags).map(({ name }) => name),
    kind: found.reblog ? 'boost' : reply ? 'reply' : quote ? 'quote' : 'original',
    media: (shown.media_attachments ?? []).map((one) => ({
      kind: kinds[one?.type ?? ''] ?? 'other',
      alt: one?.description ?? '',
    })),
    more: [
      ...present(shown.poll?.options).map(({ title }) => title),
      ...[card?.url, card?.title, card?.description].filter((words) => typeof words === 'string'),
    ],
    counts: told({
      likes: found.favourites_count,
      boosts: found.reblogs_count,
      replies: found.replies_count,
      quotes: found.quotes_count,
    }),
    author: { id: found.account.id, handle: handleOf(found.account) },
    ...told({
      url: found.url ?? found.uri,
      uri: found.uri,
      editedAt: instantFrom(shown.edited_at),
      ofItself: concerned ? concerned === found.account.id : undefined,
      sensitive: shown.sensitive,
      contentWarning: shown.spoiler_text?.trim() ? shown.spoiler_text : undefined,
      // Some servers know more narrow ones (`local`): what is not for everybody is not for us.
      visibility: found.visibility ? (visibilities[found.visibility] ?? 'followers') : undefined,
      boostedByUs: found.reblogged,
    }),
  };
};
