import { Command, CommanderError } from 'commander';
import { UsageError } from '../errors.ts';
import { fail } from './answer.ts';

/** A command by its name; loading it gives what adds it to the program. */
export type Commands = Readonly<Record<string, () => Promise<(program: Command) => Command>>>;

/** The one that is called; all of them where none is, or none of this name: then they are listed, or one is suggested. */
const called = (commands: Commands): Commands[string][] => {
  const name = process.argv.slice(2).find((word) => !word.startsWith('-'));
  const one = name === undefined || !Object.hasOwn(commands, name) ? undefined : commands[name];
  return one ? [one] : Object.values(commands);
};

/** Runs the command line: a wrong one ends with exit status 2 and, under `--json`, with one JSON document all the same. */
export const runProgram = async (commands: Commands): Promise<void> => {
  const json = process.argv.includes('--json');
  const program = new Command('campaign')
    .description('Schedules a campaign’s posts on Bluesky, Mastodon and X, each exactly once.')
    .exitOverride()
    .configureOutput({ writeErr: (words) => void (json || process.stderr.write(words)) })
    .showHelpAfterError('(add --help for how it is used)');
  for (const load of called(commands)) (await load())(program).exitOverride().copyInheritedSettings(program);
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) return fail(error, json);
    if (error.exitCode === 0) return;
    process.exitCode = 2;
    if (json) fail(new UsageError(error.message.replace(/^error: /, '')), true);
  }
};
