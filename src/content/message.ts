import type { Campaign, Message, Passage, Problem } from '../model.ts';
import { type Path, readYaml, type Sound, suggestion } from '../yaml.ts';
import { readWarnings } from './content-warning.ts';
import { disguises } from './disguise.ts';
import { type FrontMatter, frontMatterSchema } from './front-matter.ts';
import type { FindPicture } from './media.ts';
import { readPictures } from './message-pictures.ts';
import { isEmptyPassage, passageProblem } from './passage.ts';
import { readSections } from './sections.ts';
import { split } from './split.ts';

/*
 * One message file: from its text to a Message.
 */

/** What a message is checked against. The first two may be missing: a campaign.yaml with problems, a copy that is not there. */
export type Around = {
  readonly campaign: Campaign | undefined;
  readonly statement: string | undefined;
  readonly findPicture: FindPicture;
  readonly today: Temporal.PlainDate;
};

export type ReadMessage = {
  /** Only when there is no problem. */
  readonly message?: Message;
  /** Also when there is one, so that two files with one id are told apart from the start. */
  readonly id?: { readonly value: string; readonly line: number };
  readonly problems: Problem[];
  readonly notes: Problem[];
};

/** Something to be said, about the key at `path`. */
export type Finding = { readonly path: Path; readonly message: string };

const noPassage: Passage = { start: 0, end: 0, sha256: '' };

/** Undefined when a part of it is missing or wrong, which is told already. */
const sourceOf = (source: Sound<FrontMatter>['source']): Passage | undefined => {
  if (!source) return noPassage;
  const { start, end, sha256 } = source;
  return start === undefined || end === undefined ? undefined : { start, end, sha256: sha256 ?? '' };
};

/** A message goes live when somebody has reviewed it within so many days. */
const freshDays = 90;

/** An hour that the clocks skip does not exist; one that they repeat does. */
const skipped = (moment: string, timeZone: string): boolean => {
  const local = Temporal.PlainDateTime.from(moment);
  return !local.toZonedDateTime(timeZone).toPlainDateTime().equals(local);
};

function* problemsOf(head: Sound<FrontMatter>, { campaign, statement }: Around): Iterable<Finding> {
  const { link, at } = head;
  const source = sourceOf(head.source);
  const passage = source && passageProblem(source, statement);
  if (passage !== undefined) yield { path: ['source'], message: passage };
  if (campaign && link && !Object.hasOwn(campaign.links, link)) {
    const known = Object.keys(campaign.links);
    const mend = known.length === 0 ? 'add it there, or leave `link` empty' : suggestion(link, known);
    yield {
      path: ['link'],
      message: `\`link\` is \`${link}\`, a name that \`links\` in config/campaign.yaml does not have; ${mend}`,
    };
  }
  for (const [i, moment] of (at ?? []).entries()) {
    if (!campaign || !moment || !skipped(moment, campaign.timeZone)) continue;
    yield {
      path: ['at', i],
      message: `\`at\` ${moment} does not exist in ${campaign.timeZone}: the clocks skip that hour; choose another moment`,
    };
  }
}

function* notesOf(head: Sound<FrontMatter>, { campaign, today }: Around): Iterable<Finding> {
  const { link, reviewedOn } = head;
  const source = sourceOf(head.source);
  if (source && isEmptyPassage(source)) {
    yield {
      path: ['source'],
      message: 'the message names no passage of the statement, so it is rehearsed but never live; fill in `source`',
    };
  }
  if (!reviewedOn) {
    yield {
      path: ['reviewedOn'],
      message: 'nobody has reviewed the message, so it does not go live; review it and write the day into `reviewedOn`',
    };
  } else {
    const days = today.since(Temporal.PlainDate.from(reviewedOn)).days;
    if (days > freshDays) {
      yield {
        path: ['reviewedOn'],
        message: `the message was last reviewed ${days} days ago, and goes live for ${freshDays}; review it again and write the day into \`reviewedOn\``,
      };
    }
  }
  if (campaign && link && Object.hasOwn(campaign.links, link) && !campaign.links[link]) {
    yield {
      path: ['link'],
      message: `the link \`${link}\` is empty in config/campaign.yaml, so the message is not scheduled; fill it in there`,
    };
  }
}

export const messageFrom = async (file: string, text: string, around: Around): Promise<ReadMessage> => {
  const parts = split(text);
  if ('message' in parts) return { problems: [{ file, ...parts }], notes: [] };

  const { value, sound, line, ...head } = readYaml(file, parts.head, frontMatterSchema, 1);
  const placed = (found: Iterable<Finding>) =>
    Array.from(found, ({ path, message }) => ({ file, line: line(path), message }));
  const { sections, faults } = readSections(parts.body, parts.bodyLine, around.campaign);
  const langs = [...new Set(sections.map((section) => section.lang))];
  const warnings = readWarnings(sound.contentWarning, langs, faults.length === 0);
  const pictures = await readPictures(sound.media, langs, around);
  const hidden = disguises(text.split(/\r?\n/));

  const problems = [
    ...head.problems,
    ...placed([...problemsOf(sound, around), ...warnings.problems, ...pictures.problems]),
    ...[...faults, ...hidden].map((fault) => ({ file, ...fault })),
  ].sort((a, b) => a.line - b.line);
  const notes = placed([...notesOf(sound, around), ...warnings.notes, ...pictures.notes]);

  const id = sound.id === undefined ? undefined : { value: sound.id, line: line(['id']) };
  if (value === undefined || problems.length > 0) return { id, problems, notes };
  const message: Message = {
    id: value.id,
    kind: value.kind,
    source: sourceOf(value.source) ?? noPassage,
    reviewedOn: value.reviewedOn ?? undefined,
    link: value.link || undefined,
    at: value.at ?? [],
    sections,
    media: pictures.media.map(({ index, ...one }) => ({ ...one, line: line(['media', index]) })),
    contentWarning: warnings.contentWarning,
    file,
  };
  return { message, id, problems, notes };
};
