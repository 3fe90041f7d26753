import type { Lang, Media } from '../model.ts';
import { type Sound, suggestion } from '../yaml.ts';
import type { FrontMatter } from './front-matter.ts';
import type { Around, Finding } from './message.ts';

/*
 * The pictures of a message: each there, each fit to be shown, each with its words for those who do not see it.
 */

type Draft = Omit<Media, 'line'> & { readonly index: number };
type Written = NonNullable<Sound<FrontMatter>['media']>[number];

function* altProblems(
  at: number,
  { file, alt }: NonNullable<Written>,
  langs: readonly Lang[],
  campaign: Around['campaign'],
): Iterable<Finding> {
  const known = campaign && Object.keys(campaign.languages);
  for (const lang of Object.keys(alt ?? {})) {
    if (known === undefined || known.includes(lang)) continue;
    const message = `\`alt\` of ${file} is written in \`${lang}\`, which is not a language of the campaign; ${suggestion(lang, known)}`;
    yield { path: ['media', at, 'alt', lang], message };
  }
  const missing = langs.filter((lang) => !alt?.[lang]);
  if (missing.length === 0) return;
  yield {
    path: ['media', at, 'alt'],
    message: `\`alt\` of ${file} has no words in ${missing.map((lang) => `\`${lang}\``).join(', ')}; say there what the picture shows, for those who do not see it`,
  };
}

export const readPictures = async (
  written: Sound<FrontMatter>['media'],
  langs: readonly Lang[],
  { campaign, findPicture }: Around,
): Promise<{ media: Draft[]; problems: Finding[]; notes: Finding[] }> => {
  const media: Draft[] = [];
  const problems: Finding[] = [];
  const notes: Finding[] = [];
  for (const [index, one] of (written ?? []).entries()) {
    // Without a file's name there is a problem already.
    if (!one?.file) continue;
    const file = one.file.trim();
    const path = ['media', index, 'file'];
    problems.push(...altProblems(index, { ...one, file }, langs, campaign));
    if (media.some((other) => other.file === file))
      problems.push({ path, message: `${file} stands here for the second time; keep one of the two` });
    const found = await findPicture(file);
    if (found.problem !== undefined) problems.push({ path, message: `${file} ${found.problem}` });
    notes.push(...found.notes.map((note) => ({ path, message: `${file}: ${note}` })));
    const alt = Object.entries(one.alt ?? {}).flatMap(([lang, words]) =>
      words ? [[lang, words.trim()] as const] : [],
    );
    if (found.sha256 !== undefined) media.push({ index, file, alt: Object.fromEntries(alt), sha256: found.sha256 });
  }
  return { media, problems, notes };
};
