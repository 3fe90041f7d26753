import type { PostLook } from '../model.ts';

/*
 * Reading other people's posts out of answers that may hold anything: what is not told is left out, one strange item hides no other.
 */

/** What one answer, or one event of a stream, shows of posts. `unread`: items that are not what they should be. */
export type ShownPage = { readonly looks: readonly PostLook[]; readonly unread: number };

/** Undefined for what is no moment. */
export const instantFrom = (written: string | null | undefined): Temporal.Instant | undefined => {
  try {
    return written ? Temporal.Instant.from(written) : undefined;
  } catch {
    return undefined;
  }
};

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined | null> };

/** Without the keys of which nothing is known. */
export const told = <T extends object>(parts: T): Defined<T> =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined && value !== null)) as Defined<T>;

/** The items that are there. */
export const present = <T>(items: readonly (T | null | undefined)[] | null | undefined): T[] =>
  (items ?? []).filter((item) => item !== null && item !== undefined) as T[];

/** A page of items, of which one that cannot be read hides no other. */
export const pageOf = (
  items: readonly unknown[],
  read: (item: unknown) => PostLook | undefined,
  more: readonly PostLook[] = [],
): ShownPage => {
  const looks = items.map(read).filter((look) => look !== undefined);
  return { looks: [...looks, ...more], unread: items.length - looks.length };
};

/** An array of which not one item can be read is something else. */
export const unlessStrange = (found: ShownPage): ShownPage | undefined =>
  found.looks.length === 0 && found.unread > 0 ? undefined : found;
