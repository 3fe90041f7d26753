import { type Campaign, type Lang, type NetworkName, networkNames, type Section } from '../model.ts';
import { suggestion } from '../yaml.ts';
import { readThread } from './thread.ts';

/*
 * The body of a message file: sections under headings that are exactly `## LANG` or `## LANG network`.
 */

type Fault = { readonly line: number; readonly message: string };

/** Also what looks like a heading and is none: it would otherwise be published. */
const headingLike = /^\s*#{2,}/;
const heading = /^## ([A-Za-z][A-Za-z0-9-]*)(?: ([a-z]+))?$/;

const isNetwork = (name: string): name is NetworkName => (networkNames as readonly string[]).includes(name);

/** A heading in words, as key and in messages: `en`, `en x`. */
const titleOf = (lang: Lang, network?: NetworkName): string => (network === undefined ? lang : `${lang} ${network}`);

type Heading = { readonly lang: Lang; readonly network?: NetworkName };

const readHeading = (line: string, languages: readonly Lang[] | undefined): Heading | string => {
  const match = heading.exec(line);
  if (match === null) {
    return `unknown heading \`${line}\`; write exactly \`## LANG\` or \`## LANG network\`, for instance \`## en\` or \`## en x\`, with single spaces and nothing after it`;
  }
  const [, lang = '', network] = match;
  if (languages !== undefined && !languages.includes(lang)) {
    return `unknown heading \`${line}\`: \`${lang}\` is not a language of the campaign; ${suggestion(lang, languages)}`;
  }
  if (network !== undefined && !isNetwork(network)) {
    return `unknown heading \`${line}\`: \`${network}\` is not a network; ${suggestion(network, networkNames)}`;
  }
  return { lang, network };
};

type Draft = { readonly heading: Heading | undefined; readonly line: number; readonly lines: string[] };

/** The body cut at its headings; what stands before the first one comes first, without a heading. */
const cut = (
  body: readonly string[],
  bodyLine: number,
  languages: readonly Lang[] | undefined,
  faults: Fault[],
): Draft[] => {
  const drafts: Draft[] = [{ heading: undefined, line: bodyLine, lines: [] }];
  for (const [i, text] of body.entries()) {
    const line = bodyLine + i;
    if (!headingLike.test(text)) {
      drafts.at(-1)?.lines.push(text);
      continue;
    }
    const found = readHeading(text, languages);
    if (typeof found === 'string') faults.push({ line, message: found });
    drafts.push({ heading: typeof found === 'string' ? undefined : found, line, lines: [] });
  }
  return drafts;
};

/** `languages` is undefined when campaign.yaml cannot be read: then any will do. */
export const readSections = (
  body: readonly string[],
  bodyLine: number,
  campaign: Pick<Campaign, 'languages'> | undefined,
): { sections: Section[]; faults: Fault[] } => {
  const faults: Fault[] = [];
  const fault = (line: number, message: string) => faults.push({ line, message });
  const drafts = cut(body, bodyLine, campaign && Object.keys(campaign.languages), faults);

  const stray = drafts[0]?.lines.findIndex((text) => text.trim() !== '') ?? -1;
  if (stray !== -1)
    fault(
      bodyLine + stray,
      'text before the first heading, which would never be sent; put `## en` (or another language) above it, or take it out',
    );
  if (drafts.length === 1) fault(bodyLine, 'the message has no text; write `## en` and the text below it');

  const sections: Section[] = [];
  const seen = new Map<string, number>();
  for (const { heading: found, line, lines } of drafts.slice(1)) {
    if (found === undefined) continue;
    const title = titleOf(found.lang, found.network);
    const first = seen.get(title);
    if (first !== undefined)
      fault(
        line,
        `the heading \`## ${title}\` stands here again (first in line ${first}); make one section of the two`,
      );
    seen.set(title, first ?? line);
    if (lines.every((text) => text.trim() === '')) {
      fault(line, `the section \`## ${title}\` is empty; write its text, or take the heading out`);
      continue;
    }
    const thread = readThread(lines, line);
    for (const { line: at, message } of thread.faults) fault(at, message);
    if (first === undefined) sections.push({ ...found, text: thread.text, line });
  }
  // An unknown heading may be the one that is missed here.
  const allRead = drafts.slice(1).every((draft) => draft.heading !== undefined);
  for (const { lang, network, line } of allRead ? sections : []) {
    if (network !== undefined && !seen.has(lang)) {
      fault(
        line,
        `\`## ${lang} ${network}\` stands without \`## ${lang}\`, the text of the other networks; add a section \`## ${lang}\``,
      );
    }
  }
  return { sections, faults };
};
