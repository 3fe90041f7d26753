import type { DeliveryState, NetworkName, Whose } from '../model.ts';

/*
 * What a report is made from: plain rows as the store has them, put together by src/jobs/report.ts. Moments are milliseconds
 * since 1970. Everything that a report says is computed from these, so HTML, CSV and JSON cannot disagree.
 */

/** `to` is exclusive. */
export type Span = { readonly from: number; readonly to: number };

/** What is asked for, and what it is held against. */
export type Period = {
  readonly span: Span;
  /** The same length just before; undefined when there is nothing to hold it against. */
  readonly before?: Span;
  /** What can be known at all: `span.to`, or the moment the report is made when that comes first. */
  readonly until: number;
  /** Whole calendar days of the campaign's zone; undefined when it does not begin and end with a day. */
  readonly days?: number;
  /** The period is not over, or a rehearsal's, which ends when its last post is out. */
  readonly open: boolean;
};

export type Counts = {
  readonly likes: number;
  readonly boosts: number;
  readonly replies: number;
  readonly quotes: number;
};

/** A post of ours that went out in the period or the one before. */
export type OurPost = {
  readonly delivery: string;
  /** 0 but for the later posts of a thread. */
  readonly step: number;
  readonly message: string;
  readonly lang: string;
  readonly at: number;
  readonly url: string;
  /** It holds the campaign's hashtag, as the first post of a thread always does. */
  readonly tagged: boolean;
  /** When a person had it deleted, or its network did not show it any more. */
  readonly goneAt?: number;
};

/** What a look at a followed post showed. */
export type Look = Counts & { readonly at: number };

export type Followed = Counts & {
  readonly id: number;
  readonly whose: 'ours' | 'partner';
  readonly delivery: string | null;
  readonly step: number | null;
  readonly partner: string | null;
  readonly at: number;
  /** When it was last looked at. */
  readonly lastAt: number | null;
};

export type DeliveryRow = {
  readonly id: string;
  readonly message: string;
  readonly lang: string;
  readonly at: number;
  readonly state: DeliveryState;
  readonly reason: string | null;
  /** When its last attempt was made, in the campaign's time. */
  readonly sentAt: number | null;
};

export type BoostRow = {
  readonly partner: string;
  /** When it was boosted, or taken up by the rules. */
  readonly at: number;
  readonly state: string;
  readonly reason: string | null;
  readonly url: string | null;
};

/** Authors of a day, or of the part of a week that lies in the period. */
export type AuthorRow = {
  readonly start: number;
  readonly whose: Whose;
  readonly authors: number;
  /** The week is over: what is known is its whole, not the part. */
  readonly closed: boolean;
};

export type CoverageRow = Span & { readonly source: string; readonly reason: string | null };

export type SourceRow = {
  readonly source: string;
  /** When it was first watched. */
  readonly began: number | null;
  /** Why it does not let itself be watched at present, in words. */
  readonly refused: string | null;
};

export type GainRow = Counts & { readonly whose: Whose };

/** Of one network, never mixed with another. `…Before` are of the period before. */
export type NetworkRows = {
  readonly network: NetworkName;
  /** US dollars a month, where there is a budget. */
  readonly budget?: number;
  /** The sources that the campaign names: `bluesky`, `mastodon:<host>`, `x`. */
  readonly named: readonly string[];
  /** Both periods. */
  readonly coverage: readonly CoverageRow[];
  readonly sources: readonly SourceRow[];
  /** Both periods. */
  readonly hours: readonly { readonly at: number; readonly whose: Whose; readonly posts: number }[];
  /** Both periods; X only. */
  readonly buckets: readonly (Span & { readonly posts: number })[];
  readonly langs: readonly { readonly lang: string; readonly whose: Whose; readonly posts: number }[];
  readonly gains: readonly GainRow[];
  readonly gainsBefore: readonly GainRow[];
  readonly authorDays: readonly AuthorRow[];
  readonly authorWeeks: readonly AuthorRow[];
  /** Both periods. */
  readonly ours: readonly OurPost[];
  /** Posts of ours and boosted ones of partners, published in the period. */
  readonly followed: readonly Followed[];
  readonly looks: ReadonlyMap<number, readonly Look[]>;
  readonly deliveries: readonly DeliveryRow[];
  readonly boosts: readonly BoostRow[];
  readonly copies: readonly {
    readonly group: string;
    /** Of the period. */
    readonly posts: number;
    /** Of the whole group. */
    readonly authors: number;
  }[];
  /** Millionths of a US dollar. */
  readonly spent: readonly {
    readonly what: 'publish' | 'boost' | 'look' | 'count' | 'other';
    readonly calls: number;
    readonly micros: number;
  }[];
  readonly spentBefore: number;
  /** In the calendar month (UTC) of the period's end. */
  readonly spentMonth: number;
};

export type ReportRows = {
  readonly campaign: {
    readonly id: string;
    readonly hashtag: string;
    readonly timeZone: string;
    /** `MM-DD`. */
    readonly specialDays: readonly string[];
    /** Later than this is late, in milliseconds. */
    readonly lateAfter: number;
  };
  readonly period: Period;
  readonly madeAt: number;
  readonly rehearsal: boolean;
  /** A partner's name by its id in config/partners.yaml. */
  readonly partners: ReadonlyMap<string, string>;
  readonly networks: readonly NetworkRows[];
};
