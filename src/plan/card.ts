import type { Campaign, Card, Lang, Message, NetworkName } from '../model.ts';
import { linkOf, postsOf, sectionFor } from './compose.ts';
import { withoutHashtag } from './hashtag.ts';

/*
 * The link card under a post, made from the message and the statement: no page of a stranger is ever fetched.
 */

/** Bluesky names no limit; a post has 300 graphemes, and no program shows more of a title. */
const longestTitle = 300;

/** Bluesky alone is given a card: the others make their own. Pictures leave no place for it. */
export const cardFor = (
  message: Message,
  lang: Lang,
  network: NetworkName,
  campaign: Pick<Campaign, 'hashtag' | 'links' | 'statement'>,
): Card | undefined => {
  const url = linkOf(message, campaign.links);
  const section = sectionFor(message, lang, network);
  if (network !== 'bluesky' || url === '' || message.media.length > 0 || section === undefined) return undefined;
  const { title, publisher, date } = campaign.statement;
  const words = withoutHashtag((postsOf(section)[0] ?? '').replaceAll(url, ' '), campaign.hashtag);
  return {
    url,
    title: shortened(firstSentence(words, lang) || title, lang),
    // The day as the files write it: right in every language, and the same whatever the machine knows of languages.
    description: `${title} (${publisher}, ${date})`,
  };
};

/** A line break ends a sentence; one without a letter or digit says nothing. */
const firstSentence = (words: string, lang: Lang): string => {
  for (const { segment } of segmenter(lang, 'sentence').segment(words)) {
    const sentence = segment.replace(/\s+/g, ' ').trim();
    if (/[\p{L}\p{N}]/u.test(sentence)) return sentence;
  }
  return '';
};

const shortened = (sentence: string, lang: Lang): string => {
  const graphemes = [...segmenter(lang, 'grapheme').segment(sentence)];
  const end = graphemes[longestTitle - 1]?.index;
  if (graphemes.length <= longestTitle || end === undefined) return sentence;
  const words = [...segmenter(lang, 'word').segment(sentence)].filter((one) => one.isWordLike);
  const last = words.findLast(({ index, segment }) => index + segment.length <= end);
  // One word longer than all of it is cut where a grapheme ends.
  return `${sentence.slice(0, last ? last.index + last.segment.length : end)}…`;
};

/** A language that nobody knows is no reason to fail. */
const segmenter = (lang: Lang, granularity: 'sentence' | 'word' | 'grapheme'): Intl.Segmenter => {
  try {
    return new Intl.Segmenter(lang, { granularity });
  } catch {
    return new Intl.Segmenter('en', { granularity });
  }
};
