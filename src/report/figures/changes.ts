import type { Coverage, NetworkReport } from '../report-schema.ts';
import { FEW } from './hours.ts';

/*
 * The period against the one before. Where less was watched in one of the two, a plain comparison would tell of the watching: then the numbers are given
 * for each day watched. No percentage below 20 cases. Nothing here says why.
 */

/** Watched hours that differ by less than this are as good as the same. */
const SAME = 0.01;

/** A post of ours counts whether the hashtag was watched or not. */
const ofOurs = /\.(ours|published)$/;

type Pair = { readonly now: number | null; readonly before: number | null };

const even = ({ hours, before }: Coverage): boolean =>
  before !== null && Math.abs(hours - before.hours) <= Math.max(hours, before.hours) * SAME;

const perDay = (value: number, hours: number): number => Math.round((value / hours) * 24 * 100) / 100;

const change = (figure: string, { now, before }: Pair, coverage: Coverage): NetworkReport['changes'][number] => {
  const fair = ofOurs.test(figure) || even(coverage);
  const known = now !== null && before !== null;
  const watched = coverage.before;
  const rates = known && !fair && watched && watched.hours >= 1 && coverage.hours >= 1;
  return {
    figure,
    now,
    before,
    percent: known && fair && before >= FEW ? Math.round(((now - before) / before) * 1000) / 10 : null,
    perDay: rates ? { now: perDay(now, coverage.hours), before: perDay(before, watched.hours) } : null,
  };
};

export const changesOf = (
  network: string,
  { posts, reactions }: Pick<NetworkReport, 'posts' | 'reactions'>,
  coverage: Coverage,
): NetworkReport['changes'] => {
  if (coverage.before === null) return [];
  const all = ({ now, before }: NetworkReport['reactions']['ours']): Pair => ({
    now: now?.all ?? null,
    before: before?.all ?? null,
  });
  const rows: [string, Pair][] = [
    ['posts.public', posts.public],
    ['posts.partners', posts.partners],
    ['posts.ours', posts.ours],
    ['reactions.ours', all(reactions.ours)],
    ['reactions.partners', all(reactions.partners)],
    ['reactions.public', all(reactions.public)],
  ];
  return rows
    .filter(([, { now, before }]) => now !== null || before !== null)
    .map(([name, pair]) => change(`${network}.${name}`, pair, coverage));
};
