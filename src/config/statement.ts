import { createHash } from 'node:crypto';
import type { Campaign, Problem } from '../model.ts';
import { decodeText, readBytes } from '../yaml.ts';

/*
 * The team's own copy of the statement, which is not shipped: is it there, and is it the file that campaign.yaml means?
 */

export const statementFindings = async (
  folder: string,
  { file, sha256 }: Campaign['statement'],
  at: { readonly file: string; readonly line: (path: readonly PropertyKey[]) => number },
): Promise<{ problems: Problem[]; notes: Problem[] }> => {
  const finding = (key: string, message: string) => [{ file: at.file, line: at.line(['statement', key]), message }];
  const problem = (key: string, message: string) => ({ problems: finding(key, message), notes: [] });
  const note = (key: string, message: string) => ({ problems: [], notes: finding(key, message) });

  if (file === undefined) {
    return note(
      'file',
      'no copy of the statement is named, so passages are not compared with it; put a copy in place and name it in `file`',
    );
  }
  const read = await readBytes(folder, file);
  if ('problem' in read) {
    return read.absent
      ? note(
          'file',
          `there is no copy of the statement at ${file}, so passages are not compared with it; put the team's own copy there`,
        )
      : { problems: [read.problem], notes: [] };
  }
  const text = decodeText(read.bytes);
  if (typeof text !== 'string') return { problems: [{ file, ...text }], notes: [] };

  const hash = createHash('sha256').update(read.bytes).digest('hex');
  if (sha256 === undefined)
    return note(
      'sha256',
      `the copy of the statement is not compared with anything; if it is the right one, write \`sha256: ${hash}\``,
    );
  if (sha256 !== hash) {
    return problem(
      'sha256',
      `the copy at ${file} is another file: its SHA-256 is ${hash}; put the right copy there, or, if it is the right one, write its SHA-256 here and check every passage again`,
    );
  }
  return { problems: [], notes: [] };
};
