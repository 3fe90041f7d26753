import type { Command } from 'commander';
import { CampaignProblems, UsageError } from '../errors.ts';
import type { Problem } from '../model.ts';

/** What a command has to say: one JSON document for scripts, or words for people; and how it ended. */
export type Answer = { readonly json: unknown; readonly words: string; readonly status?: 0 | 1 | 2 };

export const problemLines = (problems: readonly Problem[]): string =>
  problems.map(({ file, line, message }) => `${file}:${line}  ${message}`).join('\n');

/** Prints what went wrong, for whoever asked: never a stack trace. Sets the exit status. */
export const fail = (error: unknown, json: boolean): void => {
  const problems = error instanceof CampaignProblems ? error.problems : undefined;
  const message = error instanceof Error ? error.message : String(error);
  process.exitCode = problems ? 1 : 2;
  if (json) {
    const told = problems ?? (error instanceof UsageError ? error.problems : undefined);
    console.log(JSON.stringify({ problems: told ?? [{ file: '', line: 0, message }] }, undefined, 2));
    return;
  }
  if (problems) {
    console.error(
      `${problems.length === 1 ? 'One problem' : `${problems.length} problems`} in the campaign's files:\n\n${problemLines(problems)}`,
    );
  } else if (error instanceof UsageError) console.error(message);
  else console.error(`This could not be done: ${message}`);
};

/** Gives a command its `--json`, its example, and an action whose answer is printed the way that was asked for. */
export const answering = <Args extends unknown[]>(
  command: Command,
  example: string,
  action: (...args: Args) => Promise<Answer>,
): Command =>
  command
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', `\nExample:\n  npm run -s campaign -- ${example}`)
    .action(async (...args: unknown[]) => {
      // Written behind a subcommand, it may have been read as its parent's.
      const json = Boolean(command.optsWithGlobals().json);
      try {
        const answer = await action(...(args as Args));
        console.log(json ? JSON.stringify(answer.json, undefined, 2) : answer.words);
        process.exitCode = answer.status ?? 0;
      } catch (error) {
        fail(error, json);
      }
    });

/** Bold, only where a person looks at it. */
export const bold = (words: string): string =>
  process.stdout.isTTY && !process.env.NO_COLOR ? `\x1b[1m${words}\x1b[22m` : words;

/** Columns that line up: the first row is the head. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) ?? [];
  return rows
    .map((row, i) => {
      const line = row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd();
      return i === 0 ? bold(line) : line;
    })
    .join('\n');
};
