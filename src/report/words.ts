import type { Outcome } from './kinds.ts';
import { type ReportLang, type Speech, speech } from './speech.ts';
import { arabic } from './words/ar.ts';
import { english } from './words/en.ts';
import { spanish } from './words/es.ts';
import { french } from './words/fr.ts';

/* Everything that a report says in words. One value a language; the type makes sure that none is forgotten. */

export type Who = 'ours' | 'partners' | 'public';

export type PostsSeen = {
  readonly network: string;
  readonly tag: string;
  readonly public: number;
  readonly partners: number;
  readonly ours: number;
};

export type Against = {
  readonly now: number;
  readonly before: number;
  /** Null below 20 cases before, or where hours differ. */
  readonly percent: number | null;
};

export type Hours = { readonly hours: number; readonly of: number };

export type Words = {
  readonly title: (tag: string) => string;
  readonly rehearsal: string;
  readonly contents: string;
  /** The period in three sentences. */
  readonly period: (given: { tag: string; first: string; last: string; length: string; zone: string }) => string;
  readonly wentOut: (networks: readonly string[], others: readonly string[]) => string;
  readonly nothingPlanned: string;
  readonly allWatched: (networks: readonly string[]) => string;
  readonly notAllWatched: (whole: readonly string[], partly: readonly string[], never: readonly string[]) => string;
  readonly days: (n: number) => string;
  readonly hours: (n: number) => string;
  readonly minutes: (n: number) => string;
  readonly notOver: (until: string) => string;

  readonly short: string;
  readonly seen: (given: PostsSeen) => string;
  readonly seenOnX: (given: PostsSeen) => string;
  readonly notWatched: (network: string, tag: string, ours: number) => string;
  readonly nothingBefore: string;
  readonly notWatchedBefore: string;
  readonly against: (given: Against) => string;
  readonly againstUneven: (given: Against & { perDay: { now: number; before: number } }) => string;
  readonly notComparable: string;
  readonly planned: (planned: number, published: number, late: number, others: readonly string[]) => string;
  readonly noneOfOursPlanned: (network: string) => string;
  readonly outcomeCount: (outcome: Outcome, n: number) => string;

  readonly change: string;
  readonly changeNote: (now: Hours, before: Hours) => string;
  readonly now: string;
  readonly before: string;
  readonly difference: string;
  readonly perDay: string;
  readonly posts: string;
  readonly reactions: string;
  readonly figure: (what: 'posts' | 'reactions', who: Who) => string;

  readonly hourByHour: string;
  readonly hourChart: (network: string, tag: string) => string;
  readonly hourChartText: (given: { total: number; most: number; when: string }) => string;
  readonly hourChartEmpty: string;
  readonly legend: {
    readonly public: string;
    readonly partners: string;
    readonly ours: string;
    readonly special: string;
    readonly missed: string;
  };
  readonly dayByDay: string;
  readonly day: string;
  readonly specialDay: string;
  readonly watchedHours: string;
  readonly ofHours: (given: Hours) => string;

  readonly coverage: string;
  readonly stream: (given: Hours & { whole: boolean }) => string;
  readonly streamNever: string;
  readonly servers: string;
  readonly server: (given: Hours & { server: string; whole: boolean; refused: string | null }) => string;
  readonly counts: (given: Hours & { whole: boolean }) => string;
  readonly countsNever: (refused: string | null) => string;
  readonly missed: string;
  readonly source: string;
  readonly from: string;
  readonly to: string;
  readonly length: string;
  readonly reason: string;
  readonly noReason: string;
  readonly notWatchedYet: string;
  readonly notWatchedSince: string;

  readonly whose: string;
  readonly whoseNote: string;
  readonly whoseNoteX: string;
  readonly who: Record<Who, string>;
  readonly whom: string;
  readonly likes: string;
  readonly boostsGained: string;
  readonly replies: string;
  readonly quotes: string;
  readonly all: string;
  readonly authors: (atLeast: number, atMost: number, weeks: number) => string;
  readonly authorsUnknown: string;

  readonly messages: string;
  readonly messagesNote: string;
  readonly message: string;
  readonly ofPosts: (known: number) => string;
  readonly noPosts: string;
  readonly notYet: string;

  readonly languages: string;
  readonly languagesNote: string;
  readonly languagesNoteX: string;
  readonly language: string;
  readonly noLanguage: string;
  readonly share: string;
  readonly fewCases: string;
  readonly noLanguages: string;

  readonly growth: string;
  readonly growthChart: (network: string) => string;
  readonly growthChartText: (posts: number, most: number) => string;
  readonly growthAxis: string;
  readonly growthEmpty: string;
  readonly eachPost: (posts: number) => string;
  readonly published: string;
  readonly latest: string;
  readonly gone: string;
  readonly post: string;

  readonly boosts: string;
  readonly noBoosts: string;
  readonly partner: string;
  readonly when: string;
  readonly noBoostReason: string;
  readonly undone: string;

  readonly bestHours: string;
  readonly bestHoursNote: (zone: string) => string;
  readonly best: (hours: readonly string[]) => string;
  readonly bestHour: (weekday: string, hour: string, posts: number) => string;
  readonly tooFewForBest: string;
  readonly heatMap: (network: string) => string;
  readonly eachHour: string;
  readonly hour: string;
  readonly fewer: string;
  readonly more: string;

  readonly organic: string;
  readonly organicSentence: (given: { posts: number; copied: number; groups: number; share: number | null }) => string;
  readonly organicLargest: (posts: number, authors: number) => string;
  readonly organicNote: string;
  readonly unwatched: string;
  readonly organicX: string;
  readonly ownWords: string;
  readonly copied: string;
  readonly texts: string;

  readonly plan: string;
  readonly outcome: Record<Outcome, string>;
  readonly late: string;
  readonly deliveries: string;
  readonly whatBecame: string;
  readonly why: string;

  readonly money: string;
  readonly moneySentence: (given: {
    spent: string;
    before: string | null;
    month: string;
    budget: string | null;
  }) => string;
  readonly spentOn: string;
  readonly calls: string;
  readonly spent: string;
  readonly what: Record<'publish' | 'boost' | 'look' | 'count' | 'other', string>;

  readonly unknown: string;
  readonly notes: string;
  readonly noteCause: string;
  readonly noteNetworks: string;
  readonly noteSums: string;
  readonly noteHours: (zone: string) => string;
  readonly noteExplain: string;
  readonly madeAt: (moment: string) => string;
  readonly subject: (tag: string, period: string) => string;
  readonly attached: string;
};

export type Voice = { readonly s: Speech; readonly w: Words };

const languages: Record<ReportLang, (s: Speech) => Words> = { en: english, ar: arabic, fr: french, es: spanish };

export const voice = (lang: ReportLang, timeZone: string): Voice => {
  const s = speech(lang, timeZone);
  return { s, w: languages[lang](s) };
};
