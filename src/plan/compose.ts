import { hash } from 'node:crypto';
import type { Campaign, Composed, Lang, Message, NetworkName, Rules, Section } from '../model.ts';
import { hasHashtag } from './hashtag.ts';

/*
 * A message and a network's rules → the text that goes out. Nothing is ever cut: a text that is too long is composed
 * whole, its length says so, and `check` tells the person who wrote it.
 */

export type Composing = {
  readonly message: Message;
  readonly lang: Lang;
  readonly campaign: Pick<Campaign, 'hashtag' | 'links'>;
  readonly rules: Rules;
  /** Wins over the campaign's own; a rehearsal fills in here what the team has not yet. */
  readonly links?: Campaign['links'];
};

/** The text a network gets: its own section, else the language's. Undefined: the message says nothing in this language. */
export const sectionFor = (message: Message, lang: Lang, network: NetworkName): Section | undefined => {
  const sections = message.sections.filter((section) => section.lang === lang);
  return (
    sections.find((section) => section.network === network) ?? sections.find((section) => section.network === undefined)
  );
};

/** The text as it will be sent. Throws when the message has no text in this language: ask `sectionFor` first. */
export const compose = ({ message, lang, campaign, rules, links = {} }: Composing): Composed => {
  const section = sectionFor(message, lang, rules.network);
  if (section === undefined) throw new Error(`${message.id} has no text in ${lang}`);
  const words = section.text.normalize('NFC').trim();
  const link = message.link === undefined ? '' : filled(links, message.link) || filled(campaign.links, message.link);
  const lines = [words];
  if (link !== '' && !holdsLink(words, link)) lines.push(link);
  if (!hasHashtag(words, campaign.hashtag)) lines.push(`#${campaign.hashtag.normalize('NFC')}`);
  const text = lines.join('\n');
  return {
    network: rules.network,
    lang,
    text,
    length: rules.length(text),
    limit: rules.limit,
    unit: rules.unit,
    refused: rules.refuses(text),
  };
};

/** How many units too many the text has; 0 when it fits. */
export const excess = ({ length, limit }: Pick<Composed, 'length' | 'limit'>): number => Math.max(0, length - limit);

/**
 * What an approval binds to: everything composed for all networks of one message and one language. The same whatever
 * the order of the networks; JSON keeps two different sets of texts from ever reading the same.
 */
export const approvalHash = (parts: readonly Pick<Composed, 'network' | 'lang' | 'text'>[]): string => {
  const said = parts.map(({ network, lang, text }) => JSON.stringify([network, lang, text])).sort();
  return hash('sha256', JSON.stringify(said), 'hex');
};

// Asked with hasOwn, so that a link called `constructor` is not found where nobody put one.
const filled = (links: Campaign['links'], name: string): string =>
  (Object.hasOwn(links, name) ? (links[name] ?? '') : '').normalize('NFC').trim();

/** The link itself and not the beginning of a longer one: after it come at most punctuation, then a space or the end. */
const holdsLink = (text: string, link: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(link)}(?=\\p{P}*(?:\\s|$))`, 'u').test(text);
