import type { AccountCaps, Made } from './room.ts';
import { dayAround } from './room.ts';

/*
 * Whose turn it is when more is worth a boost than fits: the partners and languages that were heard least today, then those that were not
 * heard for the longest time. The first boost of each day goes to the partner that has waited longest, so nobody starves.
 */

export type InTurn = {
  readonly id: string;
  readonly partner: string;
  /** Empty: it says none. */
  readonly lang: string;
  /** When the post appeared, and when it lapses. */
  readonly since: number;
  readonly deadline: number;
};

export type Heard = Made & { readonly lang?: string };

type Memory = { readonly today: number; readonly last: number };

const memory = (heard: readonly Heard[], today: { start: number; end: number }): Memory => ({
  today: heard.filter(({ at }) => at >= today.start && at < today.end).length,
  last: heard.reduce((last, { at }) => Math.max(last, at), Number.NEGATIVE_INFINITY),
});

/** The candidates in the order of their turns at a moment. `heard` reaches back as far as anybody remembers. */
export const turns = <T extends InTurn>(
  candidates: readonly T[],
  heard: readonly Heard[],
  { timeZone }: Pick<AccountCaps, 'timeZone'>,
  now: number,
): T[] => {
  const today = dayAround(now, timeZone);
  const remembered = <K extends 'partner' | 'lang'>(key: K) => {
    const by = Map.groupBy(heard, (one) => one[key] ?? '');
    return new Map([...new Set(candidates.map((one) => one[key]))].map((of) => [of, memory(by.get(of) ?? [], today)]));
  };
  const [partners, langs] = [remembered('partner'), remembered('lang')];
  const rank = (one: T): readonly number[] => {
    const [partner, lang] = [partners.get(one.partner)!, langs.get(one.lang)!];
    return [partner.today, lang.today, partner.last, lang.last, one.deadline, one.since];
  };
  return candidates
    .map((one) => ({ one, rank: rank(one) }))
    .sort((a, b) => byRank(a.rank, b.rank) || (a.one.id < b.one.id ? -1 : 1))
    .map(({ one }) => one);
};

const byRank = (a: readonly number[], b: readonly number[]): number => {
  const place = a.findIndex((value, i) => value !== b[i]);
  return place === -1 ? 0 : a[place]! < b[place]! ? -1 : 1;
};
