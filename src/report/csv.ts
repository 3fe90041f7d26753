/*
 * CSV as RFC 4180 has it: CRLF, quotes doubled, every row as long as the head. With a byte order mark, because spreadsheets take a file for another
 * encoding without one, and Arabic for noise.
 */

export type Cell = string | number | boolean | null;
export type Table = {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
};

export const MARK = '\uFEFF';

/**
 * A spreadsheet takes a text that begins so for a formula, and runs it; an apostrophe makes it text. The full-width forms are read like the others, and
 * white space before them is skipped. Numbers are ours and stay numbers.
 */
const formula = /^\p{C}*\s*[=+\-@＝＋－＠]|^[\t\r\n]/u;

export const cell = (value: Cell): string => {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export const csv = ({ columns, rows }: Table): string =>
  MARK + [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
