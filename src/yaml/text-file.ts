import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../model.ts';

/** Why bytes are not the text we read, and in which line it shows. */
export type TextFault = { readonly line: number; readonly message: string };

/** 1 MB: the largest files of a campaign are statements of some hundred kilobytes; more is a mistaken file. */
const mostBytes = 1_000_000;

const tooLarge: TextFault = {
  line: 1,
  message: 'the file is larger than 1 MB, which no file of a campaign needs to be; is it the right file?',
};

const startsWith = (bytes: Uint8Array, ...start: number[]): boolean => start.every((byte, i) => bytes[i] === byte);

const lineOfByte = (bytes: Uint8Array, at: number): number =>
  bytes.subarray(0, at).filter((byte) => byte === 0x0a).length + 1;

/** No character of UTF-8 contains the byte of a line feed, so each line can be tried alone. */
const firstBadLine = (bytes: Uint8Array): number => {
  const strict = new TextDecoder('utf-8', { fatal: true });
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    try {
      strict.decode(bytes.subarray(start, end === -1 ? undefined : end));
    } catch {
      return line;
    }
    if (end === -1) return 1;
    start = end + 1;
  }
};

/** The text of a file, strictly UTF-8, without its byte order mark; newlines stay as they are. */
export const decodeText = (bytes: Uint8Array): string | TextFault => {
  if (bytes.length > mostBytes) return tooLarge;
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
    return {
      line: 1,
      message: 'the file is saved as UTF-16; open it in an editor and save it with the encoding UTF-8',
    };
  }
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    return {
      line: lineOfByte(bytes, nul),
      message:
        'the file is not text (it holds zero bytes, as pictures, programs and UTF-16 do); put a UTF-8 text file here',
    };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return {
      line: firstBadLine(bytes),
      message:
        'this line is not UTF-8; the file was perhaps saved as Latin-1 or Windows-1252: open it in an editor and save it with the encoding UTF-8',
    };
  }
  if (text.trim() === '') return { line: 1, message: 'the file is empty; fill it in, or bring back an earlier copy' };
  return text;
};

const withoutFile: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; put it there, or let CAMPAIGN_DIR name the folder of the campaign',
  ENOTDIR: 'there is no such file: a part of its path is not a folder',
  EACCES: 'the file may not be read; give the user who runs this program the right to read it',
  EPERM: 'the file may not be read; give the user who runs this program the right to read it',
  ELOOP: 'the file is a link that leads back to itself; put the file itself there',
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'an unknown fault';

/** A file's bytes; `absent` when there is none. */
export type ReadBytes = { readonly bytes: Uint8Array } | { readonly problem: Problem; readonly absent: boolean };

/** `file` is relative to `folder`, and is what the problem names. */
export const readBytes = async (folder: string, file: string): Promise<ReadBytes> => {
  const refused = (message: string, absent = false) => ({ problem: { file, line: 1, message }, absent });
  try {
    const path = join(folder, file);
    const found = await stat(path);
    if (found.isDirectory()) return refused('this is a folder; a file with this name must stand here');
    if (!found.isFile()) return refused('this is not an ordinary file; put a text file here');
    if (found.size > mostBytes) return refused(tooLarge.message);
    return { bytes: await readFile(path) };
  } catch (error) {
    const code = codeOf(error);
    return refused(withoutFile[code] ?? `the file cannot be read (${code})`, code === 'ENOENT');
  }
};

/** A file's text, or the one problem that keeps it from being read. */
export const readText = async (
  folder: string,
  file: string,
): Promise<{ readonly text: string } | { readonly problem: Problem }> => {
  const read = await readBytes(folder, file);
  if ('problem' in read) return read;
  const text = decodeText(read.bytes);
  return typeof text === 'string' ? { text } : { problem: { file, ...text } };
};
