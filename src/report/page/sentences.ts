import { spelt } from '../../model.ts';
import { outcomes } from '../kinds.ts';
import type { NetworkReport, Report } from '../report-schema.ts';
import type { Voice } from '../words.ts';

/* The report in plain words: three sentences for the period, three for each network. A mail says the same ones. */

const DAY_MS = 86_400_000;

const lengthInWords = ({ period }: Report, { w }: Voice): string =>
  period.days === null
    ? period.hours < 2 && !Number.isInteger(period.hours)
      ? w.minutes(Math.round(period.hours * 60))
      : w.hours(period.hours)
    : `${w.days(period.days)} (${w.hours(period.hours)})`;

/** The first and the last day or moment of the period, as people say it: the end is told by the day that it completes. */
export const edges = ({ period }: Report, { s }: Voice): { first: string; last: string } => {
  if (period.days === null) return { first: s.wholeMoment(period.from), last: s.wholeMoment(period.to) };
  const end = Temporal.Instant.from(period.to).epochMilliseconds;
  return {
    first: s.day(period.from),
    last: s.day(Math.max(end - DAY_MS / 2, Temporal.Instant.from(period.from).epochMilliseconds)),
  };
};

export const periodSentences = (report: Report, voice: Voice): string[] => {
  const { w } = voice;
  const { tag, zone } = { tag: report.campaign.hashtag, zone: report.campaign.timeZone };
  const names = (some: (one: NetworkReport) => boolean) =>
    report.networks.filter(some).map((one) => spelt[one.network]);
  const out = names(({ plan, growth }) => growth.length > 0 || plan.published + plan.retracted > 0);
  const rest = names(({ plan, growth }) => growth.length === 0 && plan.published + plan.retracted === 0);
  const nothing = out.length === 0 && report.networks.every(({ plan }) => plan.planned === 0);
  const whole = names(({ coverage }) => coverage.whole);
  const never = names(({ coverage }) => !coverage.whole && coverage.hours === 0);
  const partly = names(({ coverage }) => !coverage.whole && coverage.hours > 0);
  return [
    w.period({ tag, ...edges(report, voice), length: lengthInWords(report, voice), zone }),
    nothing ? w.nothingPlanned : w.wentOut(out, rest),
    ...(report.networks.length === 0
      ? []
      : [partly.length + never.length === 0 ? w.allWatched(whole) : w.notAllWatched(whole, partly, never)]),
  ];
};

const seenSentence = (report: Report, network: NetworkReport, { w }: Voice): string => {
  const tag = report.campaign.hashtag;
  const name = spelt[network.network];
  const { ours, partners, public: others } = network.posts;
  if (others.now === null) return w.notWatched(name, tag, ours.now ?? 0);
  const given = { network: name, tag, public: others.now, partners: partners.now ?? 0, ours: ours.now ?? 0 };
  return network.network === 'x' ? w.seenOnX(given) : w.seen(given);
};

const changeSentence = (report: Report, network: NetworkReport, { w }: Voice): string => {
  if (report.before === null) return w.nothingBefore;
  if (network.coverage.before?.hours === 0) return w.notWatchedBefore;
  const change = network.changes.find(({ figure }) => figure.endsWith('.posts.public'));
  if (!change || change.now === null || change.before === null) return w.notComparable;
  const { now, before, percent, perDay } = change;
  if (perDay) return w.againstUneven({ now, before, percent, perDay });
  const even =
    Math.abs(network.coverage.hours - (network.coverage.before?.hours ?? 0)) <=
    Math.max(1, network.coverage.hours * 0.01);
  return even ? w.against({ now, before, percent }) : w.notComparable;
};

const planSentence = ({ network, plan }: NetworkReport, { w }: Voice): string => {
  if (plan.planned === 0) return w.noneOfOursPlanned(spelt[network]);
  const others = outcomes
    .filter((name) => name !== 'published' && plan[name] > 0)
    .map((name) => w.outcomeCount(name, plan[name]));
  return w.planned(plan.planned, plan.published, plan.late, others);
};

export const networkSentences = (report: Report, network: NetworkReport, voice: Voice): string[] => [
  seenSentence(report, network, voice),
  changeSentence(report, network, voice),
  planSentence(network, voice),
];
