import type { Lang } from '../model.ts';
import type { Sound } from '../yaml.ts';
import type { FrontMatter } from './front-matter.ts';
import type { Finding } from './message.ts';

/*
 * The content warning of a message: shown before the text, in the text's own language.
 */

export const readWarnings = (
  written: Sound<FrontMatter>['contentWarning'],
  langs: readonly Lang[],
  /** False when a heading could not be read: it may be the section that seems to be missing. */
  allRead: boolean,
): { contentWarning: Record<Lang, string>; problems: Finding[]; notes: Finding[] } => {
  const filled = Object.entries(written ?? {}).flatMap(([lang, words]) =>
    words ? [[lang, words.trim()] as const] : [],
  );
  const problems: Finding[] = [];
  const notes: Finding[] = [];
  for (const [lang, words] of filled) {
    const say = (message: string) => problems.push({ path: ['contentWarning', lang], message });
    if (allRead && !langs.includes(lang))
      say(
        `\`contentWarning\` has words in \`${lang}\`, and the message has no section \`## ${lang}\`; write that section, or take the words out`,
      );
    if (/[\n\r]/.test(words)) say(`the content warning in \`${lang}\` has more than one line; write it in one`);
  }
  const without = langs.filter((lang) => !filled.some(([one]) => one === lang));
  if (filled.length > 0 && without.length > 0) {
    notes.push({
      path: ['contentWarning'],
      message: `the message warns of its content in ${filled.map(([lang]) => lang).join(', ')}, and not in ${without.join(', ')}; add the warning there too`,
    });
  }
  return { contentWarning: Object.fromEntries(filled), problems, notes };
};
