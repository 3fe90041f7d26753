import type { Campaign, Composed, Lang, Message, NetworkName, Rules, Section } from '../model.ts';
import { hasHashtag } from './hashtag.ts';

/*
 * A message and a network's rules → the posts that go out. Nothing is ever cut: a text that is too long is composed
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

/** The posts as they will be sent. Throws when the message has no text in this language: ask `sectionFor` first. */
export const compose = ({ message, lang, campaign, rules, links = {} }: Composing): Composed => {
  const section = sectionFor(message, lang, rules.network);
  if (section === undefined) throw new Error(`${message.id} has no text in ${lang}`);
  const [first = '', ...rest] = postsOf(section);
  const link = linkOf(message, { ...campaign.links, ...known(links) });
  const lines = [first];
  // An author who puts the link into a later post wants it there.
  if (link !== '' && ![first, ...rest].some((post) => holdsLink(post, link))) lines.push(link);
  if (!hasHashtag(first, campaign.hashtag)) lines.push(`#${campaign.hashtag.normalize('NFC')}`);
  const posts = [lines.join('\n'), ...rest];
  const warning = rules.warningCounts ? warningOf(message, lang) : '';
  const lengths = posts.map((post, i) => rules.length(post) + (i === 0 && warning !== '' ? rules.length(warning) : 0));
  return {
    network: rules.network,
    lang,
    posts,
    text: posts.join('\n---\n'),
    length: Math.max(...lengths),
    lengths,
    limit: rules.limit,
    unit: rules.unit,
    refused: posts.flatMap((post, i) =>
      rules.refuses(post).map((why) => (posts.length > 1 ? `${postName(i, posts.length)}: ${why}` : why)),
    ),
  };
};

/** `post 2 of 3` */
export const postName = (index: number, of: number): string => `post ${index + 1} of ${of}`;

/** The posts of a section as they were written: what stands between lines of only `---`. */
export const postsOf = (section: Section): readonly string[] =>
  section.text
    .normalize('NFC')
    .split(/^[^\S\n]*---[^\S\n]*$/m)
    .map((post) => post.trim());

/** The content warning in this language; empty: none. */
export const warningOf = (message: Message, lang: Lang): string =>
  (Object.hasOwn(message.contentWarning, lang) ? message.contentWarning[lang]! : '').normalize('NFC').trim();

/** How many units too many the text has; 0 when it fits. */
export const excess = ({ length, limit }: Pick<Composed, 'length' | 'limit'>): number => Math.max(0, length - limit);

/**
 * The address of the message's link; empty when it has none, or the team has not filled it in.
 * Asked with hasOwn, so that a link called `constructor` is not found where nobody put one.
 */
export const linkOf = ({ link }: Message, links: Campaign['links']): string =>
  (link !== undefined && Object.hasOwn(links, link) ? (links[link] ?? '') : '').normalize('NFC').trim();

/** Without the names that have no address yet. */
const known = (links: Campaign['links']): Campaign['links'] =>
  Object.fromEntries(Object.entries(links).filter(([, url]) => url !== undefined && url.trim() !== ''));

/** The link itself and not the beginning of a longer one: after it come at most punctuation, then a space or the end. */
const holdsLink = (text: string, link: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(link)}(?=\\p{P}*(?:\\s|$))`, 'u').test(text);
