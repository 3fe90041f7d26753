/*
 * A message file is a head between two lines of `---`, and a body.
 */

export type Split = {
  readonly head: string;
  /** The lines of the body; the first of them is line `bodyLine` of the file. */
  readonly body: readonly string[];
  readonly bodyLine: number;
};

export const split = (text: string): Split | { readonly line: number; readonly message: string } => {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  if (lines[0]?.trimEnd() !== '---') {
    return {
      line: 1,
      message:
        'a message file begins with a line of only `---`, then its head (`id:`, `kind:` …), then `---` again; add the head',
    };
  }
  const end = lines.findIndex((line, i) => i > 0 && line.trimEnd() === '---');
  if (end === -1)
    return { line: 1, message: 'the head that begins here has no end; close it with a line of only `---`' };
  return { head: lines.slice(1, end).join('\n'), body: lines.slice(end + 1), bodyLine: end + 2 };
};
