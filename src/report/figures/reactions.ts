import type { Whose } from '../../model.ts';
import type { NetworkReport, Reactions } from '../report-schema.ts';
import type { Counts, GainRow, NetworkRows } from '../rows.ts';

/** What followed posts gained. Ours are followed on every network, other people's posts only where they were seen. */

export const reactionsOf = ({ likes, boosts, replies, quotes }: Counts): Reactions => ({
  likes,
  boosts,
  replies,
  quotes,
  all: likes + boosts + replies + quotes,
});

const gain = (rows: readonly GainRow[], whose: Whose): Reactions | null => {
  const row = rows.find((one) => one.whose === whose);
  // A like that was taken back before the next look makes a gain that is none: never less than nothing.
  const least = (value: number) => Math.max(0, value);
  return row
    ? reactionsOf({
        likes: least(row.likes),
        boosts: least(row.boosts),
        replies: least(row.replies),
        quotes: least(row.quotes),
      })
    : null;
};

export const gainsOf = ({ gains, gainsBefore }: NetworkRows): NetworkReport['reactions'] => {
  const of = (whose: Whose) => ({ now: gain(gains, whose), before: gain(gainsBefore, whose) });
  return { ours: of('ours'), partners: of('partner'), public: of('public') };
};
