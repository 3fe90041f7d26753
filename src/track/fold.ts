/*
 * One spelling for all letter cases and Unicode forms of a text, so that hashtags can be compared.
 *
 * NFKC makes one of full-width, mathematical and composed forms; lower-casing makes one of the cases, and may itself leave something to
 * compose (`H` with a line below has no capital of its own, `ẖ` has). A sigma at the end of a word is the same letter as one inside it, and which of
 * the two lower-casing gives depends on what follows. Not the full case folding: `ß` is not `ss`, as no network takes them for one tag; and
 * nothing of a language of its own: the Turkish `ı` is not `i`, and `İ` is `i` with a dot.
 */
export const fold = (text: string): string => {
  const lower = text.normalize('NFKC').toLowerCase();
  return lower.normalize('NFKC').replaceAll('ς', 'σ');
};
