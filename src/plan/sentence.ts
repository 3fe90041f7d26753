import type { Composed, Lang, Message, NetworkName } from '../model.ts';
import { excess, sectionFor } from './compose.ts';

/*
 * Why a composed text will not do, in sentences for the person who wrote it: how much too long, and what to do about it.
 */

/** One sentence a fault; none when the text can go out. */
export const faults = (message: Message, composed: Composed): readonly string[] => {
  const text = `the ${language(composed.lang)} text for ${spelt[composed.network]}`;
  const refusals = composed.refused.map((reason) => `${text} would be refused: ${reason}`);
  return excess(composed) === 0 ? refusals : [tooLong(text, message, composed), ...refusals];
};

const tooLong = (text: string, message: Message, composed: Composed): string => {
  const { network, lang, length, limit } = composed;
  const over = excess(composed);
  const unit = over === 1 ? composed.unit.replace(/s$/, '') : composed.unit;
  const counted = message.link === undefined ? 'hashtag included' : 'link and hashtag included';
  const own = sectionFor(message, lang, network)?.network !== undefined;
  const otherwise = own ? '' : `, or give ${spelt[network]} its own text under \`## ${lang} ${network}\``;
  return `${text} is ${over} ${unit} too long (${length} of ${limit}, ${counted}): shorten it${otherwise}`;
};

const spelt: Record<NetworkName, string> = { bluesky: 'Bluesky', mastodon: 'Mastodon', x: 'X' };

/** `English` for `en`; the tag itself where it is not one that anybody knows. */
const language = (lang: Lang): string => {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(lang) ?? lang;
  } catch {
    return lang;
  }
};
