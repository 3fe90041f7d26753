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

/** Each answer with its line. A file that is one answer, laid out over many lines, is taken as well. */
const answersIn = (file: string, text: string): { line: number; value: unknown }[] => {
  const lines = text.split(/\r?\n/u).map((words, i) => ({ words, line: i + 1 }));
  const filled = lines.filter(({ words }) => words.trim() !== '');
  const answers = filled.map(({ words, line }) => ({ line, answer: parsed(words) }));
  const broken = answers.find(({ answer }) => answer === undefined);
  if (!broken) return answers.map(({ line, answer }) => ({ line, value: answer!.value }));
  const whole = broken.line === filled[0]?.line ? parsed(text) : undefined;
  if (whole) return [{ line: broken.line, value: whole.value }];
  throw new UsageError(
    `${file}:${broken.line}: this line is not JSON; each line holds one post, one event or one whole answer`,
  );
};

const elsewhere = (value: unknown, network: NetworkName): string => {
  const other = Object.entries(partnerPages).find(([name, read]) => name !== network && read(value) !== undefined);
  return other ? `; it looks like one of ${spelt[other[0] as NetworkName]}: name that with --network` : '';
};

/** `notes`: posts that had to be left out. Throws a UsageError that names the line of what is no answer of this network. */
export const recordedLooks = (
  file: string,
  text: string,
  network: NetworkName,
): { readonly looks: readonly PostLook[]; readonly notes: readonly Problem[] } => {
  const looks: PostLook[] = [];
  const notes: Problem[] = [];
  for (const { line, value } of answersIn(file, text)) {
    const page = partnerPages[network](value);
    if (page === undefined) {
      const what = `this line is neither a post, an event nor an answer of ${spelt[network]}`;
      throw new UsageError(`${file}:${line}: ${what}${elsewhere(value, network)}`);
    }
    looks.push(...page.looks);
    if (page.unread > 0) {
      const message = `${page.unread} of its posts cannot be read, for instance for want of an author or a date; they are left out`;
      notes.push({ file, line, message });
    }
  }
  return { looks, notes };
};
