/*
 * Kysely builds a statement anew for every number of rows, and SQLite prepares it anew: so rows go in portions of a few fixed sizes, whose
 * statements stay prepared (src/store/sqlite.ts). Eleven columns a row at most: 128 rows are far below SQLite's 32,766 parameters.
 */
const SIZES = [128, 16, 4, 1] as const;

/** Cuts rows into portions of those sizes, for inserting. */
export const portions = <T>(rows: readonly T[]): T[][] => {
  const cut: T[][] = [];
  let done = 0;
  for (const size of SIZES) {
    for (; rows.length - done >= size; done += size) cut.push(rows.slice(done, done + size));
  }
  return cut;
};

/** Cuts values into lists of those sizes, for `in (…)`: the last one is filled up with its own first value, which changes nothing. */
export const lists = <T>(values: readonly T[]): T[][] => {
  const [most] = SIZES;
  const cut: T[][] = [];
  for (let done = 0; done < values.length; done += most) {
    const list = values.slice(done, done + most);
    const size = SIZES.findLast((one) => one >= list.length) ?? most;
    cut.push([...list, ...Array<T>(size - list.length).fill(list[0] as T)]);
  }
  return cut;
};
