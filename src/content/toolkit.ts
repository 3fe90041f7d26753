import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Campaign, Message, Problem } from '../model.ts';
import { readText } from '../yaml.ts';
import { pictureFinder } from './media.ts';
import { messageFrom, type ReadMessage } from './message.ts';
import { statementText } from './statement.ts';

/*
 * The toolkit: every message file of a campaign, with all that is wrong in any of them.
 */

export const toolkitFolder = 'content/toolkit';

export type ReadToolkit = { readonly messages: Message[]; readonly problems: Problem[]; readonly notes: Problem[] };

const nothing = (message: string): ReadToolkit => ({
  messages: [],
  problems: [{ file: toolkitFolder, line: 1, message }],
  notes: [],
});

/** In the order of their names; hidden files are those of editors and systems. */
const messageFiles = async (folder: string): Promise<string[] | string> => {
  try {
    const names = await readdir(join(folder, toolkitFolder));
    return names.filter((name) => /\.md$/i.test(name) && !name.startsWith('.')).sort();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return 'there is no such folder; make it and put the message files (.md) into it';
    if (code === 'ENOTDIR') return 'this is not a folder; make it one and put the message files (.md) into it';
    return `the folder cannot be read (${String(code)}); give the user who runs this program the right to read it`;
  }
};

/** Ids must be unique, whether or not their files are in order otherwise. */
const repeatedIds = (read: readonly { file: string; id?: ReadMessage['id'] }[]): Problem[] => {
  const first = new Map<string, string>();
  return read.flatMap(({ file, id }) => {
    if (id === undefined) return [];
    const other = first.get(id.value);
    if (other === undefined) {
      first.set(id.value, `${file}:${id.line}`);
      return [];
    }
    return [
      {
        file,
        line: id.line,
        message: `\`id\` is \`${id.value}\`, which ${other} has already; give one of the two another id`,
      },
    ];
  });
};

/**
 * `campaign` is undefined when campaign.yaml has problems: then all is checked that does not need it.
 * `pictures`: whether they are decoded, to tell what is wrong with them, or only hashed, to notice a change.
 */
export const readToolkit = async (
  folder: string,
  campaign: Campaign | undefined,
  today: Temporal.PlainDate,
  pictures: 'decoded' | 'hashed' = 'decoded',
): Promise<ReadToolkit> => {
  const names = await messageFiles(folder);
  if (typeof names === 'string') return nothing(names);
  if (names.length === 0) return nothing('there is no message here; write at least one file that ends in .md');

  const statement = campaign && (await statementText(folder, campaign.statement));
  const findPicture = pictureFinder(join(folder, 'content'), pictures === 'decoded');
  const around = { campaign, statement, findPicture, today };
  const read = await Promise.all(
    names.map(async (name) => {
      const file = `${toolkitFolder}/${name}`;
      const found = await readText(folder, file);
      if ('problem' in found) return { file, problems: [found.problem], notes: [] };
      return { file, ...(await messageFrom(file, found.text, around)) } satisfies ReadMessage & { file: string };
    }),
  );
  const repeated = repeatedIds(read);
  return {
    messages: read.flatMap((found) => ('message' in found && found.message ? [found.message] : [])),
    problems: read.flatMap(({ file, problems }) =>
      [...problems, ...repeated.filter((problem) => problem.file === file)].sort((a, b) => a.line - b.line),
    ),
    notes: read.flatMap(({ notes }) => notes),
  };
};
