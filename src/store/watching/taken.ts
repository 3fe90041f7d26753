import type { CopyGroup, Sight, Source, Whose } from '../../model.ts';

/**
 * A sight with what only the jobs know. Of a post: whose it is, the first moments of its hour (UTC), day and week (the campaign's), and when its
 * counts are looked at first. Of the others: when it happened, or when it was heard. Milliseconds since 1970.
 */
export type Taken =
  | (Extract<Sight, { kind: 'post' }> & {
      readonly whose: Whose;
      readonly hourAt: number;
      readonly dayAt: number;
      readonly weekAt: number;
      readonly nextAt: number | undefined;
    })
  | (Exclude<Sight, { kind: 'post' }> & { readonly now: number });

/** What one source showed, to be written in one transaction. */
export type Batch = {
  readonly source: Source;
  readonly sights: readonly Taken[];
  /** Where the source stands after it. A `seenAt` before the stored one changes neither. */
  readonly cursor?: string;
  readonly seenAt?: number;
  /** JSON of the watch. */
  readonly notes?: string;
  /** The span of time that it is the whole of. */
  readonly covered?: { readonly from: number; readonly to: number };
  /** Why there is a gap before `covered`, should there be one. */
  readonly gap?: { readonly reason: string };
  /** Groups of near-duplicates as they stand now. */
  readonly copies?: readonly CopyGroup[];
};

/** `added`: counted now. `known`: counted before, or kept out because deleted or too old. `forgotten`: taken out again. */
export type TakenCounts = { readonly added: number; readonly known: number; readonly forgotten: number };
