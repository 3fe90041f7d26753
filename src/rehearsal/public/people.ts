import { type NetworkName, networkNames } from '../../model.ts';
import { type Gone, type Home, homes, type Person } from './cast.ts';
import { type Deed, endsOf } from './deeds.ts';
import { dice } from './dice.ts';
import { names, tongues } from './words.ts';

/*
 * The people of the public. Some write often and most hardly ever; a few leave, and a few change their handle.
 */

/** How the public divides between the networks. */
export const shares: readonly (readonly [NetworkName, number])[] = [
  ['bluesky', 45],
  ['mastodon', 30],
  ['x', 25],
];

export type Partner = {
  readonly id: string;
  readonly accounts: Readonly<Partial<Record<NetworkName, string>>>;
  /** What it does beside posting now and then as everybody does; absent: nothing. */
  readonly deeds?: readonly Deed[];
};

export type Cast = {
  readonly seed: number;
  readonly authors: number;
  readonly networks: readonly NetworkName[];
  readonly partners: readonly Partner[];
  readonly from: number;
  readonly to: number;
};

const leaving = 0.006;
const renaming = 0.01;

export const peopleOf = ({ seed, authors, networks, partners, from, to }: Cast): readonly Person[] => {
  const weights = shares.filter(([network]) => networks.includes(network));
  const people: Person[] = [];
  const many = new Map<NetworkName, number>();
  const sometime = (throws: ReturnType<typeof dice>) => Math.floor(from + (0.1 + 0.8 * throws.next()) * (to - from));
  for (let n = 0; n < authors; n += 1) {
    const throws = dice(seed, 1, n);
    const network = throws.weighed(weights);
    const lang = throws.weighed(tongues);
    const home = throws.weighed<Home>([['here', 4], ['there', 3], ...homes.slice(2).map((one) => [one, 2] as const)]);
    const { handle, name } = names(n, lang, throws);
    // The eighth of each network leaves whatever the dice say: otherwise a small public would never show it.
    const counted = (many.get(network) ?? 0) + 1;
    many.set(network, counted);
    const leaves = throws.chance(leaving) || counted === 8;
    const how = leaves ? throws.pick(ways[network]) : undefined;
    people.push({
      ...{ n, network, lang, name, home: network === 'mastodon' ? home : '' },
      ...{ handle: written[network](handle, n), id: idOf(network, seed, n) },
      ...(how && { gone: { at: sometime(throws), how } }),
      ...(network === 'bluesky' && throws.chance(renaming) && !how
        ? { renamed: { at: sometime(throws), handle: `${handle}.elsewhere.test` } }
        : {}),
    });
  }
  for (const partner of partners) {
    for (const network of networkNames) {
      const account = partner.accounts[network];
      if (account === undefined || !networks.includes(network)) continue;
      const n = people.length;
      const [handle = '', home = ''] = account.replace(/^@/, '').split('@');
      const common = { n, network, name: `Partner №${n}`, lang: 'en', partner: partner.id };
      people.push({ ...common, id: idOf(network, seed, n), handle, home, ...endsOf(partner.deeds ?? [], network) });
    }
  }
  return people;
};

const ways: Readonly<Record<NetworkName, readonly Gone[]>> = {
  bluesky: ['deleted', 'suspended', 'deactivated', 'takendown'],
  mastodon: ['deleted', 'suspended'],
  x: ['deleted', 'suspended'],
};

/** As each network writes a handle: X takes 15 letters, digits and `_`. */
const written: Readonly<Record<NetworkName, (handle: string, n: number) => string>> = {
  bluesky: (handle) => `${handle}.bsky.test`,
  mastodon: (handle) => handle.replaceAll('-', '_'),
  x: (handle, n) => `${handle.split('-')[1]?.slice(0, 8)}_${n}x`,
};

const letters = 'abcdefghijklmnopqrstuvwxyz234567';

const idOf = (network: NetworkName, seed: number, n: number): string => {
  const throws = dice(seed, 2, n);
  if (network === 'x')
    return String(1_100_000_000_000_000_000n + BigInt(n) * 7_919_000_003n + BigInt(throws.below(7e9)));
  const random = Array.from({ length: 20 }, () => letters[throws.below(32)]).join('');
  // The last four letters are its number: no two are alike.
  const own = [15, 10, 5, 0].map((shift) => letters[(n >> shift) & 31]).join('');
  return network === 'bluesky' ? `did:plc:${random}${own}` : '';
};
