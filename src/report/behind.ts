import type { NetworkName } from '../model.ts';
import type { Zone } from './zone.ts';

/*
 * Which rows stand behind a figure, by its name: the queries, and which of their rows count. `report --explain` prints them.
 */

type Row = Readonly<Record<string, unknown>>;

export type Behind = {
  /** A query of src/store/report/queries.ts. */
  readonly query:
    | 'coverage'
    | 'hours'
    | 'langs'
    | 'buckets'
    | 'gains'
    | 'authorDays'
    | 'authorWeeks'
    | 'ours'
    | 'followed'
    | 'looks'
    | 'deliveries'
    | 'boosts'
    | 'copies'
    | 'spend'
    | 'spendOfMonth';
  readonly span: 'now' | 'before';
  readonly keep: (row: Row) => boolean;
};

export type Explanation = { readonly how: string; readonly behind: readonly Behind[] };

const stored: Readonly<Record<string, string>> = { ours: 'ours', partners: 'partner', public: 'public' };
const outcomes: Readonly<Record<string, readonly string[]>> = {
  published: ['published'],
  waiting: ['planned', 'queued', 'attempting'],
  held: ['held'],
  skipped: ['skipped'],
  rejected: ['rejected'],
  unconfirmed: ['unconfirmed'],
  retracted: ['retracted'],
  late: ['published', 'retracted'],
};

const every = () => true;
const isOf = (who: string) => (row: Row) => row.whose === stored[who];
const within = (test: (at: number) => boolean) => (row: Row) => test(Number(row.at ?? row.from));
const both = (a: (row: Row) => boolean, b: (row: Row) => boolean) => (row: Row) => a(row) && b(row);

const posts = (network: NetworkName, who: string, span: Behind['span'], keep: (row: Row) => boolean): Explanation => {
  if (who === 'ours')
    return {
      how: 'posts of ours whose text holds the hashtag, without those deleted since (retractedAt, goneAt)',
      behind: [{ query: 'ours', span, keep }],
    };
  if (network !== 'x')
    return {
      how: 'the sum of `posts` over the hours',
      behind: [{ query: 'hours', span, keep: both(isOf(who), keep) }],
    };
  const known: Behind = { query: 'followed', span, keep: both(isOf('partners'), keep) };
  if (who === 'partners')
    return { how: 'partners’ posts on X that we boosted; no others can be told apart', behind: [known] };
  return {
    how: 'X’s own counts, less our posts with the hashtag and the partners’ posts that we boosted in each of them',
    behind: [{ query: 'buckets', span, keep }, { query: 'ours', span, keep }, known],
  };
};

/** Undefined: there is no figure of this name. `rest` is the name without network and without `.before`. */
const explain = (
  network: NetworkName,
  rest: readonly string[],
  span: Behind['span'],
  zone: Zone,
): Explanation | undefined => {
  const [section, first = '', second = '', third = ''] = rest;
  const one = (query: Behind['query'], how: string, keep: (row: Row) => boolean = every): Explanation => ({
    how,
    behind: [{ query, span, keep }],
  });
  switch (section) {
    case 'coverage':
      return one(
        'coverage',
        'the time that the rows cover within the period, in hours; of several servers, the time that all were watched',
      );
    case 'posts':
      return posts(network, first, span, every);
    case 'days':
      return posts(
        network,
        second,
        span,
        within((at) => zone.day(at) === first),
      );
    case 'best-hours':
      return posts(
        network,
        'public',
        span,
        within((at) => {
          const { dayOfWeek, hour } = zone.zoned(at);
          return dayOfWeek === Number(first) && hour === Number(second);
        }),
      );
    case 'reactions':
      return one(
        'gains',
        `the sum of ${second === 'all' ? 'likes, boosts, replies and quotes' : `\`${second}\``}; never less than nothing`,
        isOf(first),
      );
    case 'authors':
      return {
        how: 'authors of each calendar week: exactly where the week is whole or still runs; else between its fullest day and the sum of its days, at most the week’s own number',
        behind: [
          { query: 'authorWeeks', span, keep: isOf('public') },
          { query: 'authorDays', span, keep: isOf('public') },
        ],
      };
    case 'languages': {
      const lang = first === 'none' ? '' : first;
      const same = (row: Row) => String(row.lang).split('-')[0]?.toLowerCase() === lang;
      if (second === 'partners' || second === 'public')
        return one('langs', 'the sum of `posts`', both(isOf(second), same));
      const mine: Behind = { query: 'ours', span, keep: both(same, (row) => row.step === 0) };
      if (second === 'ours') return { how: 'first posts of ours in this language', behind: [mine] };
      return atAge(second, [mine, { query: 'looks', span, keep: (row) => row.step === 0 }]);
    }
    case 'messages': {
      const mine: Behind = { query: 'ours', span, keep: (row) => row.message === first && row.step === 0 };
      if (second === 'posts') return { how: 'first posts of this message', behind: [mine] };
      return atAge(second, [mine, { query: 'looks', span, keep: (row) => row.step === 0 }]);
    }
    case 'growth':
      return atAge(third, [
        { query: 'ours', span, keep: (row) => row.delivery === first && row.step === Number(second) },
        { query: 'looks', span, keep: (row) => row.delivery === first && row.step === Number(second) },
      ]);
    case 'boosts':
      return one('boosts', 'the number of rows');
    case 'organic':
      return one(
        'copies',
        'copied: the sum of `posts` over groups of near-copies; groups: the number of rows; posts: everybody’s posts with the hashtag, ours among them',
      );
    case 'plan':
      return one(
        'deliveries',
        planned(first),
        (row) => first === 'planned' || (outcomes[first] ?? []).includes(String(row.state)),
      );
    case 'money':
      return first === 'month'
        ? one('spendOfMonth', 'the sum of `micros`, millionths of a US dollar')
        : one('spend', 'the sum of `micros`, millionths of a US dollar');
    default:
      return undefined;
  }
};

const planned = (what: string): string =>
  what === 'late'
    ? 'deliveries that went out (sentAt) later after their moment (at) than `late.after` of config/campaign.yaml'
    : 'the number of deliveries whose moment lay in the period';

const atAge = (age: string, behind: readonly Behind[]): Explanation => ({
  how: `for each post the first look at the age of ${age} or later, no later than a quarter of that age again: likes, boosts, replies and quotes together; of several posts the median`,
  behind,
});

/** Looks are those of the posts that count. */
export const rowsThatCount = (behind: readonly Behind[], answers: readonly (readonly Row[])[]): Row[][] => {
  const kept = answers.map((rows, i) => rows.filter((row) => behind[i]!.keep(row)));
  const ours = behind.findIndex(({ query }) => query === 'ours');
  if (ours < 0) return kept;
  const ids = new Set(kept[ours]!.map((row) => `${row.delivery} ${row.step}`));
  return kept.map((rows, i) =>
    behind[i]!.query === 'looks' ? rows.filter((row) => ids.has(`${row.delivery} ${row.step}`)) : rows,
  );
};

export const explanationOf = (
  figure: string,
  zone: Zone,
): (Explanation & { readonly network: NetworkName }) | undefined => {
  const parts = figure.split('.');
  const before = parts.at(-1) === 'before';
  const [network = '', ...rest] = before ? parts.slice(0, -1) : parts;
  const found = explain(network as NetworkName, rest, before ? 'before' : 'now', zone);
  return found && { ...found, network: network as NetworkName };
};
