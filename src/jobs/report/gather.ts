import { wholePeriod } from '../../report/period.ts';
import type { Look, NetworkRows, Period, ReportRows } from '../../report/rows.ts';
import { reportRows, type StoreRows, wholeSpan } from '../../store/report-rows.ts';
import type { Store } from '../../store/store.ts';
import { hashtagMatcher } from '../../track/hashtag.ts';
import type { ReportOrder } from './order.ts';

/* From the store's rows to the report's: names, whose posts carry the hashtag, and what the watch noted of its sources. */

const refusedOf = (notes: string | null): string | null => {
  if (notes === null) return null;
  try {
    const { refused } = JSON.parse(notes) as { refused?: unknown };
    return typeof refused === 'string' ? refused : null;
  } catch {
    return null; // notes of an older version
  }
};

type Use = ReportOrder['campaign']['networks'][number];

const networkRows = (
  { name, budget, named }: Use,
  rows: StoreRows,
  tagged: (text: string) => boolean,
): NetworkRows => ({
  network: name,
  ...(budget === undefined ? {} : { budget }),
  named,
  coverage: rows.coverage,
  sources: rows.sources.map(({ source, began, notes }) => ({ source, began, refused: refusedOf(notes) })),
  hours: rows.hours,
  buckets: rows.buckets,
  langs: rows.langs,
  gains: rows.gains,
  gainsBefore: rows.gainsBefore,
  authorDays: rows.authorDays.map((row) => ({ ...row, closed: row.closed === 1 })),
  authorWeeks: rows.authorWeeks.map((row) => ({ ...row, closed: row.closed === 1 })),
  ours: rows.ours.map(({ retractedAt, goneAt, text, ...post }) => {
    const gone = [retractedAt, goneAt].filter((at) => at !== null);
    return { ...post, tagged: tagged(text), ...(gone.length > 0 ? { goneAt: Math.min(...gone) } : {}) };
  }),
  followed: rows.followed.map((row) => ({
    ...row,
    whose: row.whose === 'ours' ? ('ours' as const) : ('partner' as const),
  })),
  looks: Map.groupBy(rows.looks, ({ id }) => id) satisfies ReadonlyMap<number, readonly Look[]>,
  deliveries: rows.deliveries,
  boosts: rows.boosts.map(({ at, undoneAt, ...boost }) => ({
    ...boost,
    at: at ?? 0,
    state: undoneAt === null ? boost.state : 'undone',
    // What its author deleted, or would not have boosted, is not linked to.
    url: undoneAt === null ? boost.url : null,
  })),
  copies: rows.copies,
  spent: rows.spent,
  spentBefore: rows.spentBefore.reduce((sum, { micros }) => sum + micros, 0),
  spentMonth: rows.spentMonth,
});

/** The period that is meant: for a rehearsal, all that is in its store. */
export const meantPeriod = async (
  store: Store,
  { period, madeAt }: Pick<ReportOrder, 'period' | 'madeAt'>,
): Promise<Period> => {
  if (period !== 'whole') return period;
  return wholePeriod((await wholeSpan(store.db)) ?? { from: madeAt, to: madeAt });
};

export const gather = async (store: Store, order: ReportOrder): Promise<ReportRows> => {
  const { campaign, madeAt, rehearsal, partners } = order;
  const period = await meantPeriod(store, order);
  const rows = await reportRows(store.db, {
    networks: campaign.networks.map(({ name }) => name),
    now: period.span,
    ...(period.before ? { before: period.before } : {}),
  });
  const { inText } = hashtagMatcher(campaign.hashtag);
  return {
    campaign,
    period,
    madeAt,
    rehearsal,
    partners: new Map(partners),
    networks: campaign.networks.map((use) => networkRows(use, rows.get(use.name)!, inText)),
  };
};
