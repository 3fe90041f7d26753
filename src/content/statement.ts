import { createHash } from 'node:crypto';
import type { Campaign } from '../model.ts';
import { decodeText, readBytes } from '../yaml.ts';

/**
 * The team's copy of the statement, when it is there and is the file that campaign.yaml means. What is wrong with it
 * is told where campaign.yaml is read; comparing passages with another file would only repeat it for each message.
 */
export const statementText = async (
  folder: string,
  { file, sha256 }: Campaign['statement'],
): Promise<string | undefined> => {
  if (file === undefined) return undefined;
  const read = await readBytes(folder, file);
  if ('problem' in read) return undefined;
  if (sha256 !== undefined && createHash('sha256').update(read.bytes).digest('hex') !== sha256) return undefined;
  const text = decodeText(read.bytes);
  return typeof text === 'string' ? text : undefined;
};
