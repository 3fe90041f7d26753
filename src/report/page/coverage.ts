import { html } from 'hono/html';
import { NOT_SINCE, NOT_YET } from '../figures/coverage.ts';
import type { Words } from '../words.ts';
import { asWritten, type Html, name, number, type Part, section, table, text, time } from './part.ts';

const MINUTES_BELOW = 2;

const inWords = (reason: string | null, w: Words): Html | string => {
  if (reason === null) return w.noReason;
  if (reason === NOT_YET) return w.notWatchedYet;
  return reason === NOT_SINCE ? w.notWatchedSince : asWritten(reason);
};

/** In words, network by network: what a number covers is part of the number. */
export const coverageSentences = ({ network, voice: { w } }: Pick<Part, 'network' | 'voice'>): string[] => {
  const { coverage } = network;
  const { hours, of, whole, sources } = coverage;
  const refused = sources.find((one) => one.refused)?.refused ?? null;
  switch (coverage.kind) {
    case 'stream':
      return [hours === 0 ? w.streamNever : w.stream({ hours, of, whole })];
    case 'counts':
      return [hours === 0 ? w.countsNever(refused) : w.counts({ hours, of, whole })];
    case 'servers':
      return [
        w.servers,
        ...sources.map(({ source, ...one }) => w.server({ ...one, server: source.replace(/^mastodon:/, '') })),
      ];
    default:
      return coverage.kind satisfies never;
  }
};

export const coverageSection = (part: Part): Html => {
  const { network, voice, fig } = part;
  const { w, s } = voice;
  const { sources, kind } = network.coverage;
  const gaps = sources.flatMap(({ source, gaps: all }) =>
    all.map((gap) => ({ source: source.replace(/^mastodon:/, ''), ...gap })),
  );
  const never = sources.every(({ hours }) => hours === 0);
  const length = (hours: number) =>
    hours < MINUTES_BELOW ? w.minutes(Math.max(1, Math.round(hours * 60))) : w.hours(Math.round(hours * 10) / 10);
  const several = kind === 'servers';
  const rows = gaps.map(({ source, from, to, hours, reason }) => [
    time(from, s.moment(from)),
    time(to, s.moment(to)),
    length(hours),
    ...(several ? [name(source)] : []),
    inWords(reason, w),
  ]);
  const heads = [text(w.from), text(w.to), number(w.length), ...(several ? [text(w.source)] : []), text(w.reason)];
  const inside = html`${coverageSentences(part).map((words) => html`<p>${words}</p>`)}
<p class="note">${s.label(w.watchedHours)} ${fig('coverage.hours')} / ${fig('coverage.of')}${
    network.coverage.before
      ? html` (${s.label(w.before)} ${fig('coverage.hours.before')} / ${fig('coverage.of.before')})`
      : ''
  }</p>
${gaps.length > 0 && !never ? html`<h4>${w.missed}</h4>${table(w.missed, heads, rows)}` : ''}`;
  return section(part, 'coverage', w.coverage, inside);
};
