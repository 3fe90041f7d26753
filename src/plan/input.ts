import type { Campaign, Kind, Lang, NetworkName } from '../model.ts';

/*
 * What a layout is made from.
 */

/** A composed text, as it would be sent. */
export type Text = {
  readonly message: string;
  readonly kind: Kind;
  readonly lang: Lang;
  readonly network: NetworkName;
  readonly text: string;
  /** The message's pinned moments, in the campaign's zone. */
  readonly at: readonly string[];
};

/** A row that stands already and does not move. */
export type Taken = {
  readonly network: NetworkName;
  readonly at: Temporal.Instant;
  readonly message: string;
  readonly lang: Lang;
  readonly text: string;
};

export type LayoutInput = {
  readonly campaign: Campaign;
  readonly texts: readonly Text[];
  readonly networks: readonly NetworkName[];
  /** The first day, in the campaign's calendar. */
  readonly from: Temporal.PlainDate;
  /** Rows inside the range, and those before and after it that `repeatAfter` and the spacing look back and ahead to. */
  readonly taken: readonly Taken[];
  /** Makes the ids different from those of every other salt. */
  readonly salt?: string;
  /** Each text at most once on each network. */
  readonly once?: boolean;
};
