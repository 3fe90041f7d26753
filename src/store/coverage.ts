import type { Kysely } from 'kysely';
import type { Source } from '../model.ts';
import type { Schema } from './schema.ts';

/** A span of time in which a source was watched; `reason`: why there is a gap before it. Milliseconds since 1970. */
export type Span = { readonly source: Source; readonly from: number; readonly to: number; readonly reason?: string };

/** A span of time in which a source was not watched: before it was for the first time, between, or since it was last. */
export type Gap = {
  readonly source: Source;
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  readonly place: 'before' | 'between' | 'after';
};

/** The gaps of one source from `from` to `to`; its spans in order. */
const gapsOf = (spans: readonly Span[], from: number, to: number): Gap[] => {
  const [first] = spans;
  const last = spans.at(-1);
  if (!first || !last) return [];
  const { source } = first;
  const whole: Gap[] = [
    { source, from, to: first.from, reason: 'not watched yet', place: 'before' },
    ...spans.slice(1).map(
      (span, i): Gap => ({
        ...{ source, from: (spans[i] as Span).to, to: span.from, place: 'between' },
        reason: span.reason ?? 'not watched',
      }),
    ),
    { source, from: last.to, to, reason: 'not watched since', place: 'after' },
  ];
  return whole
    .map((gap) => ({ ...gap, from: Math.max(gap.from, from), to: Math.min(gap.to, to) }))
    .filter((gap) => gap.from < gap.to);
};

export const coverage = (db: Kysely<Schema>) => {
  const of = async (source?: Source): Promise<Span[]> => {
    const rows = await db
      .selectFrom('coverage')
      .selectAll()
      .$if(source !== undefined, (q) => q.where('source', '=', source ?? ''))
      .orderBy('source')
      .orderBy('from_at')
      .execute();
    return rows.map((row) => ({
      source: row.source as Source,
      from: row.from_at,
      to: row.to_at,
      ...(row.gap_reason === null ? {} : { reason: row.gap_reason }),
    }));
  };
  return {
    of,
    /** What was missed, and when, of every source that was ever watched. */
    gaps: async (from: number, to: number): Promise<Gap[]> =>
      [...Map.groupBy(await of(), ({ source }) => source).values()].flatMap((spans) => gapsOf(spans, from, to)),
  };
};

export type Coverage = ReturnType<typeof coverage>;
