import { type Composed, type Lang, type Message, type Rules, spelt } from '../model.ts';
import { excess, postName, sectionFor, warningOf } from './compose.ts';

/*
 * Why a composed text will not do, in sentences for the person who wrote it: how much too long, and what to do about it.
 */

/** One sentence a fault; none when every post can go out. */
export const faults = (
  message: Message,
  composed: Composed,
  { warningCounts = false }: Pick<Rules, 'warningCounts'> = {},
): readonly string[] => {
  const text = `the ${language(composed.lang)} text for ${spelt[composed.network]}`;
  const long = composed.lengths.flatMap((_, i) => tooLong(text, i, message, composed, warningCounts));
  return [...long, ...composed.refused.map((reason) => `${text} would be refused: ${reason}`)];
};

const tooLong = (
  text: string,
  index: number,
  message: Message,
  composed: Composed,
  warningCounts: boolean,
): string[] => {
  const { network, lang, lengths, limit } = composed;
  const length = lengths[index] ?? 0;
  const over = excess({ length, limit });
  if (over === 0) return [];
  const unit = over === 1 ? composed.unit.replace(/s$/, '') : composed.unit;
  const which = lengths.length > 1 ? `${postName(index, lengths.length)} of ${text}` : text;
  const counted = index === 0 ? `, ${extras(message, warningCounts && warningOf(message, lang) !== '')} included` : '';
  const own = sectionFor(message, lang, network)?.network !== undefined;
  const otherwise = own ? '' : `, or give ${spelt[network]} its own text under \`## ${lang} ${network}\``;
  const mend = lengths.length > 1 ? 'shorten it, or move words to another post' : 'shorten it';
  return [`${which} is ${over} ${unit} too long (${length} of ${limit}${counted}): ${mend}${otherwise}`];
};

/** What is counted with the first post though it does not stand in the author's text. */
const extras = (message: Message, warned: boolean): string => {
  const parts = [message.link === undefined ? [] : ['link'], ['hashtag'], warned ? ['content warning'] : []].flat();
  return parts.length === 1 ? parts.join() : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
};

/** `English` for `en`; the tag itself where it is not one that anybody knows. */
const language = (lang: Lang): string => {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(lang) ?? lang;
  } catch {
    return lang;
  }
};
