import { createHash } from 'node:crypto';
import type { Passage } from '../model.ts';

/*
 * A message's passage in the team's own copy of the statement. Offsets count UTF-16 units from the first character
 * of the whole decoded file; the hash is of the passage's UTF-8 bytes (docs: the statement itself is not shipped).
 */

export const passageText = (statement: string, { start, end }: Passage): string => statement.slice(start, end);

/** No passage yet: such a message is rehearsed, and never live. */
export const isEmptyPassage = ({ start, end }: Passage): boolean => start === 0 && end === 0;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const shortened = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 60 ? line : `${line.slice(0, 30).trimEnd()} … ${line.slice(-25).trimStart()}`;
};

/** What is wrong with a passage, in words; `statement` is undefined where there is no copy to compare it with. */
export const passageProblem = (passage: Passage, statement: string | undefined): string | undefined => {
  const { start, end, sha256 } = passage;
  if (isEmptyPassage(passage)) {
    return sha256 === ''
      ? undefined
      : '`source` has a hash, and no passage; write where the passage starts and ends, or empty the hash';
  }
  if (end <= start) return `\`source\` ends (${end}) before it starts (${start}); correct \`start\` and \`end\``;
  if (statement === undefined) {
    return sha256 === '' ? '`source` has no hash; write the SHA-256 of the passage into `sha256`' : undefined;
  }
  if (end > statement.length) {
    return `\`source\` ends at ${end}, outside the copy of the statement, which has ${statement.length} characters; correct \`start\` and \`end\``;
  }
  const text = passageText(statement, passage);
  if (!text.isWellFormed()) return '`source` cuts a character in two; move `start` or `end` by one';
  const actual = hashOf(text);
  if (sha256 === actual) return undefined;
  const wrong = sha256 === '' ? 'has no hash' : 'does not match its hash';
  return `\`source\` ${wrong}: from ${start} to ${end} the copy of the statement reads “${shortened(text)}”; if that is the passage, write \`sha256: ${actual}\`, else correct \`start\` and \`end\``;
};
