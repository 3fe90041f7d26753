import { createInterface } from 'node:readline/promises';
import { UsageError } from '../../errors.ts';
import { type Choices, choiceNames, type Given, joined, questions, suggestions, wrongIn } from './choices.ts';

/*
 * The questions of `init`, for whatever no flag has answered. An answer that will not do is told why, and asked again.
 */

/** Puts a question to the person and gives back what was written. */
export type Ask = (question: string) => Promise<string>;

export const askForRest = async (
  given: Given,
  suggested: (given: Given) => Choices,
  ask: Ask,
  say: (words: string) => void,
): Promise<Given> => {
  let answers = given;
  for (const choice of choiceNames) {
    if (given[choice] !== undefined) continue;
    const suggestion = joined(suggested(answers)[choice]);
    for (;;) {
      const answer = (await ask(`${questions[choice].words} [${suggestion}]: `)).trim() || suggestion;
      const wrong = wrongIn(choice, answer);
      if (wrong.length === 0) {
        answers = { ...answers, [choice]: answer };
        break;
      }
      for (const words of wrong) say(`  This ${words}${words.endsWith('?') ? '' : '.'}`);
    }
  }
  return answers;
};

/** Asks on the terminal. Ctrl-C and Ctrl-D end it with nothing written. */
export const askOnTerminal = async (given: Given, folder: string, zone: string, today: string): Promise<Given> => {
  // Standard output is for the answer of the command.
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const stopped = new Promise<never>((_, reject) => {
    terminal.once('close', () => {
      process.stderr.write('\n');
      reject(new UsageError('Stopped before the end; nothing was written.'));
    });
  });
  stopped.catch(() => {});
  const say = (words: string) => void process.stderr.write(`${words}\n`);
  try {
    say('Enter alone takes what stands in [brackets]. Everything can be changed later, in the files.\n');
    return await askForRest(
      given,
      (answers) => suggestions(folder, answers, zone, today),
      (question) => Promise.race([terminal.question(question), stopped]),
      say,
    );
  } finally {
    terminal.close();
  }
};
