import type { Cell, Table } from './csv.ts';
import { ages, outcomes } from './kinds.ts';
import type { AtAge, NetworkReport, Report } from './report-schema.ts';

/* The tables of a report as files for a spreadsheet: one a table and network, none with two networks in it, and none with a number below zero. */

const whose = ['ours', 'partners', 'public'] as const;
const kinds = ['likes', 'boosts', 'replies', 'quotes', 'all'] as const;

const ageColumns = ages.flatMap((age) => [`median_${age}`, `known_${age}`]);
const ageCells = (all: readonly AtAge[]): Cell[] => all.flatMap(({ median, known }) => [median, known]);

const postRows = ({ posts, reactions }: NetworkReport): Cell[][] =>
  whose.map((who) => [
    who,
    posts[who].now,
    posts[who].before,
    ...kinds.map((kind) => reactions[who].now?.[kind] ?? null),
    reactions[who].before?.all ?? null,
  ]);

const networkTables = (one: NetworkReport): Table[] => {
  const { coverage, plan, organic, bestHours, money, authors } = one;
  return [
    { name: 'figures', columns: ['figure', 'value'], rows: Object.entries(one.figures) },
    {
      name: 'coverage',
      columns: ['source', 'hours_watched', 'hours', 'whole', 'refused'],
      rows: coverage.sources.map((source) => [source.source, source.hours, source.of, source.whole, source.refused]),
    },
    {
      name: 'gaps',
      columns: ['source', 'from', 'to', 'hours', 'reason'],
      rows: coverage.sources.flatMap(({ source, gaps }) =>
        gaps.map((gap): Cell[] => [source, gap.from, gap.to, gap.hours, gap.reason]),
      ),
    },
    {
      name: 'posts',
      columns: [
        'whose',
        'posts',
        'posts_before',
        ...kinds.map((kind) => (kind === 'all' ? 'reactions' : kind)),
        'reactions_before',
      ],
      rows: postRows(one),
    },
    {
      name: 'authors',
      columns: ['at_least', 'at_most', 'weeks'],
      rows: authors ? [[authors.atLeast, authors.atMost, authors.weeks]] : [],
    },
    {
      name: 'changes',
      columns: ['figure', 'now', 'before', 'per_day_watched_now', 'per_day_watched_before'],
      rows: one.changes.map((row) => [
        row.figure,
        row.now,
        row.before,
        row.perDay?.now ?? null,
        row.perDay?.before ?? null,
      ]),
    },
    {
      name: 'hours',
      columns: ['hour', 'ours', 'partners', 'public', 'watched'],
      rows: one.hours.map((hour) => [hour.at, hour.ours, hour.partners, hour.public, hour.watched]),
    },
    {
      name: 'days',
      columns: ['day', 'special', 'ours', 'partners', 'public', 'hours_watched', 'hours'],
      rows: one.days.map((day) => [day.day, day.special, day.ours, day.partners, day.public, day.hours, day.of]),
    },
    {
      name: 'messages',
      columns: ['message', 'posts', ...ageColumns],
      rows: one.messages.map((row) => [row.message, row.posts, ...ageCells(row.ages)]),
    },
    {
      name: 'languages',
      columns: ['language', 'ours', 'partners', 'public', 'share_of_public', ...ageColumns],
      rows: one.languages.map((row) => [
        row.lang,
        row.ours,
        row.partners,
        row.public,
        row.share,
        ...ageCells(row.ages),
      ]),
    },
    {
      name: 'our-posts',
      columns: [
        'delivery',
        'step',
        'message',
        'language',
        'published',
        'url',
        'gone',
        ...ages.map((age) => `reactions_${age}`),
        'latest',
      ],
      rows: one.growth.map((post) => [
        ...[post.delivery, post.step, post.message, post.lang, post.at, post.url, post.gone],
        ...ages.map((age) => post.ages[age]),
        post.latest?.all ?? null,
      ]),
    },
    {
      name: 'growth',
      columns: ['delivery', 'step', 'age_minutes', 'reactions'],
      rows: one.growth.flatMap((post) =>
        post.looks.map((look): Cell[] => [post.delivery, post.step, look.minutes, look.reactions]),
      ),
    },
    {
      name: 'boosts',
      columns: ['partner', 'at', 'state', 'reason', 'url'],
      rows: one.boosts.map((boost) => [boost.partner, boost.at, boost.state, boost.reason, boost.url]),
    },
    {
      name: 'best-hours',
      columns: ['weekday', 'hour', 'posts', 'hours_watched'],
      rows: (bestHours?.cells ?? []).map((cell) => [cell.weekday, cell.hour, cell.posts, cell.hours]),
    },
    {
      name: 'organic',
      columns: ['posts', 'copied', 'texts', 'share_in_own_words'],
      rows: organic ? [[organic.posts, organic.copied, organic.groups, organic.share]] : [],
    },
    {
      name: 'plan',
      columns: ['planned', 'late', ...outcomes],
      rows: [[plan.planned, plan.late, ...outcomes.map((outcome) => plan[outcome])]],
    },
    {
      name: 'reasons',
      columns: ['outcome', 'reason', 'deliveries'],
      rows: plan.reasons.map((row) => [row.outcome, row.reason, row.deliveries]),
    },
    ...(money
      ? [
          {
            name: 'money',
            columns: ['what', 'times', 'us_dollars'],
            rows: money.by.map((row): Cell[] => [row.what, row.calls, row.spent]),
          },
        ]
      : []),
  ];
};

export const tables = (report: Report): Table[] =>
  report.networks.flatMap((one) =>
    networkTables(one).map((table) => ({ ...table, name: `${one.network}-${table.name}` })),
  );
