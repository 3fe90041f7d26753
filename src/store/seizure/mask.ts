/** Enough to see what kind of thing it is, and not whose: a quarter of it, four letters at most, and how long it is. */
export const masked = (value: string): string => {
  const letters = [...value.replace(/\s+/g, ' ')];
  const shown = Math.min(4, Math.floor(letters.length / 4));
  return `${letters.slice(0, shown).join('')}… (${letters.length} characters)`;
};
