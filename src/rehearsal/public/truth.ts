import { type NetworkName, networkNames, type Whose } from '../../model.ts';
import { homes, langOf, type Person, type Post } from './cast.ts';
import { mix } from './dice.ts';

/*
 * What there really is at a moment: counted from the script, post by post, without anything that the local networks do.
 * It is what the program's own counts are held against.
 */

export type Truth = {
  /** Posts with the hashtag by the hour (UTC, ms) in which they had it first. */
  readonly hours: readonly {
    readonly network: NetworkName;
    readonly hourAt: number;
    readonly whose: Exclude<Whose, 'ours'>;
    readonly lang: string;
    readonly posts: number;
  }[];
  /** By day and by week beginning on Monday, in the campaign's zone. */
  readonly authors: readonly {
    readonly network: NetworkName;
    readonly span: 'day' | 'week';
    readonly startAt: number;
    readonly whose: Exclude<Whose, 'ours'>;
    readonly authors: number;
  }[];
  readonly groups: readonly {
    readonly network: NetworkName;
    readonly posts: number;
    readonly authors: number;
    readonly hours: ReadonlyMap<number, number>;
  }[];
  /** Posts with the hashtag that are gone by now, and those that lost it. */
  readonly deleted: Readonly<Record<NetworkName, number>>;
};

export type View = {
  /** Mastodon: only what at least one of these servers knows; absent: everything there is. */
  readonly servers?: readonly string[];
  /** Counts what is gone as if it were there. */
  readonly withDeleted?: boolean;
};

/** Whether a server knows a post: its own people's always, of the others three in four. */
export const isKnownOn = (server: string, post: Pick<Post, 'n'>, person: Person): boolean =>
  person.home === server ||
  // The team has somebody on its own server follow the partners.
  (person.partner !== undefined && server === 'here') ||
  mix(post.n * 31 + 7 * homes.indexOf(server as 'here')) % 4 > 0;

const hour = 3_600_000;
const quarter = 900_000;

export const truthOf =
  ({ people, posts, timeZone }: { people: readonly Person[]; posts: readonly Post[]; timeZone: string }) =>
  (at: number, { servers, withDeleted = false }: View = {}): Truth => {
    const hours = new Map<string, Truth['hours'][number] & { posts: number }>();
    const authors = new Map<string, { row: Omit<Truth['authors'][number], 'authors'>; who: Set<number> }>();
    const groups = new Map<number, { network: NetworkName; who: Set<number>; hours: Map<number, number> }>();
    const deleted = Object.fromEntries(networkNames.map((name) => [name, 0])) as Record<NetworkName, number>;
    for (const post of posts) {
      const person = people[post.person]!;
      const first = post.tagged ? post.at : post.edited?.tagged ? post.edited.at : Number.POSITIVE_INFINITY;
      if (first > at) continue;
      // An edit never comes after the end: neither after a deletion nor after its author has left.
      if (first >= (person.gone?.at ?? Number.POSITIVE_INFINITY)) continue;
      if (post.network === 'mastodon' && servers && !servers.some((one) => isKnownOn(one, post, person))) continue;
      const { network, langs } = post;
      const left = (person.gone?.at ?? Number.POSITIVE_INFINITY) <= at;
      const lost = post.edited !== undefined && post.edited.at <= at && !post.edited.tagged && !left;
      if ((post.goneAt ?? Number.POSITIVE_INFINITY) <= at || left || lost) {
        deleted[network] += 1;
        if (!withDeleted) continue;
      }
      const whose = person.partner ? ('partner' as const) : ('public' as const);
      const hourAt = Math.floor(first / hour) * hour;
      const lang = langOf(langs);
      const key = `${network} ${hourAt} ${whose} ${lang}`;
      const row = hours.get(key) ?? { network, hourAt, whose, lang, posts: 0 };
      hours.set(key, { ...row, posts: row.posts + 1 });
      for (const span of ['day', 'week'] as const) {
        const startAt = startOf(span, first, timeZone);
        const name = `${network} ${span} ${startAt} ${whose}`;
        const held = authors.get(name) ?? { row: { network, span, startAt, whose }, who: new Set() };
        held.who.add(person.n);
        authors.set(name, held);
      }
      if (post.group === undefined) continue;
      const group = groups.get(post.group) ?? { network, who: new Set(), hours: new Map() };
      group.who.add(person.n);
      group.hours.set(hourAt, (group.hours.get(hourAt) ?? 0) + 1);
      groups.set(post.group, group);
    }
    return {
      hours: [...hours.values()],
      authors: [...authors.values()].map(({ row, who }) => ({ ...row, authors: who.size })),
      groups: [...groups.values()].map(({ network, who, hours: by }) => ({
        ...{ network, authors: who.size, hours: by },
        posts: [...by.values()].reduce((sum, one) => sum + one, 0),
      })),
      deleted,
    };
  };

/** The first moment of the day, or of the week from Monday. */
const startOf = (span: 'day' | 'week', at: number, timeZone: string): number => {
  const key = `${span} ${Math.floor(at / quarter)} ${timeZone}`;
  const known = starts.get(key);
  if (known !== undefined) return known;
  const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).startOfDay();
  const start = span === 'day' ? day : day.subtract({ days: day.dayOfWeek - 1 }).startOfDay();
  if (starts.size > 20_000) starts.clear();
  starts.set(key, start.epochMilliseconds);
  return start.epochMilliseconds;
};
/** Asked again for every post; by the quarter of an hour, which no day's start divides in any zone of today. */
const starts = new Map<string, number>();
