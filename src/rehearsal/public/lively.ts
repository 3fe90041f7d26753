import { type NetworkName, networkNames } from '../../model.ts';
import type { Deed } from './deeds.ts';
import { dice } from './dice.ts';
import type { Partner } from './people.ts';

/*
 * Days of partners in which everything happens that can: they post, edit, delete, go sensitive; the first one posts 50 at once on
 * its first network, the last one blocks us in the end.
 */

const minute = 60_000;

export const livelyPartners = (
  partners: readonly Partner[],
  span: { readonly seed: number; readonly from: Temporal.Instant; readonly to: Temporal.Instant },
): readonly Partner[] =>
  partners.map((partner, n) => ({
    ...partner,
    deeds: networkNames
      .filter((on) => partner.accounts[on] !== undefined)
      .flatMap((on, i) => deedsOn(on, n, { ...span, bursts: n === 0 && i === 0, last: n === partners.length - 1 })),
  }));

const deedsOn = (
  on: NetworkName,
  n: number,
  {
    seed,
    from,
    to,
    bursts,
    last,
  }: {
    seed: number;
    from: Temporal.Instant;
    to: Temporal.Instant;
    bursts: boolean;
    last: boolean;
  },
): readonly Deed[] => {
  const throws = dice(seed, 9, n, networkNames.indexOf(on));
  const deeds: Deed[] = [];
  const begins = from.epochMilliseconds;
  const ends = to.epochMilliseconds;
  const at = (milliseconds: number) => Temporal.Instant.fromEpochMilliseconds(Math.floor(milliseconds));
  const langs = ['en', 'ar', 'fr'] as const;
  // About eight posts a day each, and one in four comes to something.
  for (let next = begins + throws.wait(180 * minute), i = 0; next < ends; next += throws.wait(180 * minute), i += 1) {
    const lang = langs[(n + i) % langs.length] ?? 'en';
    const soon = 60 + throws.below(3 * 3600);
    const fate = [
      {},
      {},
      on === 'x' ? {} : { editedAfter: soon },
      { deletedAfter: soon },
      {},
      { sensitiveAfter: soon },
      {},
      {},
    ][i % 8];
    deeds.push({ at: at(next), on, kind: 'post', lang, ...fate });
  }
  const middle = begins + (ends - begins) / 2;
  if (bursts) deeds.push({ at: at(middle), on, kind: 'burst', posts: 50, seconds: 60 });
  if (last && n > 0) deeds.push({ at: at(begins + (ends - begins) * 0.8), on, kind: 'blocks us' });
  return deeds;
};
