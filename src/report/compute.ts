import { authorsOf } from './figures/authors.ts';
import { changesOf } from './figures/changes.ts';
import { coverageOf } from './figures/coverage.ts';
import { growthOf, messagesOf } from './figures/equal-age.ts';
import { bestHoursOf, daysOf, hourRows, hoursOf, postsOf } from './figures/hours.ts';
import { languagesOf } from './figures/languages.ts';
import { figuresOf } from './figures/named.ts';
import { organicOf } from './figures/organic.ts';
import { boostsOf, moneyOf, planOf } from './figures/plan.ts';
import { gainsOf } from './figures/reactions.ts';
import type { NetworkReport, Report } from './report-schema.ts';
import type { NetworkRows, ReportRows } from './rows.ts';
import { HOUR, type Zone, zone } from './zone.ts';

/* Rows become figures here, and nowhere else. Pure: the same rows give the same report. */

const networkReport = (rows: NetworkRows, all: ReportRows, zone: Zone): NetworkReport => {
  const { period, campaign } = all;
  const { coverage, spans } = coverageOf(rows, period, zone);
  const now = hourRows(rows, period.span, spans);
  const before = period.before && hourRows(rows, period.before, spans);
  const posts = postsOf(now, before);
  const reactions = gainsOf(rows);
  const growth = growthOf(rows, period.span, zone);
  const report: Omit<NetworkReport, 'figures'> = {
    network: rows.network,
    coverage,
    posts,
    authors: authorsOf(rows, period, coverage.hours > 0, zone),
    reactions,
    changes: changesOf(rows.network, { posts, reactions }, coverage),
    hours: hoursOf(now, period, zone),
    days: daysOf(now, all, zone),
    messages: messagesOf(growth),
    languages: languagesOf(rows, growth),
    growth,
    boosts: boostsOf(rows.boosts, all.partners, zone),
    bestHours: bestHoursOf(now, zone),
    organic: organicOf(rows, posts),
    plan: planOf(rows.deliveries, campaign.lateAfter),
    money: moneyOf(rows, period.before !== undefined),
  };
  return { ...report, figures: Object.fromEntries(figuresOf(report)) };
};

export const compute = (rows: ReportRows): Report => {
  const { campaign, period } = rows;
  const here = zone(campaign.timeZone);
  const span = ({ from, to }: { from: number; to: number }) => ({ from: here.rfc(from), to: here.rfc(to) });
  return {
    version: 1,
    campaign: { id: campaign.id, hashtag: campaign.hashtag, timeZone: campaign.timeZone },
    rehearsal: rows.rehearsal,
    madeAt: here.rfc(rows.madeAt),
    period: {
      ...span(period.span),
      until: here.rfc(period.until),
      days: period.days ?? null,
      hours: Math.round(((period.span.to - period.span.from) / HOUR) * 1000) / 1000,
    },
    before: period.before ? span(period.before) : null,
    networks: rows.networks.map((one) => networkReport(one, rows, here)),
  };
};
