import { milliseconds } from '../../clock.ts';
import type { Campaign, NetworkName, Partners } from '../../model.ts';
import { afterQuiet } from '../../plan/boosts/quiet.ts';
import { dayAround } from '../../plan/boosts/room.ts';
import type { BoostResult } from '../../store/boost-results.ts';
import type { LocalBoost } from '../local.ts';
import type { Public } from '../public/public.ts';
import type { Wrong } from './tally.ts';

/*
 * What became of partners' posts, held against what the network holds, what the partners really did, and what the rules allow.
 */

/** One line of the rehearsal's table of boosts. `posts` is the sum of boosted, undone, declined, lapsed, unconfirmed and open. */
export type BoostLine = {
  readonly network: NetworkName;
  readonly posts: number;
  readonly boosted: number;
  readonly undone: number;
  readonly declined: number;
  readonly lapsed: number;
  readonly unconfirmed: number;
  /** Not decided yet when the rehearsal ended. */
  readonly open: number;
  /** Boosts that stand on the network. */
  readonly standing: number;
};

type Sentence = Omit<Wrong, 'network'>;

/** What the partner's post, or its account, came to. */
const fates = (world: Public, network: NetworkName) => {
  // X tells whole seconds.
  const key = (partner: string, at: number) => `${partner} ${Math.floor(at / 1000)}`;
  const ends = new Map<string, number>();
  // Whoever blocks us on one network has withdrawn on all of them.
  const withdrawn = (partner: string) =>
    Math.min(...world.people.flatMap((one) => (one.partner === partner && one.blocks ? [one.blocks.at] : [])));
  for (const post of world.posts) {
    const person = world.people[post.person];
    if (post.network !== network || person?.partner === undefined) continue;
    const end = Math.min(post.goneAt ?? Infinity, person.gone?.at ?? Infinity, withdrawn(person.partner));
    ends.set(key(person.partner, post.at), end);
  }
  return ({ partner, postedAt }: BoostResult): number => ends.get(key(partner, postedAt)) ?? Infinity;
};

const isUnconfirmed = ({ deliveryState }: BoostResult): boolean => deliveryState === 'unconfirmed';

const unlikeTheNetwork = (
  rows: readonly BoostResult[],
  standing: readonly LocalBoost[],
  endOf: (row: BoostResult) => number,
): Sentence[] => {
  const held = Map.groupBy(standing, ({ of }) => of);
  const may = new Set(rows.filter((row) => row.state === 'boosted' || isUnconfirmed(row)).map((row) => row.remoteId));
  const twice = [...held].filter(([, boosts]) => boosts.length > 1);
  return [
    ...twice.map(([of, { length }]) => ({ what: 'duplicate' as const, about: `${of} is boosted ${length} times` })),
    ...[...held.keys()]
      .filter((of) => !may.has(of))
      .map((of) => ({ what: 'duplicate' as const, about: `a boost of ${of} stands that nobody here knows of` })),
    ...rows
      .filter((row) => row.state === 'boosted' && !held.has(row.remoteId) && endOf(row) === Infinity)
      .map((row) => ({ what: 'missing' as const, about: `the boost of ${row.remoteId} is not on the network` })),
    ...rows
      .filter((row) => row.state === 'undone' && endOf(row) > (row.undoneAt ?? 0))
      .map((row) => ({
        what: 'breach' as const,
        about: `the boost of ${row.remoteId} was undone, and its post was there`,
      })),
  ];
};

/** Of these nothing is out. */
const refused: readonly BoostResult['deliveryState'][] = ['rejected', 'planned', 'skipped'];

/** Caps by the moments at which attempts were written down: what was sent counts, undone or not. */
const unlikeTheRules = (rows: readonly BoostResult[], campaign: Campaign, partners: Partners): Sentence[] => {
  const sent = rows
    .flatMap((row) => (row.sentAt === null || refused.includes(row.deliveryState) ? [] : [{ ...row, at: row.sentAt }]))
    .sort((a, b) => a.at - b.at);
  const { timeZone, quietHours } = campaign;
  const found: string[] = [];
  const shown = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toString();
  for (const [start, day] of Map.groupBy(sent, ({ at }) => dayAround(at, timeZone).start)) {
    if (day.length > partners.perDay)
      found.push(`${day.length} boosts on the day that begins at ${shown(start)}, and ${partners.perDay} are allowed`);
    for (const [id, theirs] of Map.groupBy(day, ({ partner }) => partner)) {
      const most = partners.partners.find((one) => one.id === id)?.rules[theirs[0]!.network].perDay ?? 0;
      if (theirs.length > most)
        found.push(
          `${theirs.length} boosts of ${id} on the day that begins at ${shown(start)}, and ${most} are allowed`,
        );
    }
  }
  for (const [i, one] of sent.entries()) {
    const rules = partners.partners.find(({ id }) => id === one.partner)?.rules[one.network];
    const before = sent[i - 1];
    if (rules && before && one.at - before.at < milliseconds(rules.spacing))
      found.push(`boosts at ${shown(before.at)} and ${shown(one.at)} are too near to each other`);
    if (afterQuiet(one.at, quietHours, timeZone) !== one.at) found.push(`a boost at ${shown(one.at)}, in quiet hours`);
  }
  return found.map((about) => ({ what: 'breach' as const, about }));
};

export const boostTally = (
  network: NetworkName,
  all: readonly BoostResult[],
  standing: readonly LocalBoost[],
  { world, campaign, partners }: { readonly world: Public; readonly campaign: Campaign; readonly partners: Partners },
): { readonly line: BoostLine; readonly wrong: readonly Wrong[] } => {
  const rows = all.filter((row) => row.network === network);
  const count = (state: BoostResult['state']) =>
    rows.filter((row) => row.state === state && !isUnconfirmed(row)).length;
  const line = {
    ...{ network, posts: rows.length, boosted: count('boosted'), undone: count('undone') },
    ...{ declined: count('declined'), lapsed: count('lapsed'), unconfirmed: rows.filter(isUnconfirmed).length },
    open: count('held') + count('review') + count('waiting') + count('boosting'),
    standing: standing.length,
  };
  const sentences = [
    ...unlikeTheNetwork(rows, standing, fates(world, network)),
    ...unlikeTheRules(rows, campaign, partners),
  ];
  return { line, wrong: sentences.map((one) => ({ ...one, network })) };
};
