import type { AtAge, NetworkReport, Reactions } from '../report-schema.ts';

/*
 * Every figure by its name: the same in the page (as the id of the number), in the CSV files, in the JSON document and for `report --explain`.
 * A name says where to look: network, section, what.
 */

type Named = [name: string, value: number | null];

const whose = ['ours', 'partners', 'public'] as const;
const counts = ['likes', 'boosts', 'replies', 'quotes', 'all'] as const;

const ageFigures = (at: string, all: readonly AtAge[]): Named[] =>
  all.map(({ age, median }): Named => [`${at}.${age}`, median]);

const reactionFigures = (at: string, one: Reactions | null): Named[] =>
  counts.map((name): Named => [`${at}.${name}`, one?.[name] ?? null]);

export const figuresOf = (report: Omit<NetworkReport, 'figures'>): Named[] => {
  const { network, coverage, posts, authors, reactions, plan, money, organic, bestHours } = report;
  const list: Named[] = [
    ['coverage.hours', coverage.hours],
    ['coverage.of', coverage.of],
    ...(coverage.before
      ? ([
          ['coverage.hours.before', coverage.before.hours],
          ['coverage.of.before', coverage.before.of],
        ] satisfies Named[])
      : []),
    ...whose.flatMap((who): Named[] => [
      [`posts.${who}`, posts[who].now],
      [`posts.${who}.before`, posts[who].before],
    ]),
    ['authors.atLeast', authors?.atLeast ?? null],
    ['authors.atMost', authors?.atMost ?? null],
    ...whose.flatMap((who) => [
      ...reactionFigures(`reactions.${who}`, reactions[who].now),
      ...([[`reactions.${who}.all.before`, reactions[who].before?.all ?? null]] satisfies Named[]),
    ]),
    ...report.days.flatMap((day): Named[] => whose.map((who) => [`days.${day.day}.${who}`, day[who]])),
    ...report.messages.flatMap((one): Named[] => [
      [`messages.${one.message}.posts`, one.posts],
      ...ageFigures(`messages.${one.message}`, one.ages),
    ]),
    ...report.languages.flatMap((one): Named[] => [
      ...whose.map((who): Named => [`languages.${one.lang || 'none'}.${who}`, one[who]]),
      ...ageFigures(`languages.${one.lang || 'none'}`, one.ages),
    ]),
    ...report.growth.flatMap(({ delivery, step, ages }): Named[] =>
      Object.entries(ages).map(([age, value]) => [`growth.${delivery}.${step}.${age}`, value]),
    ),
    ['boosts', report.boosts.length],
    ...(bestHours?.cells ?? []).map(({ weekday, hour, posts: n }): Named => [`best-hours.${weekday}.${hour}`, n]),
    ['organic.posts', organic?.posts ?? null],
    ['organic.copied', organic?.copied ?? null],
    ['organic.groups', organic?.groups ?? null],
    ...(
      ['planned', 'published', 'late', 'waiting', 'held', 'skipped', 'rejected', 'unconfirmed', 'retracted'] as const
    ).map((name): Named => [`plan.${name}`, plan[name]]),
    ...(money
      ? ([
          ['money.spent', money.spent],
          ['money.before', money.before],
          ['money.month', money.month],
        ] satisfies Named[])
      : []),
  ];
  return list.map(([name, value]) => [`${network}.${name}`, value]);
};
