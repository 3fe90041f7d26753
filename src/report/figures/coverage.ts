import type { NetworkName } from '../../model.ts';
import type { Coverage, Watched } from '../report-schema.ts';
import type { CoverageRow, NetworkRows, Period, Span } from '../rows.ts';
import { HOUR, type Zone } from '../zone.ts';

/* What was watched, and what was missed: by source, and for the network as a whole. */

/**
 * X is counted by whole hours that are over, a timeline is asked now and then: at the end of a period that still runs, what was not looked at
 * for less than this is not missed, it is not known yet.
 */
const NOT_YET_MS = 2 * HOUR;

const kinds: Record<NetworkName, Coverage['kind']> = { bluesky: 'stream', mastodon: 'servers', x: 'counts' };

const clip = (rows: readonly Span[], { from, to }: Span): Span[] =>
  rows.flatMap((row) => {
    const part = { from: Math.max(row.from, from), to: Math.min(row.to, to) };
    return part.to > part.from ? [part] : [];
  });

/** Sorted, and without overlaps. */
export const merged = (spans: readonly Span[]): Span[] => {
  const list: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = list.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else list.push({ from, to });
  }
  return list;
};

const both = (a: readonly Span[], b: readonly Span[]): Span[] => a.flatMap((one) => clip(b, one));

const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0);

const inHours = (ms: number): number => Math.round((ms / HOUR) * 1000) / 1000;

/** What is not covered of a span, in order. */
const missing = (spans: readonly Span[], { from, to }: Span): Span[] => {
  const edges = [from, ...spans.flatMap((one) => [one.from, one.to]), to];
  return clip(
    Array.from({ length: edges.length / 2 }, (_, i) => ({ from: edges[2 * i]!, to: edges[2 * i + 1]! })),
    { from, to },
  );
};

const watchedOf = (spans: readonly Span[], span: Span): Watched => {
  const [there, all] = [lengthOf(spans), span.to - span.from];
  return { hours: inHours(there), of: inHours(all), whole: all > 0 && there === all };
};

/** Reasons that no row gives, in the words of `track gaps`. */
export const NOT_YET = 'not watched yet';
export const NOT_SINCE = 'not watched since';

/** A row begins after a gap and says why there was one; before the first row it had not begun, after the last it has not gone on. */
const reasonOf = (own: readonly CoverageRow[], end: number, began: number | null): string | null => {
  const next = own.find((row) => row.from >= end);
  if (next) return next.reason ?? (next.from === began ? NOT_YET : null);
  return own.length > 0 ? NOT_SINCE : null;
};

/** The span as far as it can be known by now. */
const knowable = (period: Period, rows: readonly Span[]): Span => {
  const { from } = period.span;
  if (!period.open) return { from, to: period.span.to };
  const last = Math.max(
    ...rows.map(({ to }) => to).filter((to) => to <= period.until + HOUR),
    Number.NEGATIVE_INFINITY,
  );
  return { from, to: last > period.until - NOT_YET_MS ? Math.max(from, Math.min(last, period.until)) : period.until };
};

export type CoverageOf = {
  readonly coverage: Coverage;
  /** What was watched of both periods; of several servers, when all of them were that were watched at all. */
  readonly spans: readonly Span[];
};

export const coverageOf = (rows: NetworkRows, period: Period, { rfc }: Zone): CoverageOf => {
  const span = knowable(period, rows.coverage);
  const seen = new Set([...rows.named, ...rows.coverage.map((row) => row.source)]);
  const bySource = Map.groupBy(rows.coverage, (row) => row.source);
  const ofSource = (source: string): readonly CoverageRow[] =>
    (bySource.get(source) ?? []).toSorted((a, b) => a.from - b.from);
  /** When every source was watched that was watched at all in the period: a server that came later or left is no gap of the others. */
  const together = (part: Span): { spans: readonly Span[]; used: number } => {
    const each = [...seen].map((source) => clip(merged(ofSource(source)), part)).filter((one) => one.length > 0);
    return { spans: each.length === 0 ? [] : each.reduce((a, b) => both(a, b)), used: each.length };
  };
  const sources = [...seen].sort().map((source) => {
    const own = ofSource(source);
    const began = rows.sources.find((one) => one.source === source)?.began ?? own[0]?.from ?? null;
    const within = clip(merged(own), span);
    const gaps = missing(within, span).map(({ from, to }) => ({
      from: rfc(from),
      to: rfc(to),
      hours: inHours(to - from),
      reason: reasonOf(own, to, began),
    }));
    const refused = rows.sources.find((one) => one.source === source)?.refused ?? null;
    return { source, ...watchedOf(within, span), refused, gaps };
  });
  const watched = (part: Span): Watched => {
    const { spans, used } = together(part);
    const all = watchedOf(spans, part);
    return { ...all, whole: all.whole && used === seen.size };
  };
  return {
    coverage: {
      kind: kinds[rows.network],
      ...watched(span),
      before: period.before ? watched(period.before) : null,
      sources,
    },
    spans: [...(period.before ? together(period.before).spans : []), ...together(span).spans],
  };
};
