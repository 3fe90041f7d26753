import { UsageError } from '../errors.ts';
import { type NetworkName, type PostLook, type Problem, spelt } from '../model.ts';
import { partnerPage as blueskyPage } from '../network/bluesky/partner-page.ts';
import type { ShownPage } from '../network/lenient.ts';
import { partnerPage as mastodonPage } from '../network/mastodon/partner-page.ts';
import { partnerPage as xPage } from '../network/x/partner-page.ts';

/*
 * A file of recorded answers: one post, one event or one whole answer a line.
 */

/** What an answer of each network shows of posts. */
export const partnerPages: Readonly<Record<NetworkName, (answer: unknown) => ShownPage | undefined>> = {
  bluesky: blueskyPage,
  mastodon: mastodonPage,
  x: xPage,
};

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

/** Each line with what it holds. A file that is one answer, laid out over many lines, is taken as well. */
const linesIn = (text: string): { line: number; answer: ReturnType<typeof parsed> }[] => {
  // Trimmed of `\r`, and of the mark at the beginning that comes into the middle when files are joined.
  const lines = text.split('\n').map((words, i) => ({ words: words.trim(), line: i + 1 }));
  const answers = lines.flatMap(({ words, line }) => (words === '' ? [] : [{ line, answer: parsed(words) }]));
  const first = answers[0];
  const whole = first && first.answer === undefined && answers.length > 1 ? parsed(text) : undefined;
  return first && whole ? [{ line: first.line, answer: whole }] : answers;
};

/** More say nothing new: it is another file that was meant. */
const problemsAtMost = 20;

const refused = (problems: readonly Problem[]): UsageError => {
  const left = problems.length - problemsAtMost;
  const last = problems[problemsAtMost];
  const shown: Problem[] = problems.slice(0, problemsAtMost);
  if (last) shown.push({ ...last, message: `this line and ${left - 1} more cannot be read either` });
  return new UsageError(shown.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'), shown);
};

const elsewhere = (value: unknown, network: NetworkName): string => {
  const other = Object.entries(partnerPages).find(([name, read]) => name !== network && read(value) !== undefined);
  return other ? `; it looks like one of ${spelt[other[0] as NetworkName]}: name that with --network` : '';
};

/** `notes`: posts that had to be left out. Throws a UsageError that names each line that is no answer of this network. */
export const recordedLooks = (
  file: string,
  text: string,
  network: NetworkName,
): { readonly looks: readonly PostLook[]; readonly notes: readonly Problem[] } => {
  const looks: PostLook[] = [];
  const notes: Problem[] = [];
  const problems: Problem[] = [];
  const lines = linesIn(text);
  if (lines.length === 0) notes.push({ file, line: 1, message: 'the file is empty: it shows no post' });
  for (const { line, answer } of lines) {
    if (answer === undefined) {
      const message = 'this line is not JSON; each line holds one post, one event or one whole answer';
      problems.push({ file, line, message });
      continue;
    }
    const page = partnerPages[network](answer.value);
    if (page === undefined) {
      const what = `this line is neither a post, an event nor an answer of ${spelt[network]}`;
      problems.push({ file, line, message: `${what}${elsewhere(answer.value, network)}` });
      continue;
    }
    looks.push(...page.looks);
    if (page.unread > 0) {
      const message = `${page.unread} of its posts cannot be read, for instance for want of an author or a date; they are left out`;
      notes.push({ file, line, message });
    }
  }
  if (problems.length > 0) throw refused(problems);
  return { looks, notes };
};
