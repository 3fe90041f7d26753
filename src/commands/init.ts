import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { setting } from '../config/variables.ts';
import { UsageError } from '../errors.ts';
import { answering } from './answer.ts';
import { today } from './campaign.ts';
import { askOnTerminal } from './init/ask.ts';
import {
  type Choices,
  choiceNames,
  chosen,
  type Given,
  joined,
  questions,
  suggestions,
  wrongFlags,
} from './init/choices.ts';
import { filesFor } from './init/files.ts';
import { occupied, writeFiles } from './init/write.ts';

type Options = Given & { readonly yes?: boolean; readonly json?: boolean };

const several = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** Whether there is a person to ask. */
const terminal = (): boolean => Boolean(process.stdin.isTTY && process.stderr.isTTY);

const givenIn = (options: Options): Given =>
  Object.fromEntries(choiceNames.map((choice) => [choice, options[choice]]).filter(([, value]) => value !== undefined));

export const init = (program: Command): Command =>
  answering(
    program
      .command('init')
      .description('make the folder of a new campaign, by questions or flags; never overwrites anything')
      .argument('<dir>', 'where: a folder that does not exist yet, or an empty one')
      .option('--name <name>', 'short name of the campaign: small letters, digits, hyphens')
      .option('--hashtag <word>', 'its hashtag, without the #')
      .option('--time-zone <zone>', "the team's time zone: an IANA name such as Asia/Hebron")
      .option('--lang <code>', 'a language of the campaign, such as en or ar; repeatable', several)
      .option('--network <network>', 'bluesky, mastodon or x; repeatable', several)
      .option('--statement-title <title>', 'title of the public statement it is drawn from')
      .option('--statement-publisher <name>', 'who published it')
      .option('--statement-date <day>', 'the day it was published, YYYY-MM-DD')
      .option('--yes', 'ask nothing, as where there is no terminal: whatever no flag says is suggested'),
    'init ../my-campaign --hashtag LightTheLamps --time-zone Asia/Hebron --lang en --lang ar --network bluesky --yes',
    async (dir: string, options: Options) => {
      const from = setting(process.env, 'INIT_CWD') ?? process.cwd();
      const folder = resolve(from, dir);
      const flags = givenIn(options);
      const taken = await occupied(folder);
      const wrong = [...(taken === undefined ? [] : [taken]), ...wrongFlags(flags)];
      if (wrong.length > 0) throw new UsageError(wrong.join('\n'));

      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const day = today(zone).toString();
      const open = choiceNames.some((choice) => flags[choice] === undefined);
      const ask = open && !options.yes && !options.json && terminal();
      const given = ask ? await askOnTerminal(flags, folder, zone, day) : flags;
      const choices = chosen(given, suggestions(folder, given, zone, day));
      const suggested = choiceNames.filter((choice) => given[choice] === undefined);
      const files = await writeFiles(folder, filesFor(choices));
      return { json: { folder, files, choices, suggested }, words: words(folder, files, choices, suggested) };
    },
  );

/** As it can be pasted into a shell. */
const quoted = (path: string): string => (/^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

const words = (
  folder: string,
  files: readonly string[],
  choices: Choices,
  suggested: readonly (keyof Choices)[],
): string => {
  const here = `CAMPAIGN_DIR=${quoted(folder)}`;
  const guessed = suggested.map((choice) => `  ${questions[choice].flag.slice(2)}: ${joined(choices[choice])}`);
  return [
    `Made ${folder}:`,
    ...files.map((file) => `  ${relative(folder, file)}`),
    '',
    ...(guessed.length > 0 ? ['Not said, so filled in; change it in config/campaign.yaml:', ...guessed, ''] : []),
    'Next, in the folder of this program:',
    `  1. ${here} npm run -s campaign -- check`,
    '     says what is still missing. Put your copy of the statement at content/statement.txt, and write your messages in',
    '     content/toolkit/ (content/README.md says how).',
    `  2. ${here} npm run rehearse`,
    '     runs the whole campaign against networks on this machine; nothing leaves it.',
    '  3. docs/going-live.md leads from there to real accounts, step by step.',
  ].join('\n');
};
