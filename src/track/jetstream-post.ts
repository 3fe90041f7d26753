import type { Seen } from '../model.ts';
import { type Fields, fields, list, textIn } from './fields.ts';
import type { HashtagMatcher } from './hashtag.ts';
import { primaryLanguage } from './language.ts';

/*
 * A record of app.bsky.feed.post, as its author's client wrote it: nothing of it can be relied on.
 */

const tagFacet = 'app.bsky.richtext.facet#tag';

/** The tags of its facets, and those that stand beside the text. */
const tagsOf = (record: Fields): readonly unknown[] => [
  ...list(record.facets)
    .flatMap((facet) => list(fields(facet).features))
    .flatMap((feature) => (fields(feature).$type === tagFacet ? [fields(feature).tag] : [])),
  ...list(record.tags),
];

/** The post, if it has the hashtag. */
export const readPost = (
  value: unknown,
  of: { readonly uri: string; readonly author: string; readonly at: number },
  matcher: HashtagMatcher,
): Seen | undefined => {
  const record = fields(value);
  const text = textIn(record.text);
  const named = tagsOf(record).some((tag) => typeof tag === 'string' && matcher.isTag(tag));
  if (!named && !matcher.inText(text)) return undefined;
  return {
    network: 'bluesky',
    uri: of.uri,
    author: of.author,
    at: Temporal.Instant.fromEpochMilliseconds(of.at),
    lang: primaryLanguage(list(record.langs)[0]),
    text,
    source: 'bluesky',
    remoteId: of.uri,
  };
};
