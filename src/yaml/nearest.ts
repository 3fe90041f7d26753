/** How many letters must be put in, taken out or replaced to turn one word into the other. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
};

/** Beginnings and ends count too: `qiet` is close to `quietHours`, `by` to `reviewedBy`. */
const closeness = (word: string, candidate: string): number => {
  const lengths = [word.length - 1, word.length, word.length + 1].filter((n) => n > 1);
  const ends = lengths.flatMap((n) => [candidate.slice(0, n), candidate.slice(-n)]);
  return Math.min(...[candidate, ...ends].map((part) => distance(word, part)));
};

/**
 * The candidate that somebody who wrote `word` most likely meant; undefined when none is close.
 * `parts`: whether to look at beginnings and ends too.
 */
export const nearest = (word: string, candidates: readonly string[], parts = true): string | undefined => {
  const typed = word.toLowerCase();
  const allowed = typed.length <= 2 ? 0 : Math.max(1, Math.floor(typed.length / 3));
  return candidates
    .map((candidate) => {
      const known = candidate.toLowerCase();
      const whole = distance(typed, known);
      return { candidate, close: parts ? closeness(typed, known) : whole, whole };
    })
    .filter(({ close }) => close <= allowed)
    .sort((a, b) => a.close - b.close || a.whole - b.whole)[0]?.candidate;
};

/** Words to put after "there is no such …": the nearest one, else all of them. */
export const suggestion = (word: string, candidates: readonly string[]): string => {
  const near = nearest(word, candidates);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return candidates.length === 0 ? 'take it out' : `write one of: ${candidates.join(', ')}`;
};
