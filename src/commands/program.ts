import { Command, CommanderError } from 'commander';
import { UsageError } from '../errors.ts';
import { fail } from './answer.ts';

/** Runs the command line: a wrong one ends with exit status 2 and, under `--json`, with one JSON document all the same. */
export const runProgram = async (commands: readonly ((program: Command) => Command)[]): Promise<void> => {
  const json = process.argv.includes('--json');
  const program = new Command('campaign')
    .description('Schedules a campaign’s posts on Bluesky, Mastodon and X, each exactly once.')
    .exitOverride()
    .configureOutput({ writeErr: (words) => void (json || process.stderr.write(words)) })
    .showHelpAfterError('(add --help for how it is used)');
  for (const add of commands) add(program).exitOverride().copyInheritedSettings(program);
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) return fail(error, json);
    if (error.exitCode === 0) return;
    process.exitCode = 2;
    if (json) fail(new UsageError(error.message.replace(/^error: /, '')), true);
  }
};
