import type { NetworkName } from '../../model.ts';
import type { Person, Post } from './cast.ts';
import { later, momentsOf } from './day.ts';
import { type Deed, draftsOf } from './deeds.ts';
import { type Dice, dice } from './dice.ts';
import { type Written, withHashtag, withLookAlike, without } from './hashtag.ts';
import { groupsOf } from './pasted.ts';
import { shares } from './people.ts';
import { saidOf, sentence } from './words.ts';

/*
 * What the public posts, with everything that will become of each post: its edit, its deletion. Numbers here are made up; what
 * matters is that each of these things happens.
 */

export type Script = {
  readonly seed: number;
  readonly hashtag: string;
  readonly people: readonly Person[];
  readonly networks: readonly NetworkName[];
  readonly from: number;
  readonly to: number;
  readonly perDay: number;
  readonly timeZone: string;
  /** By the partner's id. */
  readonly deeds?: ReadonlyMap<string, readonly Deed[]>;
};

/** A post before it has its number. `answers` names another such post. */
export type Draft = Omit<Post, 'n' | 'answers'> & {
  answers?: { readonly post: Draft; readonly as: 'reply' | 'quote' };
};

const pastedShare = 0.12;
/** For each post with the hashtag, so many without it and so many that only look like it. */
const strangers = 0.2;
const lookAlikes = 0.06;

const minute = 60_000;
const hour = 60 * minute;

export const postsOf = (script: Script): readonly Post[] => {
  const { seed, perDay } = script;
  const throws = dice(seed, 3);
  const spanned = (share: number) => momentsOf({ ...script, perDay: perDay * share, throws });
  const moments = [
    ...spanned(1 - pastedShare).map((at) => ({ at, kind: 'tagged' as const })),
    ...spanned(strangers).map((at) => ({ at, kind: 'stranger' as const })),
    ...spanned(lookAlikes).map((at) => ({ at, kind: 'look-alike' as const })),
  ].sort((a, b) => a.at - b.at);
  const choose = chooser(script);
  const drafts: Draft[] = groupsOf({ ...script, perDay: perDay * pastedShare, throws, choose });
  const recent = new Map<NetworkName, Draft[]>();
  for (const { at, kind } of moments) {
    const network = choose.network(throws);
    const person = choose.person(network, at, throws);
    if (!person) continue;
    const written = writtenBy(person, kind, script, throws);
    const draft: Draft = {
      ...{ network, person: person.n, at, langs: saidOf(person.lang, throws), ...written },
      ...fateOf(network, at, written, script, throws),
    };
    const before = recent.get(network) ?? [];
    const answered = throws.chance(0.18) ? before[throws.below(before.length)] : undefined;
    if (answered && at < (answered.goneAt ?? Number.POSITIVE_INFINITY)) {
      draft.answers = { post: answered, as: throws.chance(0.7) ? 'reply' : 'quote' };
    }
    before.push(draft);
    if (before.length > 40) before.shift();
    recent.set(network, before);
    drafts.push(draft);
  }
  drafts.push(...draftsOf(seed, script.hashtag, script.people, script.deeds ?? new Map()));
  drafts.sort((a, b) => a.at - b.at);
  const numbers = new Map(drafts.map((draft, n) => [draft, n]));
  return drafts.map(({ answers, ...draft }, n) => ({
    ...draft,
    n,
    ...(answers && { answers: { as: answers.as, post: numbers.get(answers.post)! } }),
  }));
};

const writtenBy = (person: Person, kind: string, { hashtag }: Script, throws: Dice): Written => {
  const text = sentence(person.lang, throws);
  if (kind === 'stranger') return without(text);
  if (kind === 'look-alike') return withLookAlike(text, hashtag, throws);
  return withHashtag(text, hashtag, person.network, throws);
};

/** What becomes of a post. On X nothing is edited: its edits are other posts. */
const fateOf = (
  network: NetworkName,
  at: number,
  { text, form, tagged }: Written,
  { hashtag, to }: Script,
  throws: Dice,
): Pick<Post, 'edited' | 'goneAt'> => {
  const luck = throws.next();
  if (luck < 0.05) {
    // Some are deleted within seconds, some after days.
    const goneAt = later(at, throws.pick([10_000, 20 * minute, 8 * hour, 60 * hour]), to, throws);
    return goneAt === undefined ? {} : { goneAt };
  }
  if (luck > 0.08 || network === 'x') return {};
  const editedAt = later(at, 30 * minute, to, throws);
  if (editedAt === undefined) return {};
  const way = network === 'bluesky' ? throws.next() : 1;
  if (way < 0.3 && tagged) return { edited: { at: editedAt, ...without('Taken back.') } };
  if (way < 0.6 && !tagged) return { edited: { at: editedAt, ...withHashtag(text, hashtag, network, throws) } };
  return { edited: { at: editedAt, text: `${text} (edited)`, form, tagged } };
};

export type Chooser = {
  readonly network: (throws: Dice) => NetworkName;
  /** Somebody of this network who is still there; those who write often come up often. */
  readonly person: (network: NetworkName, at: number, throws: Dice) => Person | undefined;
  readonly everybody: (network: NetworkName) => readonly Person[];
};

export const chooser = ({ people, networks }: Pick<Script, 'people' | 'networks'>): Chooser => {
  const public_ = Map.groupBy(
    people.filter((one) => !one.partner),
    (one) => one.network,
  );
  const partners = Map.groupBy(
    people.filter((one) => one.partner),
    (one) => one.network,
  );
  const weights = shares.filter(([network]) => networks.includes(network) && public_.has(network));
  return {
    network: (throws) => throws.weighed(weights),
    person: (network, at, throws) => {
      const friends = partners.get(network);
      if (friends && throws.chance(0.03)) {
        const friend = throws.pick(friends);
        return at < (friend.gone?.at ?? Number.POSITIVE_INFINITY) ? friend : undefined;
      }
      const all = public_.get(network) ?? [];
      for (let tries = 0; tries < 5; tries += 1) {
        const one = all[Math.floor(throws.next() ** 2.2 * all.length)];
        if (one && at < (one.gone?.at ?? Number.POSITIVE_INFINITY)) return one;
      }
      return undefined;
    },
    everybody: (network) => public_.get(network) ?? [],
  };
};
