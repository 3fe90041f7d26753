import { basename } from 'node:path';
import type { z } from 'zod';
import { timeZone } from '../../config/day-times.ts';
import { wordOfHashtag } from '../../config/hashtag.ts';
import { type NetworkName, networkNames } from '../../model.ts';
import { calendarDay, languageTag, slug, suggestion } from '../../yaml.ts';

/*
 * What a new campaign folder is made from, as flags or as answers to questions. Each value is checked by the schema that
 * will read it in the files, so that the folder has no problem from the start.
 */

export type Choices = {
  readonly name: string;
  readonly hashtag: string;
  readonly timeZone: string;
  readonly lang: readonly string[];
  readonly network: readonly NetworkName[];
  readonly statementTitle: string;
  readonly statementPublisher: string;
  readonly statementDate: string;
};

/** As they come from the command line or a person: text, or several texts. */
export type Given = { readonly [K in keyof Choices]?: Choices[K] extends string ? string : readonly string[] };

/** The words after "--flag " or "This ", of the first thing that is wrong; undefined when nothing is. */
type Check = (text: string) => string | undefined;

const bySchema =
  (schema: z.ZodType<string>): Check =>
  (text) =>
    schema.safeParse(text, { reportInput: true }).error?.issues[0]?.message;

const slugOf = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');

const name: Check = (text) => {
  const wrong = bySchema(slug)(text);
  return wrong && slugOf(text) ? `${wrong}, for instance ${slugOf(text)}` : wrong;
};

const network: Check = (text) =>
  (networkNames as readonly string[]).includes(text)
    ? undefined
    : `is \`${text}\`, which is not a network; ${suggestion(text, networkNames)}`;

const checks: { readonly [K in keyof Choices]: Check } = {
  name,
  hashtag: bySchema(wordOfHashtag),
  timeZone: bySchema(timeZone),
  lang: bySchema(languageTag),
  network,
  statementTitle: () => undefined,
  statementPublisher: () => undefined,
  statementDate: bySchema(calendarDay),
};

/** In the order in which they are asked. `flag` is also commander's name for the choice. */
export const questions: { readonly [K in keyof Choices]: { readonly flag: string; readonly words: string } } = {
  name: { flag: '--name', words: 'A short name for the campaign (small letters, digits, hyphens)' },
  hashtag: { flag: '--hashtag', words: 'Its hashtag, without the #' },
  timeZone: { flag: '--time-zone', words: 'The time zone of the team (such as Asia/Hebron or Europe/Berlin)' },
  lang: { flag: '--lang', words: 'Its languages, as codes with commas between them (such as en, ar, fr)' },
  network: { flag: '--network', words: `Its networks, with commas between them (of ${networkNames.join(', ')})` },
  statementTitle: { flag: '--statement-title', words: 'The title of the public statement it is drawn from' },
  statementPublisher: { flag: '--statement-publisher', words: 'Who published that statement' },
  statementDate: { flag: '--statement-date', words: 'The day it was published (YYYY-MM-DD)' },
};

export const choiceNames = Object.keys(questions) as (keyof Choices)[];

const repeatable = new Set<keyof Choices>(['lang', 'network']);

/** One answer, or `en, ar` for those that may be several. */
export const parts = (choice: keyof Choices, text: string): string[] =>
  repeatable.has(choice)
    ? text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean)
    : [text.trim()];

const values = (choice: keyof Choices, given: string | readonly string[]): string[] =>
  [given].flat().flatMap((text) => parts(choice, text));

/** Everything that is wrong with one choice, as predicates. */
export const wrongIn = (choice: keyof Choices, given: string | readonly string[]): string[] => {
  const all = values(choice, given);
  if (all.length === 0 || all.includes('')) return ['is empty; give it a value, or leave it out'];
  const twice = all.filter((value, i) => all.indexOf(value) !== i);
  return [
    ...all.flatMap((value) => checks[choice](value) ?? []),
    ...[...new Set(twice)].map((value) => `names \`${value}\` twice; once is enough`),
  ];
};

/** Everything that is wrong with the flags, each with its name and mend. */
export const wrongFlags = (given: Given): string[] =>
  choiceNames.flatMap((choice) => {
    const value = given[choice];
    return value === undefined ? [] : wrongIn(choice, value).map((words) => `${questions[choice].flag} ${words}`);
  });

export const joined = (value: string | readonly string[]): string =>
  typeof value === 'string' ? value : value.join(', ');

const campaignName = (folder: string): string => slugOf(basename(folder)) || 'campaign';

/** `light-the-lamps` becomes `LightTheLamps`; each word readable by a screen reader. */
const hashtagFrom = (text: string): string => {
  const word = text.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()).replaceAll('-', '');
  return wrongIn('hashtag', word).length === 0 ? word : `Campaign${word}`;
};

/** What is taken when nothing else is said. X is left out: it costs money. */
export const suggestions = (folder: string, given: Given, zone: string, today: string): Choices => ({
  name: campaignName(folder),
  hashtag: hashtagFrom(given.name ?? campaignName(folder)),
  timeZone: zone,
  lang: ['en'],
  network: ['bluesky', 'mastodon'],
  statementTitle: 'The title of your statement',
  statementPublisher: 'Who published it',
  statementDate: today,
});

/** Checked already, by `wrongFlags` or question by question. */
export const chosen = (given: Given, otherwise: Choices): Choices =>
  Object.fromEntries(
    choiceNames.map((choice) => {
      const value = given[choice];
      if (value === undefined) return [choice, otherwise[choice]];
      const all = values(choice, value);
      return [choice, repeatable.has(choice) ? all : all[0]];
    }),
  ) as unknown as Choices;
