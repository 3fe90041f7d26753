import { UsageError } from '../../errors.ts';
import { explanationOf, rowsThatCount } from '../../report/behind.ts';
import { compute } from '../../report/compute.ts';
import { zone } from '../../report/zone.ts';
import { openToRead, type Shown, showQuery } from '../../store/report-rows.ts';
import { nearest } from '../../yaml.ts';
import { gather, meantPeriod } from './gather.ts';
import type { ReportOrder } from './order.ts';

/* A figure followed back: its value, how it is made, the queries as they are asked, and the rows that count. */

export type Explained = {
  readonly figure: string;
  readonly value: number | null;
  readonly how: string;
  readonly queries: readonly (Shown & { readonly name: string })[];
};

export const explain = async (order: Omit<ReportOrder, 'out'>, figure: string): Promise<Explained> => {
  await using store = await openToRead(order.file);
  const report = compute(await gather(store, { ...order, out: '' }));
  const figures = Object.assign({}, ...report.networks.map((one) => one.figures)) as Record<string, number | null>;
  const here = zone(order.campaign.timeZone);
  const value = figures[figure];
  const found = explanationOf(figure, here);
  if (value === undefined || !found) {
    const near = nearest(figure, Object.keys(figures));
    const mend = near === undefined ? 'their names are in report.json, under `figures`' : `did you mean ${near}?`;
    throw new UsageError(`--explain ${figure}: the report has no figure of this name; ${mend}`);
  }
  const period = await meantPeriod(store, order);
  const answers: (Shown & { readonly name: string })[] = [];
  for (const { query, span } of found.behind) {
    const asked = span === 'before' ? period.before : period.span;
    if (!asked) throw new UsageError(`--explain ${figure}: there is no period before this one`);
    answers.push({ name: query, ...(await showQuery(store.db, query, { network: found.network, ...asked })) });
  }
  const kept = rowsThatCount(
    found.behind,
    answers.map(({ rows }) => rows),
  );
  return { figure, value, how: found.how, queries: answers.map((one, i) => ({ ...one, rows: kept[i] ?? [] })) };
};
